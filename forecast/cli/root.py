"""The root of the command line: errors become messages, and what commands share."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from forecast.cli.helping import SpokenGroup
from forecast.cli.refusing import tell_refusal
from forecast.errors import Fault, ForecastError, InputError
from forecast.forecasting import FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from forecast.assistant import Shelf
    from forecast.data import AnnouncedTarget, Series
    from forecast.priors import Priors
    from forecast.store import Store
    from forecast.words import Locale

__all__ = [
    "BACKEND",
    "PRIORS",
    "SERIES",
    "STATEMENTS",
    "announced",
    "asked",
    "called",
    "check_format",
    "check_writable",
    "kept_shelf",
    "main",
    "named",
    "opened",
    "priors_of",
    "read_file",
    "series_of",
    "shelf",
    "today",
]


F = TypeVar("F", bound="Callable[..., Any]")
#: Your own figures, in place of what is shipped or stored.
STATEMENTS = click.option(
    "--statements",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Your own statements or an office's file in place of a series.",
)


def asked(*names: str) -> Callable[[F], F]:
    """Return what gives a command options for fields of a question, from the one table of them."""

    def decorate(command: F) -> F:
        for name in reversed(names):
            told = f"{FIELDS[name][0].upper()}{FIELDS[name][1:]}."
            command = click.option(f"--{name.replace('_', '-')}", help=told)(command)
        return command

    return decorate


def _as_option(fault: Fault) -> Fault:
    """Return a fault of the question named as the command line's option."""
    named = fault.where in FIELDS or fault.where in {"probability", "targets", "deadlines"}
    return replace(fault, where=f"--{fault.where.replace('_', '-')}") if named else fault


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


def check_format(name: str, known: Iterable[str]) -> None:
    """Refuse a format that is not known, before the work that would be lost.

    Raises
    ------
    InputError
    """
    if name not in (names := tuple(known)):
        raise InputError([Fault("--format", name, "is not known", f"known are: {', '.join(names)}")])


def _language_first(args: Sequence[str]) -> list[str]:
    """Return a command line with its `--lang` before the rest."""
    told = list(args)
    before = told[: told.index("--")] if "--" in told else told
    for place, word in enumerate(before):
        if word == "--lang" and place + 1 < len(before):
            return [*told[place : place + 2], *told[:place], *told[place + 2 :]]
        if word.startswith("--lang="):
            return [word, *told[:place], *told[place + 1 :]]
    return told


def _asked_language(args: Sequence[str]) -> Locale:
    """Return the language that a command line asks for, the environment's where it asks for none that is spoken."""
    from forecast.words import from_environment, languages, locale_of

    first, second, *_ = *_language_first(args), "", ""
    told = second if first == "--lang" else first.removeprefix("--lang=") if first.startswith("--lang=") else ""
    return locale_of(told) if told in languages() else from_environment()


def _version(ctx: click.Context, _option: click.Parameter, asked_for: bool) -> None:  # noqa: FBT001 - as click calls it
    """Print the version, and end."""
    if asked_for and not ctx.resilient_parsing:
        from importlib.metadata import version

        from forecast.words import say

        click.echo(say("trade-target, version {version}", version=version("trade-target")))
        ctx.exit()


class _Group(SpokenGroup):
    """Turns this package's errors into messages and exit status 2, never a traceback."""

    def main(  # type: ignore[override]  # click's has overloads for what its modes return
        self,
        args: Sequence[str] | None = None,
        *,
        standalone_mode: bool = True,
        **extra: Any,  # noqa: ANN401 - of a context, as click takes them
    ) -> Any:  # noqa: ANN401 - what a command returns
        """Run a command line in the language that it asks for; help and refusals are in it, and it ends with them."""
        from forecast.words import say, speaking

        with speaking(_asked_language(sys.argv[1:] if args is None else args)):
            if not standalone_mode:
                return super().main(args, standalone_mode=False, **extra)
            try:
                sys.exit(super().main(args, standalone_mode=False, **extra))
            except click.ClickException as error:
                tell_refusal(error)
                sys.exit(error.exit_code)
            except click.Abort:
                click.echo(say("Aborted!"), err=True)
                sys.exit(1)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take `--lang` wherever it stands: it is no matter of one command."""
        return super().parse_args(ctx, _language_first(args))

    def invoke(self, ctx: click.Context) -> None:
        try:
            super().invoke(ctx)  # what a command returns is no exit status: only `ctx.exit` says one
        except InputError as error:
            from forecast.words import fault_words

            for fault in error.faults:
                click.echo(f"trade-target: {_as_option(fault_words(fault))}", err=True)
        except ForecastError as error:
            from forecast.words import problem_words

            click.echo(f"trade-target: {problem_words(str(error))}", err=True)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(1)
        except OSError as error:
            where = f" {error.filename}" if error.filename else ""
            from forecast.words import say

            told = say("cannot read or write{where}: {reason}", where=where, reason=error.strerror or error)
            click.echo(f"trade-target: {told}", err=True)
        else:
            return
        sys.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and exit."
)
@click.option("--lang", metavar="TAG", help="Language of the words, such as ru; the environment's by default.")
def main(lang: str | None) -> None:
    """Tell when trade between A and B will reach X.

    Try: trade-target forecast belarus-st-petersburg --target 2.5bn
    """
    from forecast.words import languages

    if lang is not None and lang not in languages():
        known = f"known are: {', '.join(languages())}"
        raise InputError([Fault("--lang", lang, "is no language that is spoken here", known)])


def _pair(_context: click.Context, _argument: click.Parameter, words: tuple[str, ...]) -> str | None:
    """Return the words of a pair as one text; a name of several words keeps its quotes."""
    if len(words) > 1:
        words = tuple(f'"{word}"' if " " in word else word for word in words)
    return " ".join(words) or None


#: The argument by which a command asks for a pair: an id, or two names.
SERIES = click.argument("series", nargs=-1, callback=_pair, metavar="[PAIR]")


def called() -> str:
    """Return how this program can be typed here: by name where the shell finds it, else by its path as called."""
    typed = Path(sys.argv[0])
    found = shutil.which(typed.name)
    same = found is not None and typed.exists() and Path(found).samefile(typed)
    return typed.name if same else shlex.quote(str(typed))


def read_file(path: Path, *, most: int | None = None) -> bytes:
    """Return a file's content, at most one byte more than is allowed."""
    from forecast.data import MAX_BYTES

    try:
        with path.open("rb") as file:
            return file.read((most or MAX_BYTES) + 1)
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
        raise InputError([Fault("--statements", str(path), problem, "name a CSV file of statements")]) from None


def opened(url: str | None = None, *, create: bool = True) -> Store:
    """Return the store, open until the command ends."""
    from forecast.store import open_store

    store = open_store(url, create=create)
    click.get_current_context().call_on_close(store.close)
    return store


def _kept() -> Store | None:
    """Return the store when there is one."""
    from forecast.store import is_there

    return opened() if is_there() else None


def today() -> date:
    """Return the reader's day: the only clock that answers see, and only to tell how old they are."""
    return datetime.now(tz=UTC).date()


def shelf() -> tuple[Series, ...]:
    """Return all series: those of the store when there is one, else the shipped ones."""
    source = kept_shelf()
    return tuple(source.series(name) for name in source.series_ids())


def kept_shelf() -> Shelf:
    """Return the store when there is one, else what the package ships."""
    from forecast.data import catalog

    return _kept() or catalog


def announced() -> tuple[AnnouncedTarget, ...]:
    """Return the registry of announced targets: the store's when there is one, else the shipped one."""
    from forecast.data import catalog

    store = _kept()
    return store.targets() if store else catalog.targets()


def priors_of(path: Path | None) -> Priors:
    """Return the priors of a file, the shipped ones when none is given."""
    from forecast.priors import read_priors, shipped_priors

    return shipped_priors() if path is None else read_priors(path)


#: The option that every command has which uses priors.
PRIORS = click.option(
    "--priors",
    type=click.Path(path_type=Path),
    metavar="FILE.json",
    help="Priors of your own (`trade-target priors estimate --out`); the shipped ones when not given.",
)


def BACKEND(command: F) -> F:  # noqa: N802 - used as the options above
    """Return a command with the options of where its work is done."""
    scheduler = click.option(
        "--scheduler", metavar="ADDRESS", help="Of Dask, such as tcp://127.0.0.1:8786, with --backend dask."
    )
    backend = click.option(
        "--backend",
        default="local",
        show_default=True,
        help="Where the work is done: local (processes), or dask (the workers of a scheduler).",
    )
    return backend(scheduler(command))


def named(name: str | None, statements: Path | None) -> str:
    """Return how a command line names the series that it was asked about, for commands told as a hint."""
    return f"--statements {shlex.quote(str(statements))}" if statements is not None else shlex.quote(name or "")


def series_of(name: str | None, statements: Path | None) -> Series:
    """Return the series of a pair as written, from the store when there is one, or the user's own from a file."""
    from forecast.data import catalog, read_own, read_recipe, slug

    if (name is None) == (statements is None):
        known = ", ".join((*(_kept() or catalog).series_ids(), "india-uae"))
        problem = "is missing" if name is None else "and --statements are both given"
        raise InputError(
            [Fault("SERIES", name or "", problem, f"give a pair ({known}) or --statements FILE.csv, one of the two")]
        )
    if statements is None:
        assert name is not None
        return (_kept() or catalog).series(name)
    name = slug(statements.stem) or "own"
    if statements.suffix == ".toml":
        file, recipe = read_recipe(read_file(statements), where=statements.name)
        source = statements.parent / file
        return read_own(read_file(source), series_id=name, where=source.name, recipe=recipe)
    try:
        return read_own(read_file(statements), series_id=name, where=statements.name)
    except InputError as error:
        if not any(fault.setting for fault in error.faults):
            raise
        # What the reader asks for are options of `import`, and no others have them.
        remedy = "say it to trade-target import, keep it by --save FILE.toml, and give --statements FILE.toml"
        raise InputError([*error.faults, Fault("--statements", statements.name, "leaves that open", remedy)]) from None
