"""Commands that serve: serve, mcp, settings."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

from forecast.cli.root import PRIORS, kept_shelf, main, priors_of
from forecast.extras import needing

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

__all__ = ["mcp", "serve", "settings"]


def _server() -> ModuleType:
    """Return the service's module: `forecast` knows no HTTP, so it is found by name, as any server's entry point is."""
    with needing("service"):
        return import_module("api.server")


@main.command()
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback unless told otherwise.")
def serve(port: int, host: str) -> None:
    """Start the HTTP service."""
    _server().run(host=host, port=port)


@main.command()
@PRIORS
def mcp(priors: Path | None) -> None:
    """Answer an assistant over the Model Context Protocol.

    It speaks on standard input and output, as assistants start such programs: name `trade-target mcp` as the command
    in the assistant's settings. It reads, and stores nothing.
    """
    from importlib.metadata import version

    with needing("mcp"):
        from forecast.assistant import Desk, serve

    serve(Desk.of(kept_shelf(), priors_of(priors)), version("trade-target"))


@main.command()
def settings() -> None:
    """Print every setting of the service, as the environment sets it."""
    for name, value in _server().read_settings().listed().items():
        click.echo(f"{name}={value}")
