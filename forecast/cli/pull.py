"""The command that asks the sources: pull."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from forecast.cli import root
from forecast.cli.root import main, opened
from forecast.cli.store import BY, DATABASE, answer_anew
from forecast.errors import MAX_ALIKE, Fault, InputError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from forecast.data import Answer, Pair, Pulled, Source
    from forecast.store import Store

__all__ = ["pull"]

_MOST_SHOWN = 40
_FIRST_YEAR = 1990


class NothingThereError(InputError):
    """A source has no figures of a pair."""


@dataclass(frozen=True, slots=True)
class _Job:
    """One pair to be asked of one source, with what was asked for."""

    source: Source
    pair: Pair
    since: int
    frequency: str
    today: date

    @property
    def name(self) -> str:
        return f"{self.source.name} {self.pair.id}"


def _refuse_without_libraries() -> None:
    """Refuse to pull where the libraries that ask the sources are not installed: nothing else needs them."""
    missing = [name for name in ("requests", "sdmx") if find_spec(name) is None]
    if missing:
        remedy = "pip install 'trade-target[sources]'"
        raise InputError([Fault("pull", "", f"needs libraries that are not installed: {', '.join(missing)}", remedy)])


def _oriented(store: Store, pair: Pair) -> Pair:
    """Return a pair in the direction in which the store holds it; as it is written when it holds none."""
    from forecast.data import Pair

    turned = Pair(pair.partner, pair.reporter)
    held = set(store.series_ids())
    return turned if pair.id not in held and turned.id in held else pair


def _series_id(store: Store, pair: Pair, unit: str) -> str:
    """Return the id of the series of a pair in a currency."""
    try:
        return pair.id if store.series(pair.id).unit == unit else f"{pair.id}-{unit.lower()}"
    except UnknownNameError:
        return pair.id


def _asked(store: Store, job: _Job, tell: Callable[[str], None]) -> tuple[str, Pulled, list[Answer]]:
    """Return the series of a pair, what a pull does to it, and the answers that it stands in.

    Raises
    ------
    InputError
        When the source has nothing, or did not answer.
    """
    from forecast.data import Ask, getting, pulled_figures, pulled_steps, source_settings
    from forecast.words import problem_words

    source, pair, frequency = job.source, job.pair, job.frequency
    if why := source.covers(pair):
        remedy = "ask a source that has it: imf and comtrade have most pairs of countries"
        raise NothingThereError([Fault(source.name, pair.id, why, remedy)])
    ask = Ask(pair, job.since, job.today.year, annual=frequency != "monthly", monthly=frequency != "annual")
    settings = source_settings(source)
    answers: list[Answer] = []
    with getting(source, settings, tell=lambda text: tell(problem_words(text)), seen=answers.append) as get:
        figures = pulled_figures(source, source.read(ask, get, settings.key), pair, job.today)
        units = {one.unit for one in figures}
    if not figures:
        statuses = " and ".join(sorted({f"{a.status}{' with no data' if a.status == 200 else ''}" for a in answers}))
        problem = f"gave no figure of {pair.reporter.name} and {pair.partner.name} since {job.since} ({statuses})"
        remedy = "it may not have the pair, name a place otherwise, or have nothing of these years: see its page"
        raise NothingThereError([Fault(source.name, pair.id, problem, f"{remedy}, {source.page}")])
    if len(units) > 1:
        raise InputError([Fault(source.name, ", ".join(sorted(units)), "are two currencies", "ask for one")])
    (unit,) = units
    series_id = _series_id(store, pair, unit)
    try:
        held = store.series(series_id)
    except UnknownNameError:
        held = None
    return series_id, pulled_steps(source, figures, pair, held, since=job.since, today=job.today), answers


def _table(pulled: Pulled, unit: str) -> None:
    """Print what would change, a line a figure."""
    changing = [step for step in pulled.steps if step.row]
    if not changing:
        return
    from forecast.words import flow_word, number, say, say_count

    heads = say("statistics"), say("flow"), say("period")
    held_head, source_head = say("held, {unit}", unit=unit), say("source, {unit}", unit=unit)
    flow_width = max(9, *(len(flow_word(step.figure.flow)) + 1 for step in changing))
    last = say("becomes")
    click.echo(f"  {heads[0]:<24}{heads[1]:<{flow_width}}{heads[2]:<18}{held_head:>22}{source_head:>22}  {last}")
    for step in changing[:_MOST_SHOWN]:
        one, held = step.figure, "-" if step.held is None else number(step.held)
        day = {"day": step.row["published"]}
        what = say("new, known {day}", **day) if step.kind == "new" else say("superseding, known {day}", **day)
        flow = f"{flow_word(one.flow):<{flow_width}}"
        click.echo(f"  {one.statistics:<24}{flow}{one.period!s:<18}{held:>22}{number(one.value):>22}  {what}")
    if len(changing) > _MOST_SHOWN:
        click.echo("  " + say_count("and {count} more", "and {count} more", len(changing) - _MOST_SHOWN))


def _counts(pulled: Sequence[Pulled]) -> str:
    from forecast.words import number, say

    new, superseded, same = (sum(p.count(kind) for p in pulled) for kind in ("new", "superseding", "unchanged"))
    return say(
        "{new} new, {superseded} superseded, {same} unchanged",
        new=number(new),
        superseded=number(superseded),
        same=number(same),
    )


def _do(
    store: Store, job: _Job, folder: Path, tell: Callable[[str], None], changed: set[str], *, by: str, dry_run: bool
) -> Pulled:
    """Ask one source for one pair, store what is new, and print what was done; a series that changed is noted."""
    from forecast.data import keep_answers
    from forecast.words import number, say, say_count

    series_id, pulled, answers = _asked(store, job, tell)
    size = sum(len(answer.body) for answer in answers)
    asked = say_count(
        "{source}, {count} request, {size} bytes",
        "{source}, {count} requests, {size} bytes",
        len(answers),
        source=job.source.name,
        size=number(size),
    )
    rows = pulled.rows
    if rows and not dry_run:
        said = {sha for step in pulled.steps if step.row for sha in step.figure.answer.split(", ")}
        kept = [answer for answer in answers if answer.sha256 in said]
        keep_answers(folder, kept, source=job.source.name, pair=job.pair.id, today=job.today)
        store.add_statements(series_id, rows, by=by, where=job.source.name)
        changed.add(series_id)
    told = {"series": series_id, "counts": _counts([pulled]), "asked": asked}
    click.echo(
        say("{series}: would be {counts} ({asked})", **told) if dry_run else say("{series}: {counts} ({asked})", **told)
    )
    if dry_run:
        _table(pulled, pulled.steps[0].figure.unit)
    if pulled.missing:
        told |= {"source": job.source.name}
        tell(
            say_count(
                "{series}: {count} figure held from {source} is not in its answer; it stands",
                "{series}: {count} figures held from {source} are not in its answer; they stand",
                pulled.missing,
                **told,
            )
        )
    return pulled


@dataclass(frozen=True, slots=True)
class _Journal:
    """What a pull of many pairs has done, so that the same command goes on where it stopped."""

    file: Path
    key: str

    @staticmethod
    def of(folder: Path, jobs: Sequence[_Job]) -> _Journal:
        """Return the journal of these jobs on this day."""
        told = repr([(job.name, job.since, job.frequency, str(job.today)) for job in jobs])
        return _Journal(folder / "unfinished.json", hashlib.sha256(told.encode()).hexdigest())

    def done(self) -> tuple[str, ...]:
        """Return the names of the jobs that an earlier run of these did."""
        try:
            known = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return ()
        return tuple(known["done"]) if known.get("key") == self.key else ()

    def write(self, done: Sequence[str]) -> None:
        """Say what is done by now."""
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self.file.with_suffix(".part")
        part.write_text(json.dumps({"key": self.key, "done": list(done)}), encoding="utf-8")
        part.replace(self.file)


def _tracked_pairs(store: Store) -> tuple[Pair, ...]:
    """Return the pairs of tracked targets, each once."""
    from forecast.data import Pair, place_of
    from forecast.tracking import tracked

    found: dict[frozenset[str], Pair] = {}
    for one in tracked(store):
        reporter, partner = (place_of(code) for code in one.target.codes)
        if reporter is not None and partner is not None:
            pair = Pair(reporter, partner)
            found.setdefault(frozenset(pair.codes), pair)
    return tuple(found.values())


def _jobs(
    store: Store, name: str | None, words: tuple[str, ...], *, every: bool, since: int, frequency: str
) -> tuple[list[_Job], int]:
    """Return what is to be asked of which source, and how many tracked pairs no source has."""
    from forecast.data import find_source, known_sources, parse_pair

    today = root.today()
    if every == bool(words) or (not every and name is None):
        remedy = "trade-target pull imf india uae, or trade-target pull [SOURCE] --all-tracked"
        known = ", ".join(known_sources())
        raise InputError([Fault("pull", " ".join(words), f"takes a source ({known}) and a pair", remedy)])
    chosen = tuple(known_sources().values()) if name is None else (find_source(name),)
    if not every:
        text = words[0] if len(words) == 1 else words
        pairs: tuple[Pair, ...] = (_oriented(store, parse_pair(text)),)
        return [_Job(chosen[0], pairs[0], since, frequency, today)], 0
    pairs = tuple(_oriented(store, pair) for pair in _tracked_pairs(store))
    jobs = [_Job(source, p, since, frequency, today) for source in chosen for p in pairs if not source.covers(p)]
    return jobs, sum(all(source.covers(p) for source in chosen) for p in pairs)


def _do_all(
    store: Store, jobs: Sequence[_Job], folder: Path, changed: set[str], *, by: str, dry_run: bool
) -> tuple[list[Pulled], list[Fault]]:
    """Do each job; return what was pulled, and what the sources lack. Many jobs go on where they stopped."""
    from forecast.words import say

    def tell(text: str) -> None:
        click.echo(text, err=True)

    many, journal = len(jobs) > 1, _Journal.of(folder, jobs)
    done = list(journal.done()) if many and not dry_run else []
    if done:
        tell(say("{done} of {count} were pulled before; going on", done=len(done), count=len(jobs)))
    results: list[Pulled] = []
    lacking: list[Fault] = []
    for number, job in enumerate(jobs, start=1):
        if job.name in done:
            continue
        if many:
            tell(f"[{number}/{len(jobs)}] {job.name}")
        try:
            results.append(_do(store, job, folder, tell, changed, by=by, dry_run=dry_run))
        except NothingThereError as error:
            lacking += error.faults
        if many and not dry_run:
            done.append(job.name)
            journal.write(done)
    if many and not dry_run:
        journal.file.unlink(missing_ok=True)
    return results, lacking


@main.command()
@click.argument("source", required=False)
@click.argument("pair", nargs=-1)
@click.option("--all-tracked", "every", is_flag=True, help="Every pair that a tracked target is about.")
@click.option(
    "--frequency",
    type=click.Choice(["annual", "monthly", "both"]),
    default="both",
    show_default=True,
    help="Years, or months of the unfinished year with the same months before.",
)
@click.option("--since", type=click.IntRange(1948, 2199), default=_FIRST_YEAR, show_default=True, help="First year.")
@click.option("--dry-run", is_flag=True, help="Ask, and print what would change; nothing is stored.")
@BY
@DATABASE
def pull(  # noqa: PLR0917 - click gives them by name
    source: str | None,
    pair: tuple[str, ...],
    every: bool,  # noqa: FBT001
    frequency: str,
    since: int,
    dry_run: bool,  # noqa: FBT001
    by: str,
    database: str | None,
) -> None:
    """Ask SOURCE (imf, comtrade, eurostat, census) for the figures of PAIR, and store what is new.

    Both sides' books, as statements with their origin; what the source has revised supersedes what it said before.
    The raw answers are kept beside the store; registered targets of a pair that changed are answered anew. Exit status
    0: all was pulled, 1: a source lacks some of the pairs, 2: nothing could be pulled, or a source failed; what was
    pulled before it is stored, and the same command goes on.
    """
    from forecast.data import answers_folder, source_settings
    from forecast.store import default_url
    from forecast.words import fault_words, say, say_count

    _refuse_without_libraries()
    store = opened(database)
    jobs, beyond = _jobs(store, source, pair, every=every, since=since, frequency=frequency)
    for one in {job.source.name: job.source for job in jobs}.values():
        source_settings(one)  # a setting that cannot be meant is told before anything is asked
    folder = answers_folder(database or default_url())
    changed: set[str] = set()
    try:
        results, lacking = _do_all(store, jobs, folder, changed, by=by, dry_run=dry_run)
    except InputError:
        answer_anew(store, changed)  # what was pulled before the fault is stored
        raise
    if len(jobs) > 1 or every:
        told = {"done": len(results), "count": len(jobs), "counts": _counts(results)}
        click.echo(say("{done} of {count} pulled: {counts}", **told))
    if beyond:
        told_beyond = say_count(
            "{count} tracked pair is beyond these sources: regions, groups or others' books",
            "{count} tracked pairs are beyond these sources: regions, groups or others' books",
            beyond,
        )
        click.echo(told_beyond, err=True)
    if lacking and not results:
        raise InputError(lacking[:MAX_ALIKE])
    for fault in lacking[:MAX_ALIKE]:
        click.echo(f"trade-target: {fault_words(fault)}", err=True)
    answer_anew(store, changed)
    if lacking:
        sys.exit(1)
