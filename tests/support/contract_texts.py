"""The descriptions of the HTTP contract that its page shows, for translators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.addresses import addresses
from api.contract import application, register, specification
from api.routes import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["contract_texts"]


def _described(contract: Mapping[str, Any]) -> Iterator[str | None]:
    yield contract["info"]["description"]
    for tag in contract["tags"]:
        yield from (tag["name"], tag["description"])
    for one in addresses(contract):
        operation = one.operation
        yield operation["summary"]
        yield from (parameter["description"] for parameter in operation.get("parameters", ()))
        yield operation.get("requestBody", {}).get("description")
        yield from (response["description"] for response in operation["responses"].values())
    for schema in contract["components"]["schemas"].values():
        if schema.get("properties"):
            yield schema.get("description")
            yield from (value.get("description") for value in schema["properties"].values())


def contract_texts() -> list[str]:
    """Return each description once, on one line, in the order of the page; no store is opened for it."""
    app = application(__name__, version="")
    for family in FAMILIES:
        register(app, family)
    return list(dict.fromkeys(" ".join(text.split()) for text in _described(specification(app)) if text))
