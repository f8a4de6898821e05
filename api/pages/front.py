"""The list of promises: searched, filtered, sorted, one row for each pair and mark, with how the registry ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from api.pages import index
from forecast import words
from forecast.data import catalog, evidence_of, find_place, parse_pair, search_places, shipped_table, slug
from forecast.errors import FitError, InputError, UnknownNameError
from forecast.forecasting import question_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from api.library import Snapshot
    from forecast.data import AnnouncedTarget, Series
    from forecast.forecasting import Fits, Tracked

    Odds = Mapping[str, Mapping[str, str]]

__all__ = [
    "Choice",
    "Found",
    "Front",
    "Period",
    "Row",
    "countries",
    "country_named",
    "front",
    "odds_of",
    "odds_row",
    "places_told",
    "sought",
]

ROWS = 40
STATES = ("open", "met", "missed", "unknown", "all")
SORTS = ("pair", "deadline", "chance")
_STATES: Mapping[str, str] = {
    "open": words.marked("Open"),
    "met": words.marked("Met"),
    "missed": words.marked("Missed"),
    "unknown": words.marked("End not known"),
    "all": words.marked("All"),
}
_SPARK_WIDTH, _SPARK_HEIGHT = 84, 22
_FIRST_PERIOD, _PERIOD = 2000, 5


@dataclass(frozen=True, slots=True)
class Row:
    """A promise in the list: its chance, or how it ended, and its last levels against the mark."""

    id: str
    title: str
    deadline: str
    chance: int | None
    told: str
    median: str
    spark: str
    mark: float
    evidence: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A facet: a link, with how many promises it shows."""

    label: str
    address: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Period:
    """The promises due in some years: a bar of the chart, which leads to them."""

    label: str
    address: str
    kept: int
    counted: int
    x: float
    width: float
    kept_height: float
    height: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a search means: codes of one side or of two, or why it means nothing."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Front:
    """The list as it is shown."""

    rows: tuple[Row, ...]
    count: int
    states: tuple[Choice, ...]
    countries: tuple[Choice, ...]
    due: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    following: str
    periods: tuple[Period, ...]
    headline: str


#: Years whose levels a row draws, and how far ahead a chance is told without a deadline.
LEVELS, AHEAD = 12, 5


@cache
def _shipped() -> Odds:
    """Return what is shipped of the odds of open targets, by target; `tools/build_odds.py` writes it."""
    registry = {target.id: target for target in catalog.targets()}
    return {row["target"]: row for row in shipped_table("open_odds.csv") if row["target"] in registry}


@cache
def _registry() -> Mapping[str, AnnouncedTarget]:
    return {target.id: target for target in catalog.targets()}


def odds_row(tracked: Tracked, series: Series, fits: Fits) -> dict[str, str] | None:
    """Return what a row of the list tells of a target, None where its figures carry no forecast.

    Parameters
    ----------
    tracked : Tracked
    series : Series
    fits : Fits
    """
    try:
        question = question_of(tracked, series)
        answer = fits.of(question, series).brief(question).answer
    except (FitError, InputError):
        return None
    year = question.by or min(question.running_year + AHEAD, question.horizon)
    known = {
        s.period.year: s.level.value
        for s in series.select(statistics=question.statistics, flow=question.flow)
        if s.level and s.period.is_year
    }
    levels = [round(100 * known[at] / question.target.value) for at in sorted(known)[-LEVELS:]]
    return {
        "target": tracked.target.id,
        "as_of": question.as_of.isoformat(),
        "status": answer.status,
        "year": str(year),
        "chance": f"{answer.chance_by(year):.3f}",
        "median": str(answer.median.year) if answer.median else "",
        "levels_pct": " ".join(map(str, levels)),
    }


def odds_of(snapshot: Snapshot) -> Odds:
    """Return the odds of open targets: of the store's own series as they are now, of the others as shipped."""
    found = {name: row for name, row in _shipped().items() if snapshot.targets.get(name) == _registry()[name]}
    for name, tracked in snapshot.shown.items():
        if tracked.target.outcome == "open":
            row = odds_row(tracked, snapshot.series[tracked.series_id], snapshot.fits)
            found = {key: one for key, one in found.items() if key != name} | ({name: row} if row else {})
    return found


def sought(text: str) -> Found:
    """Return which sides a search means: one place, a pair, or nothing, and then what may have been meant."""
    if not text:
        return Found((), ())
    try:
        place = find_place(text)
    except UnknownNameError as error:
        fault = words.fault_words(error.faults[0])
        try:
            pair = parse_pair(text, within=True)
        except (UnknownNameError, InputError):
            near = search_places(text, limit=1)
            if near:
                return Found((near[0].code,), (near[0].name,))
            return Found((), (), f"{fault.given!r} {fault.problem}; {fault.remedy}")
        return Found(pair.codes, (pair.reporter.name, pair.partner.name))
    return Found((place.code,), (place.name,))


def _state(target: AnnouncedTarget) -> str:
    if target.outcome == "reached":
        return "missed" if target.deadline is not None and not target.on_time else "met"
    return target.outcome if target.outcome in {"open", "missed"} else "unknown"


def _once(targets: Iterable[AnnouncedTarget]) -> list[AnnouncedTarget]:
    """Return one target for each pair, flow, mark and deadline: the newest of those that say the same."""
    found: dict[tuple[object, ...], AnnouncedTarget] = {}
    for target in targets:
        same = (frozenset(target.codes), target.flow, target.value, target.currency, target.deadline)
        if not target.duplicate_of and (same not in found or target.announced > found[same].announced):
            found[same] = target
    return list(found.values())


def _evidence(target: AnnouncedTarget) -> str:
    return {
        "series": words.say_as("kind of evidence", "full forecast"),
        "single_level": words.say_as("kind of evidence", "one figure"),
        "nothing": words.say_as("kind of evidence", "no figures"),
    }[evidence_of(target).kind]


def _spark(levels: str) -> tuple[str, float]:
    """Return the points of the last levels, and the height of the mark, which is 100 of them."""
    values = [int(value) for value in levels.split()]
    if len(values) < 2:
        return "", 0.0
    top, step = max([*values, 110]), (_SPARK_WIDTH - 4) / (len(values) - 1)
    low = min([*values, 0])

    def height(value: float) -> float:
        return round(_SPARK_HEIGHT - 2 - (value - low) / (top - low) * (_SPARK_HEIGHT - 4), 1)

    return " ".join(f"{round(2 + i * step, 1)},{height(v)}" for i, v in enumerate(values)), height(100)


def _row(target: AnnouncedTarget, every: Odds, year: int) -> Row:
    odds, state = every.get(target.id), _state(target)
    chance = round(float(odds["chance"]) * 100) if odds and state == "open" else None
    spark, mark = _spark(odds["levels_pct"]) if odds else ("", 0.0)
    told = index.ended(target)
    if odds and state == "open":
        told_of = {"chance": words.percent_words(float(odds["chance"])), "year": odds["year"]}
        told = words.say("{chance} by {year}", **told_of)
        if int(odds["year"]) < year:  # what was known did not last until then
            told = words.say("{chance} by {year}, as known in {known}", known=odds["as_of"][:4], **told_of)
    return Row(
        target.id,
        index.card_title(target),
        str(target.deadline or ""),
        chance,
        told,
        odds["median"] if odds and state == "open" else "",
        spark,
        mark,
        _evidence(target),
        state,
    )


def _order(target: AnnouncedTarget, sort: str, every: Odds) -> tuple[object, ...]:
    name = (target.reporter, target.partner, target.value)
    if sort == "deadline":
        return (target.deadline or 9_999, *name)
    if sort == "chance":
        odds = every.get(target.id)
        return (-float(odds["chance"]) if odds else 1.0, *name)
    return name


def _address(path: str, asked: Mapping[str, str], **changed: str) -> str:
    told = {name: value for name, value in {**asked, "page": "", **changed}.items() if value}
    return f"{path}?{urlencode(told)}" if told else path


def _periods(targets: Sequence[AnnouncedTarget], year: int, path: str, q: str) -> tuple[Period, ...]:
    """Return the promises with a known end by the years of their deadlines, those that have passed, as bars.

    A single pair has too few of them for bars: they stand in the list.
    """
    kept, counted = Counter[int](), Counter[int]()
    for target in targets:
        if target.counts_for_outside_view and target.deadline is not None and target.deadline < year:
            start = max(target.deadline // _PERIOD * _PERIOD, _FIRST_PERIOD)
            counted[start] += 1
            kept[start] += target.on_time
    most, found = max(counted.values(), default=1), []
    for i, start in enumerate(sorted(counted)):
        width, high = 68, 62 / most
        found.append(
            Period(
                words.say("{first}-{last}", first=start, last=str(start + _PERIOD - 1)[2:]),
                _address(path, {"q": q}, state="all", due=f"{start}-{start + _PERIOD - 1}"),
                kept[start],
                counted[start],
                4 + i * (width + 14),
                width,
                round(kept[start] * high, 1),
                round(counted[start] * high, 1),
            )
        )
    return tuple(found)


def _headline(periods: Sequence[Period]) -> str:
    """Return how the promises of the period with most of them ended."""
    if not periods:
        return ""
    period = max(periods, key=lambda one: one.counted)
    return words.say_count(
        "Of {count} promise due in {years}, kept in time: {kept}.",
        "Of {count} promises due in {years}, kept in time: {kept}.",
        period.counted,
        years=period.label,
        kept=period.kept,
    )


def _due(target: AnnouncedTarget, due: str) -> bool:
    first, _, last = due.partition("-")
    if not (first.isdigit() and last.isdigit()):
        return True
    return target.deadline is not None and int(first) <= target.deadline <= int(last)


def _within(target: AnnouncedTarget, found: Found) -> bool:
    return set(found.codes) <= set(target.codes)


def countries(targets: Sequence[AnnouncedTarget]) -> tuple[Choice, ...]:
    """Return every side of the registry with how many promises are about it, those with most first."""
    told = Counter[str](name for target in _once(targets) for name in {target.reporter, target.partner})
    ordered = sorted(told.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Choice(words.place(name), f"/countries/{slug(name)}", count, chosen=False) for name, count in ordered)


def country_named(name: str, targets: Sequence[AnnouncedTarget]) -> str | None:
    """Return the side of the registry that an address names, None when there is none."""
    every = {side for target in targets for side in (target.reporter, target.partner)}
    return next((side for side in every if slug(side) == name), None)


def places_told(targets: Sequence[AnnouncedTarget]) -> tuple[str, ...]:
    """Return the names that complete a search: those with most promises first."""
    return tuple(choice.label for choice in countries(targets)[:60])


def front(
    targets: Sequence[AnnouncedTarget],
    asked: Mapping[str, str],
    found: Found,
    odds: Odds,
    *,
    path: str = "/",
    side: str | None = None,
    year: int,
) -> Front:
    """Return the list.

    Parameters
    ----------
    targets : sequence of AnnouncedTarget
        The registry.
    asked : mapping of str to str
        `q`, `state`, `sort`, `due` and `page`, as the address has them.
    found : Found
        What `q` means.
    odds : mapping of str to mapping
        Of open targets, by `odds_of`.
    path : str
        Where the list stands.
    side : str, optional
        A country whose promises alone are listed.
    year : int
        The reader's, for what is due next.
    """
    state = asked.get("state") if asked.get("state") in STATES else ("all" if side or found.codes else "open")
    sort = asked.get("sort") if asked.get("sort") in SORTS else "pair"
    assert state is not None
    assert sort is not None
    whole = [t for t in _once(targets) if _within(t, found) and (not side or side in {t.reporter, t.partner})]
    about = [t for t in whole if _due(t, asked.get("due", ""))]
    shown = sorted((t for t in about if state in {"all", _state(t)}), key=lambda t: _order(t, sort, odds))
    number = int(asked["page"]) if asked.get("page", "").isdigit() and len(asked["page"]) < 4 else 1
    start = max(number - 1, 0) * ROWS
    counts = Counter(map(_state, about))
    kept = {name: value for name, value in asked.items() if name in {"q", "state", "sort", "due"}}
    pair = len(found.codes) > 1
    periods = () if pair else _periods(whole if side or found.codes else targets, year, path, asked.get("q", ""))
    names = Counter[str](name for t in shown for name in {t.reporter, t.partner})
    return Front(
        rows=tuple(_row(target, odds, year) for target in shown[start : start + ROWS]),
        count=len(shown),
        states=tuple(
            Choice(
                words.say(_STATES[one]),
                _address(path, kept, state=one),
                len(about) if one == "all" else counts[one],
                one == state,
            )
            for one in STATES
        ),
        countries=tuple(
            Choice(words.place(name), f"/countries/{slug(name)}", count, chosen=False)
            for name, count in names.most_common(12)
        ),
        due=tuple(
            Choice(
                str(at),
                _address(path, {**kept, "state": "open"}, due=f"{at}-{at}"),
                count,
                asked.get("due") == f"{at}-{at}",
            )
            for at in range(year, year + 6)
            if (count := sum(t.deadline == at and _state(t) == "open" for t in about))
        ),
        sorts=tuple(
            Choice(label, _address(path, kept, sort=one), 0, one == sort)
            for one, label in (
                ("pair", words.say("Pair")),
                ("deadline", words.say("Deadline")),
                ("chance", words.say("Chance")),
            )
        ),
        following=_address(path, kept, page=str(number + 1)) if len(shown) > start + ROWS else "",
        periods=periods,
        headline=_headline(periods),
    )
