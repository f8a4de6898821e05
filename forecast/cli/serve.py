"""Commands that serve: serve, settings."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

from forecast.cli.root import main

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["serve", "settings"]


@main.command()
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Loopback unless told otherwise.")
def serve(port: int, host: str) -> None:
    """Start the HTTP service."""
    # `forecast` knows no HTTP: the service is found by name, as any server's entry point is.
    run: Callable[..., None] = import_module("api.server").run
    run(host=host, port=port)


@main.command()
def settings() -> None:
    """Print every setting of the service, as the environment sets it."""
    for name, value in import_module("api.server").read_settings().listed().items():
        click.echo(f"{name}={value}")
