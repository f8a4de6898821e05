"""The addresses that a specification tells of, each once: the formats of one thing stand together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Address", "addresses"]


@dataclass(frozen=True)
class Address:
    """One address and method.

    Parameters
    ----------
    family, method, path : str
    formats : tuple of str
        Suffixes that it can be had with; the first is what it gives without one.
    example : str or None
        An address to try; None where a part of it is nobody's to give, such as the id of a run.
    body : object
        What to send to it, None for an address that is read.
    operation : mapping
        As the specification tells it.
    """

    family: str
    method: str
    path: str
    formats: tuple[str, ...]
    example: str | None
    body: object
    operation: Mapping[str, Any]


def addresses(specification: Mapping[str, Any]) -> tuple[Address, ...]:
    """Return every address of a specification, those that differ by their format alone as one."""
    paths = specification["paths"]
    found = []
    for path, item in paths.items():
        stem, _, suffix = path.rpartition(".")
        for method, operation in item.items():
            if suffix and method in paths.get(stem, {}):
                continue
            formats = (
                other.removeprefix(f"{path}.")
                for other in paths
                if other.startswith(f"{path}.") and method in paths[other]
            )
            address = Address(
                operation["tags"][0],
                method.upper(),
                path,
                tuple(formats),
                _example(path, operation.get("parameters", ())),
                _body(operation, specification["components"]["schemas"]),
                operation,
            )
            found.append(address)
    return tuple(found)


def _example(path: str, parameters: Iterable[Mapping[str, Any]]) -> str | None:
    """Return an address to try; None where a part of the path has no example."""
    asked = {}
    for parameter in parameters:
        value = parameter.get("example")
        if parameter["in"] == "path":
            if value is None:
                return None
            path = path.replace(f"{{{parameter['name']}}}", str(value))
        elif parameter["required"]:
            asked[parameter["name"]] = value
    return f"{path}?{urlencode(asked)}" if asked else path


def _body(operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> object:
    """Return the example of what an operation takes, None without any."""
    content = operation.get("requestBody", {}).get("content", {})
    for media in content.values():
        given = schemas.get(media["schema"].get("$ref", "").rpartition("/")[2], {})
        for example in (*given.get("examples", ()), media.get("example")):
            return example
    return None
