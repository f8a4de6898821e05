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
    from forecast.store import AuditEntry, Webhook

__all__ = ["audit", "webhooks"]

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

    found = map(_told, audit_log(opened(database, create=False), since=since, token=token))
    if form == "csv":
        writer = csv.DictWriter(sys.stdout, _LINE, lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
        return
    for told in found:
        if form == "json":
            click.echo(json.dumps(told, ensure_ascii=False))
            continue
        who = f"{told['who']} #{told['token']}" if told["token"] else told["who"]
        origin = f"  from {told['origin']}" if told["origin"] else ""
        click.echo(f"{told['at']}  {who}  {told['action']}  {told['what']}{origin}")


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

    made = add_webhook(opened(database), url, by=by)
    click.echo(f"webhook {made.id} is registered; what it is told is signed with:", err=True)
    click.echo(made.secret)


def _state(one: Webhook) -> str:
    """Return how it goes with a webhook."""
    if one.ended is not None:
        return f"ended: {one.ended}"
    if one.failures and one.last is not None:
        return f"failed {one.failures} times, last {one.last.at}: {one.last.reason}"
    return f"last told {one.delivered}" if one.delivered else "nothing told yet"


@webhooks.command("list")
@DATABASE
def list_webhooks(database: str | None) -> None:
    """List the webhooks, ended ones too, and how it goes with each."""
    from forecast.store import known_webhooks

    for one in known_webhooks(opened(database, create=False)):
        by = f"{one.author.name} #{one.author.token}" if one.author.token else one.author.name
        click.echo(f"{one.id}  {one.url}  by {by}, {one.at}; told up to change {one.told.change}; {_state(one)}")


@webhooks.command()
@click.argument("webhook", type=int)
@click.option("--reason", default="ended by its operator", show_default=True)
@BY
@DATABASE
def remove(webhook: int, reason: str, by: str, database: str | None) -> None:
    """Tell the webhook of this number nothing more."""
    from forecast.store import end_webhook

    click.echo(f"webhook {webhook} has ended: {end_webhook(opened(database), webhook, reason=reason, by=by).ended}")
