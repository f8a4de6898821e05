"""Who wrote what, who is told of it, and who may: lines of the store's ledger, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.words.faults import problem_words
from forecast.words.locale import marked, say, say_count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.store import AuditEntry, Author, Token, Webhook

__all__ = ["entry_words", "token_words", "webhook_words"]

_ACTIONS: Mapping[str, str] = {
    "statements": marked("statements"),
    "targets": marked("targets"),
    "retraction": marked("retraction"),
    "redaction": marked("redaction"),
    "run": marked("run"),
    "token created": marked("token created"),
    "token revoked": marked("token revoked"),
    "webhook registered": marked("webhook registered"),
    "webhook ended": marked("webhook ended"),
    "backup": marked("backup"),
}


def _who(author: Author) -> str:
    return f"{author.name} #{author.token}" if author.token else author.name


def entry_words(entry: AuditEntry) -> str:
    """Return a line of the audit log: when, who, what, and from where."""
    by = entry.author
    told = [entry.at, _who(by), say(_ACTIONS[entry.action]), problem_words(entry.what)]
    return "  ".join([*told, say("from {origin}", origin=by.origin)] if by.origin else told)


def webhook_words(webhook: Webhook) -> str:
    """Return who registered a webhook, how far it was told, and how it goes."""
    return say(
        "by {who}, {at}; told up to change {change}; {state}",
        who=_who(webhook.author),
        at=webhook.at,
        change=str(webhook.told.change),
        state=_state(webhook),
    )


def _state(webhook: Webhook) -> str:
    if webhook.ended is not None:
        return say("ended: {reason}", reason=problem_words(webhook.ended))
    if webhook.failures and webhook.last is not None:
        return say_count(
            "failed {count} time, last {at}: {reason}",
            "failed {count} times, last {at}: {reason}",
            webhook.failures,
            at=webhook.last.at,
            reason=problem_words(webhook.last.reason),
        )
    return say("last told {at}", at=webhook.delivered) if webhook.delivered else say("nothing told yet")


def token_words(token: Token) -> str:
    """Return when a token was made, and when it ends or was revoked."""
    if token.revoked:
        return say("created {created}, revoked {revoked}", created=token.created, revoked=token.revoked)
    if token.expires:
        return say("created {created}, expires {expires}", created=token.created, expires=token.expires)
    return say("created {created}", created=token.created)
