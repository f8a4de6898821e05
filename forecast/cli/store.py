"""Commands that keep: db, statements, registry, tokens."""

from __future__ import annotations

import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from forecast.cli.root import check_writable, main, opened, read_file
from forecast.errors import Fault, ForecastError, InputError

if TYPE_CHECKING:
    from collections.abc import Collection

    from forecast.store import Added, Store, WithdrawalKind

__all__ = ["BY", "DATABASE", "answer_anew", "db", "registry", "statements", "tokens"]

DATABASE = click.option(
    "--database",
    metavar="URL",
    help="sqlite:///path or postgresql://...; TRADE_TARGET_DATABASE_URL or a file in your data folder when not given.",
)
BY = click.option("--by", default="command line", show_default=True, help="Who appends.")
_CSV = click.argument("file", type=click.Path(path_type=Path), metavar="FILE.csv")
_FILE = click.argument("file", type=click.Path(path_type=Path), metavar="FILE")


@main.group()
def db() -> None:
    """Look after the store of statements, targets and runs."""


@db.command()
@DATABASE
def upgrade(database: str | None) -> None:
    """Make the store, or bring it to this version; its data stay."""
    store = opened(database)
    count = sum(len(store.series(name).statements) for name in store.series_ids())
    from forecast.words import number, say

    click.echo(
        say(
            "{store} is up to date: {series} series, {statements} statements, {targets} announced targets, "
            "change {change}",
            store=store.where,
            series=number(len(store.series_ids())),
            statements=number(count),
            targets=number(len(store.targets())),
            change=str(store.version()),
        )
    )


def _rows_words(rows: int, answers: int) -> str:
    """Return how many rows, and raw answers of sources where there are some."""
    from forecast.words import say, say_count

    told = say_count("{count} row", "{count} rows", rows)
    if not answers:
        return told
    return say(
        "{rows} and {answers}", rows=told, answers=say_count("{count} raw answer", "{count} raw answers", answers)
    )


@db.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE|FOLDER")
@click.option("--every", metavar="TIME", help="Do so again and again into FOLDER, such as every 30m, 6h or 1d.")
@click.option("--keep", type=click.IntRange(1, 10_000), help="With --every: files kept; 14 when not given.")
@DATABASE
def backup(file: Path, every: str | None, keep: int | None, database: str | None) -> None:
    """Write all of the store, and the raw answers kept beside it, to a new FILE, while it is in use.

    The file can be restored into SQLite and PostgreSQL alike. It holds no secret of a token, only what checks it;
    those of webhooks, which sign, it holds. With --every it goes on until it is stopped, and the oldest files of FOLDER
    make room.
    """
    if every is None:
        if keep is not None:
            raise InputError([Fault("--keep", str(keep), "is given without --every", "give both, or neither")])
        check_writable(file)
        _write_backup(opened(database, create=False), file, database)
        return
    _back_up_again_and_again(file, every, keep, database)


def _back_up_again_and_again(folder: Path, every: str, keep: int | None, database: str | None) -> None:
    """Write a backup into a folder, let the oldest make room, wait, and begin again."""
    from forecast.store import KEPT_BACKUPS, backup_name, open_store, pause, read_interval, superfluous
    from forecast.words import problem_words, say

    seconds = read_interval(every)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        problem = f"cannot be made ({error.strerror})"
        raise InputError([Fault("FOLDER", str(folder), problem, "name a folder for backups")]) from None
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # what is half written is removed
    failed = 0
    while True:
        began = time.monotonic()
        try:
            with open_store(database, create=False) as store:
                _write_backup(store, folder / backup_name(datetime.now(UTC)), database)
        except (ForecastError, OSError) as error:
            click.echo(
                say("no backup was made: {reason}", reason=problem_words(str(error))), err=True
            )  # the next may be: a store that the service has yet to make, one that is away and a disk come back
            failed += 1
        else:
            failed = 0
            for old in superfluous(folder, keep or KEPT_BACKUPS):
                old.unlink(missing_ok=True)
        time.sleep(max(pause(seconds, failed) - (time.monotonic() - began), 1.0))


def _write_backup(store: Store, file: Path, database: str | None) -> None:
    """Write a backup, say so, and note it in the audit log, from which the service tells its age."""
    from forecast.data import answers_folder
    from forecast.store import backup as write
    from forecast.store import default_url, note_backup
    from forecast.words import say

    rows, answers = write(store, file, answers=answers_folder(database or default_url()))
    note_backup(store, str(file.absolute()), by="command line")
    click.echo(say("wrote {rows} to {file}", rows=_rows_words(rows, answers), file=file))


@db.command()
@_FILE
@click.option(
    "--online", is_flag=True, help="Replace what is there while the service runs; it goes on with the backup."
)
@DATABASE
def restore(file: Path, database: str | None, *, online: bool) -> None:
    """Fill a new store from a backup; one that holds data of its own, or is in use, is refused.

    With --online whatever the store holds is replaced under a running service, which goes on with what the backup
    holds; an SQLite file is kept beside as FILE.replaced-TIME. Raw answers of sources go where `pull` keeps them.
    """
    from forecast.data import answers_folder
    from forecast.store import default_url
    from forecast.store import restore as read
    from forecast.words import say

    url = database or default_url()
    rows, answers = read(url, file, online=online, answers=answers_folder(url))
    store = opened(database)  # what this version ships beyond the backup is added
    told = {"rows": _rows_words(rows, answers), "store": store.where, "change": str(store.version())}
    click.echo(say("restored {rows} into {store}, change {change}", **told))


@db.command()
@DATABASE
def check(database: str | None) -> None:
    """Check every row, document and number of the store, and the raw answers that its statements name.

    Exit status 1 when something is wrong.
    """
    from forecast.data import answers_folder, check_answers
    from forecast.store import check as look
    from forecast.store import default_url
    from forecast.words import number, problem_words, say, say_count

    store = opened(database, create=False)
    problems = list(look(store))
    if not problems:
        folder = answers_folder(database or default_url())
        known = (statement for name in store.series_ids() for statement in store.series(name).statements)
        problems += [f"the raw answer {name} is not in {folder}, or not whole" for name in check_answers(folder, known)]
    for problem in problems:
        click.echo(problem_words(problem))
    if problems:
        told = say_count(
            "{count} problem in {store}; restore a backup into a new store",
            "{count} problems in {store}; restore a backup into a new store",
            len(problems),
            store=store.where,
        )
        click.echo(told, err=True)
        sys.exit(1)
    counts = {"changes": number(store.version()), "runs": number(len(store.runs()))}
    click.echo(say("{store} is whole: {changes} changes, {runs} runs", store=store.where, **counts))


@db.command()
@click.option("--days", type=click.IntRange(1, 36_500), help="Days for which each run is kept; 30 when not given.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and let nothing go.")
@DATABASE
def prune(days: int | None, database: str | None, *, dry_run: bool) -> None:
    """Let the documents go of runs that nobody cites; the service does so after each refresh."""
    from forecast.store import KEPT_DAYS
    from forecast.words import number, say, say_count

    kept = days or KEPT_DAYS
    click.echo(
        say(
            "A run is kept for good when it was stored on request, or when anybody asked for it or for its citation by "
            "its own address. Of the others the newest of each target is kept, and every one for {days} days. A pruned "
            "run keeps its place in histories and in the feed, and the checksums of its documents.",
            days=kept,
        )
    )
    found = opened(database, create=False).prune(days=kept, dry_run=dry_run)
    for one in found:
        size = number(one.bytes / 1000)
        click.echo("  " + say("{run}  stored {at}, {size} kB", run=one.run, at=one.at, size=size))
    size = number(sum(one.bytes for one in found) / 1e6, decimals=1)
    click.echo(
        say_count(
            "{count} run would be pruned, {size} MB", "{count} runs would be pruned, {size} MB", len(found), size=size
        )
        if dry_run
        else say_count("{count} run pruned, {size} MB", "{count} runs pruned, {size} MB", len(found), size=size)
    )


def _tell(added: Added, *, targets: bool = False) -> None:
    """Print what became of each row."""
    from forecast.words import say_count

    new, old, over = map(len, (added.statements, added.repeated, added.superseded))
    if targets:
        told = (
            say_count("{count} target added", "{count} targets added", new),
            say_count("{count} target there already", "{count} targets there already", old),
            say_count("{count} target superseded", "{count} targets superseded", over),
        )
    else:
        told = (
            say_count("{count} statement added", "{count} statements added", new),
            say_count("{count} statement there already", "{count} statements there already", old),
            say_count("{count} statement superseded", "{count} statements superseded", over),
        )
    for words, names in zip(told, (added.statements, added.repeated, added.superseded), strict=True):
        if names:
            click.echo(words)
            for name in names[:20]:
                click.echo(f"  {name}")
            if len(names) > 20:
                click.echo("  " + say_count("and {count} more", "and {count} more", len(names) - 20))


def _refresh(store: Store, only: Collection[str] | None = None, *, err: bool = False) -> None:
    """Answer registered targets anew, of all series or of some, with a progress bar."""
    from forecast.tracking import refresh
    from forecast.words import say, say_count

    with click.progressbar(length=1_000, label=say("registered targets"), file=sys.stderr) as bar:
        added = refresh(
            store, only=only, progress=lambda done, every: bar.update(1_000 * done // max(every, 1) - bar.pos)
        )
    told = say_count(
        "{count} new answer of registered targets stored",
        "{count} new answers of registered targets stored",
        len(added),
    )
    click.echo(told, err=err)


def answer_anew(store: Store, changed: set[str], *, err: bool = False) -> None:
    """Answer registered targets anew when one is about a series that changed."""
    from forecast.data import slug
    from forecast.forecasting import tracked_in

    series = [store.series(name) for name in sorted(changed)]
    pairs = [{slug(one.reporter), slug(one.partner)} for one in series]
    about = [one for one in store.targets() if {slug(one.reporter), slug(one.partner)} in pairs]
    if any(one.series_id in changed for one in tracked_in(about, series)):
        _refresh(store, changed, err=err)


@main.group()
def statements() -> None:
    """Add published statements to the store, and withdraw them."""


@statements.command("add")
@click.argument("series")
@_CSV
@click.option("--corrects", metavar="ID", help="The statement that the one in FILE.csv supersedes.")
@BY
@DATABASE
def add_statements(series: str, file: Path, corrects: str | None, by: str, database: str | None) -> None:
    """Add the statements of FILE.csv to SERIES: all of them, or none when one is faulty.

    What the audit finds in them is printed; then registered targets are answered anew.
    """
    from forecast.audit import audit
    from forecast.data import decode_csv
    from forecast.priors import shipped_priors
    from forecast.words import audit_text

    text = decode_csv(read_file(file), where=file.name)
    store = opened(database)
    added = store.add_statements(series, text, by=by, corrects=corrects, where=file.name)
    _tell(added)
    if added.change is None:
        return
    known, new = store.series(series), set(added.statements)
    findings = tuple(f for f in audit(known, shipped_priors().profile) if new & set(f.statements))
    if findings:
        click.echo(audit_text(known, findings, known.newest), nl=False)
    _refresh(store, None if added.change.series is None else (added.change.series,))


def _withdraw(kind: WithdrawalKind, series: str, statement: str, *, reason: str, by: str, database: str | None) -> None:
    """Withdraw a statement or its text, say so, and answer registered targets anew."""
    from forecast.words import say

    store = opened(database)
    change = store.withdraw(series, statement, kind, reason=reason, by=by)
    if change is None:
        click.echo(
            say("{statement} was retracted before", statement=statement)
            if kind == "retraction"
            else say("{statement} was stripped of its text before", statement=statement)
        )
        return
    told = {"statement": statement, "change": str(change.number)}
    click.echo(
        say("{statement} is retracted, change {change}", **told)
        if kind == "retraction"
        else say("{statement} is stripped of its text, change {change}", **told)
    )
    _refresh(store, None if change.series is None else (change.series,))


_ID = click.argument("statement", metavar="ID")
_REASON = click.option("--reason", required=True, help="Why; everybody is told.")


@statements.command()
@click.argument("series")
@_ID
@_REASON
@BY
@DATABASE
def retract(series: str, statement: str, reason: str, by: str, database: str | None) -> None:
    """Take the false statement ID of SERIES out of use; it is kept and marked."""
    _withdraw("retraction", series, statement, reason=reason, by=by, database=database)


@statements.command()
@click.argument("series")
@_ID
@_REASON
@BY
@DATABASE
def redact(series: str, statement: str, reason: str, by: str, database: str | None) -> None:
    """Take the text of the statement ID of SERIES out of the store and of the runs that showed it.

    Publisher, title, address and note go for good; the figures stay in use, and so does the checksum of what was said.
    Backups made before still hold the text.
    """
    _withdraw("redaction", series, statement, reason=reason, by=by, database=database)


@main.group()
def registry() -> None:
    """Add to the registry of announced targets; `targets` lists it."""


@registry.command("add")
@_CSV
@click.option("--corrects", metavar="ID", help="The target that the one in FILE.csv supersedes.")
@BY
@DATABASE
def add_targets(file: Path, corrects: str | None, by: str, database: str | None) -> None:
    """Add the announced targets of FILE.csv: all of them, or none when one is faulty."""
    from forecast.data import decode_csv

    text = decode_csv(read_file(file), where=file.name)
    store = opened(database)
    added = store.add_targets(text, by=by, corrects=corrects, where=file.name)
    _tell(added, targets=True)
    if added.change is not None:
        _refresh(store)


@main.group()
def tokens() -> None:
    """Make, list and revoke the tokens that may write over HTTP."""


@tokens.command()
@click.argument("name")
@click.option("--expires", metavar="DAY", help="From this day on it is good no more, as YYYY-MM-DD.")
@DATABASE
def create(name: str, expires: str | None, database: str | None) -> None:
    """Make a token; its secret is printed once and kept nowhere."""
    from forecast.words import say

    secret = opened(database).create_token(name, expires=expires)
    told = say("send it as `Authorization: Bearer ...`; it is shown this once, keep it like a password:")
    click.echo(told, err=True)
    click.echo(secret)


@tokens.command("list")
@DATABASE
def list_tokens(database: str | None) -> None:
    """List the tokens, revoked ones too."""
    from forecast.words import token_words

    for token in opened(database).tokens():
        click.echo(f"{token.id}  {token.name}  {token_words(token)}")


@tokens.command()
@click.argument("name")
@DATABASE
def revoke(name: str, database: str | None) -> None:
    """Revoke a token for good."""
    from forecast.words import say

    opened(database).revoke_token(name)
    click.echo(say("{name} is revoked", name=name))
