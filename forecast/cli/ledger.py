"""Commands that tell who wrote and who is told: db audit, webhooks."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING

import click

from forecast.cli.root import main, opened
from forecast.cli.store import BY, DATABASE, db

if TYPE_CHECKING:
    from forecast.store import AuditEntry

__all__ = ["audit", "webhooks"]

#: What is kept of why a webhook ended when its operator says nothing else.
OPERATOR_ENDED = "ended by its operator"
_LINE = "at", "who", "token", "action", "what", "origin", "request"


def _told(entry: AuditEntry) -> dict[str, str | int | None]:
    by = entry.author
    told = entry.at, by.name, by.token, entry.action, entry.what, by.origin, by.request
    return dict(zip(_LINE, told, strict=True))


@db.command()
@click.option("--since", default="", metavar="DAY", help="Leave out what was before this day, as YYYY-MM-DD, UTC.")
@click.option(
    "--token", type=int, metavar="NUMBER", help="Only what was written by this token; `tokens list` has them."
)
@click.option("--format", "form", type=click.Choice(("text", "csv", "json")), default="text", show_default=True)
@DATABASE
def audit(since: str, token: int | None, form: str, database: str | None) -> None:
    """Tell who wrote what, when and from where: statements, targets, withdrawals, runs, tokens, webhooks, backups.

    JSON is a line for each.
    """
    from forecast.store import audit_log
    from forecast.words import entry_words

    found = audit_log(opened(database, create=False), since=since, token=token)
    if form == "csv":
        writer = csv.DictWriter(sys.stdout, _LINE, lineterminator="\n")
        writer.writeheader()
        writer.writerows(map(_told, found))
        return
    for entry in found:
        click.echo(json.dumps(_told(entry), ensure_ascii=False) if form == "json" else entry_words(entry))


@main.group()
def webhooks() -> None:
    """Register addresses that the service tells of changes, and see how it goes."""


@webhooks.command("add")
@click.argument("url")
@BY
@DATABASE
def add(url: str, by: str, database: str | None) -> None:
    """Tell URL of every change from now on; what signs it is printed once.

    The service tells it, as long as it runs; `TRADE_TARGET_WEBHOOK_HOSTS` names hosts that are not public.
    """
    from forecast.store import add_webhook
    from forecast.words import say

    made = add_webhook(opened(database), url, by=by)
    told = say("webhook {webhook} is registered; what it is told is signed with:", webhook=str(made.id))
    click.echo(told, err=True)
    click.echo(made.secret)


@webhooks.command("list")
@DATABASE
def list_webhooks(database: str | None) -> None:
    """List the webhooks, ended ones too, and how it goes with each."""
    from forecast.store import known_webhooks
    from forecast.words import webhook_words

    for one in known_webhooks(opened(database, create=False)):
        click.echo(f"{one.id}  {one.url}  {webhook_words(one)}")


@webhooks.command()
@click.argument("webhook", type=int)
@click.option("--reason", default=OPERATOR_ENDED, show_default=True)
@BY
@DATABASE
def remove(webhook: int, reason: str, by: str, database: str | None) -> None:
    """Tell the webhook of this number nothing more."""
    from forecast.store import end_webhook
    from forecast.words import problem_words, say

    ended = end_webhook(opened(database), webhook, reason=reason, by=by).ended or reason
    click.echo(say("webhook {webhook} has ended: {reason}", webhook=str(webhook), reason=problem_words(ended)))
