"""Webhooks: addresses that are told of changes, registered and removed with a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request

from api import schemas
from api.auth import writer
from api.bodies import body_of
from api.contract import Family, body, gives
from api.outgoing import refusal
from api.params import query
from api.representations import private, send_json
from api.service import current
from forecast.errors import InputError
from forecast.store import add_webhook, end_webhook, known_webhooks

if TYPE_CHECKING:
    from forecast.store import Webhook

__all__ = ["family"]

family = Family("webhooks", "Addresses that are told of changes, with a token.")
_LIST = gives({"application/json": schemas.WebhookList}, "Those of the token.")
_MADE = gives({"application/json": schemas.RegisteredWebhook}, "Registered.", status=201)
_ENDED = gives({"application/json": schemas.WebhookState}, "It is told nothing more.")
_NEW = body({"application/json": schemas.NewWebhook}, "The address to tell.")
_REMOVAL = body({"application/json": schemas.WebhookRemoval}, "Which one, and why.")


def _state(one: Webhook) -> schemas.WebhookState:
    last = one.last
    return schemas.WebhookState(
        id=one.id,
        url=one.url,
        registered=one.at,
        ended=one.ended,
        change=one.told.change,
        delivered=one.delivered,
        failures=one.failures,
        last=None
        if last is None
        else schemas.WebhookAttempt(
            at=last.at, delivered=last.delivered, status=last.status, reason=last.reason, milliseconds=last.milliseconds
        ),
    )


@family.reads("/v1/webhooks", _LIST, guarded=True)
def get_webhooks() -> Response:
    """Return the webhooks that the token registered, ended ones too, and how it goes with each."""
    author = writer()
    query(request.args, ())
    mine = [one for one in known_webhooks(current().library.store) if one.author.token == author.token]
    return private(send_json(schemas.WebhookList(webhooks=[_state(one) for one in mine]), keep=False))


@family.takes("/v1/webhooks", _MADE, _NEW, writes=True)
def post_webhook() -> Response:
    """Register an address that is told of every change from now on; what signs it is shown this once."""
    author, service = writer(), current()
    given = body_of(schemas.NewWebhook)
    made = add_webhook(service.library.store, given.url, by=author, allowed=_allowed)
    document = schemas.RegisteredWebhook(id=made.id, url=made.url, secret=made.secret, change=made.told.change)
    return private(send_json(document, status=201, keep=False))


def _allowed(url: str) -> None:
    """Refuse an address that would never be told."""
    if fault := refusal(url, current().settings.hosts_of_webhooks):
        raise InputError([fault])


@family.takes("/v1/webhooks/removals", _ENDED, _REMOVAL, writes=True)
def post_webhook_removal() -> Response:
    """End a webhook of the token: it is told nothing more."""
    author = writer()
    given = body_of(schemas.WebhookRemoval)
    store = current().library.store
    ended = end_webhook(store, given.webhook, reason=given.reason, by=author, own=True)
    return private(send_json(_state(ended), keep=False))
