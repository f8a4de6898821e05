"""Writes: statements and targets are appended and withdrawn; corrections supersede, nothing is overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response  # noqa: TC002 - the contract reads the types of views

from api import schemas
from api.auth import writer
from api.bodies import body_of, own_series, statement_rows
from api.contract import Family, body, gives
from api.gate import BusyError
from api.representations import private, send_json
from api.service import current
from forecast.audit import audit
from forecast.data import is_statements
from forecast.errors import Fault, InputError
from forecast.priors import shipped_priors
from forecast.report import AddedDocument, WithdrawalDocument, finding_document, statements_csv
from forecast.store import StoreUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forecast.report import AuditFinding
    from forecast.store import Added, WithdrawalKind

__all__ = ["family"]

family = Family("writing", "Appends with a token, made by trade-target tokens create.")
_ADDED = gives({"application/json": AddedDocument}, "Stored.", status=201)
_REPEATED = gives({"application/json": AddedDocument}, "Nothing new: all of it was stored before.")
_STATEMENTS = body({"application/json": schemas.NewStatements}, "Statements of one series.")
_TARGETS = body({"application/json": schemas.NewTargets}, "Announced targets as CSV.")
_WITHDRAWN = gives({"application/json": WithdrawalDocument}, "Withdrawn.", status=201)
_BEFORE = gives({"application/json": WithdrawalDocument}, "It was withdrawn before.")
_WITHDRAWAL = body({"application/json": schemas.NewWithdrawal}, "The statement, and why.")


def _told(added: Added, findings: Iterable[AuditFinding] = (), *, audited: bool = True) -> Response:
    document = AddedDocument(
        change=added.change.number if added.change else None,
        added=tuple(added.statements),
        repeated=tuple(added.repeated),
        superseded=tuple(added.superseded),
        audit=tuple(findings),
        audited=audited,
    )
    return private(send_json(document, status=201 if added.change else 200, keep=False))


@family.takes("/v1/statements", _ADDED | _REPEATED, _STATEMENTS, writes=True)
def post_statements() -> Response:
    """Append statements to a series; the audit's findings that concern them come back."""
    service = current()
    store = service.library.store
    author = writer()
    given = body_of(schemas.NewStatements)
    rows = statement_rows(given)
    if rows is None:
        raise InputError([Fault("statements", "", "are missing", "give statements or csv")])
    if isinstance(rows, str) and not is_statements(rows):
        # An office's file, or cells of a sheet: what they say is kept as statements.
        rows = statements_csv(own_series(rows, unit=given.unit, pair=given.pair))
    added = store.add_statements(given.series, rows, by=author, corrects=given.corrects)
    # It is stored: whatever comes now, its forecasts are woken, and its sender hears so.
    service.library.forget()
    service.refresher.wake()
    try:
        with service.gate.enter():
            series = store.series(given.series)
            named = {*added.statements, *added.repeated}
            findings = [f for f in audit(series, shipped_priors().profile) if named & set(f.statements)]
    except (BusyError, StoreUnavailableError):
        return _told(added, audited=False)
    return _told(added, [finding_document(f, series) for f in findings])


@family.takes("/v1/targets", _ADDED | _REPEATED, _TARGETS, writes=True)
def post_targets() -> Response:
    """Append announced targets to the registry."""
    service = current()
    author = writer()
    given = body_of(schemas.NewTargets)
    added = service.library.store.add_targets(given.csv, by=author)
    service.library.forget()
    service.refresher.wake()
    return _told(added)


def _withdraw(kind: WithdrawalKind) -> Response:
    service = current()
    author = writer()
    given = body_of(schemas.NewWithdrawal)
    change = service.library.store.withdraw(given.series, given.statement, kind, reason=given.reason, by=author)
    service.library.forget()
    service.refresher.wake()
    document = WithdrawalDocument(
        change=change.number if change else None,
        series=given.series,
        statement=given.statement,
        kind=kind,
        reason=given.reason,
    )
    return private(send_json(document, status=201 if change else 200, keep=False))


@family.takes("/v1/retractions", _WITHDRAWN | _BEFORE, _WITHDRAWAL, writes=True)
def post_retraction() -> Response:
    """Take a false statement out of use; it is kept and marked."""
    return _withdraw("retraction")


@family.takes("/v1/redactions", _WITHDRAWN | _BEFORE, _WITHDRAWAL, writes=True)
def post_redaction() -> Response:
    """Take the text of a statement out of the store and of the runs that showed it; its figures stay in use."""
    return _withdraw("redaction")
