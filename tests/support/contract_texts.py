"""The descriptions of the HTTP contract that its page shows, for translators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.addresses import addresses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["contract_texts"]


def _described(specification: Mapping[str, Any]) -> Iterator[str | None]:
    yield specification["info"]["description"]
    for tag in specification["tags"]:
        yield from (tag["name"], tag["description"])
    for one in addresses(specification):
        operation = one.operation
        yield operation["summary"]
        yield from (parameter["description"] for parameter in operation.get("parameters", ()))
        yield operation.get("requestBody", {}).get("description")
        yield from (response["description"] for response in operation["responses"].values())
    for schema in specification["components"]["schemas"].values():
        if schema.get("properties"):
            yield schema.get("description")
            yield from (value.get("description") for value in schema["properties"].values())


def contract_texts(specification: Mapping[str, Any]) -> list[str]:
    """Return each description once, on one line, in the order of the page.

    Parameters
    ----------
    specification : mapping
        OpenAPI, as the service gives it.
    """
    return list(dict.fromkeys(" ".join(text.split()) for text in _described(specification) if text))
