"""The root of the command line: errors become messages, and what commands share."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from forecast.errors import Fault, FitError, InputError

if TYPE_CHECKING:
    from pathlib import Path

    from forecast.statements import Series

__all__ = ["check_writable", "main", "read_file", "series_of"]


def _as_option(fault: Fault) -> Fault:
    """Return a fault of the question named as the command line's option."""
    from forecast.question import FIELDS

    return replace(fault, where=f"--{fault.where.replace('_', '-')}") if fault.where in FIELDS else fault


def check_writable(*paths: Path | None) -> None:
    """Refuse outputs that could not be written, before the work that would be lost.

    Raises
    ------
    InputError
        Names each of them.
    """
    faults = [
        Fault("output", str(path), "cannot be written there", "name a file in a folder that exists")
        for path in paths
        if path is not None and (path.is_dir() or not os.access(path.absolute().parent, os.W_OK))
    ]
    if faults:
        raise InputError(faults)


class _Group(click.Group):
    """Turns this package's errors into messages and exit status 2, never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except InputError as error:
            for fault in error.faults:
                click.echo(f"trade-target: {_as_option(fault)}", err=True)
        except FitError as error:
            click.echo(f"trade-target: {error}", err=True)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(1)
        except OSError as error:
            where = f" {error.filename}" if error.filename else ""
            click.echo(f"trade-target: cannot read or write{where}: {error.strerror or error}", err=True)
        sys.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="trade-target", prog_name="trade-target")
def main() -> None:
    """Tell when trade between A and B will reach X.

    Try: trade-target forecast belarus-st-petersburg --target 2.5bn
    """


def read_file(path: Path) -> bytes:
    """Return a file's content, at most one byte more than is allowed."""
    from forecast.statement_csv import MAX_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
        raise InputError([Fault("--statements", str(path), problem, "name a CSV file of statements")]) from None


def series_of(name: str | None, statements: Path | None) -> Series:
    """Return the shipped series of a name, or the user's own from a file."""
    from forecast import catalog
    from forecast.statement_csv import decode_csv, read_series
    from forecast.statements import slug

    if (name is None) == (statements is None):
        known = ", ".join(catalog.series_ids())
        problem = "is missing" if name is None else "and --statements are both given"
        raise InputError(
            [Fault("SERIES", name or "", problem, f"give a series ({known}) or --statements FILE.csv, one of the two")]
        )
    if statements is None:
        assert name is not None
        return catalog.series(name)
    text = decode_csv(read_file(statements), where=statements.name)
    return read_series(text, series_id=slug(statements.stem) or "own", where=statements.name)
