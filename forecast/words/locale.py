"""The language that is spoken: whole sentences from a gettext catalogue, numbers and dates as the language writes them.

A sentence is a msgid in English with named places, ``say("By the end of {year}", year=2027)``: a translator sees it
whole and may turn it around. What takes its form from a number is said by `say_count`; a single word that means
different things in different places by `say_as`. Nothing is glued from clauses, for no other language bends them alike.

The language is a context variable, set once at the edge (`speaking`: a command, a request) and read in this module
alone. An argument would have to run through some two hundred functions, figures, templates and frozen pages only to
reach the places where they speak; nothing else than words hangs on it, so equal questions give equal numbers in all.

A translation may carry the forms of its word, "ноябрь|gen=ноября", and a sentence asks for one by name,
"до {month:gen}"; "{side:to,в }" says what stands before a word that has no such form. What the forms are called is
between the entries of one catalogue: the code knows none of them.

English is the language of the msgids: it needs neither a catalogue nor Babel, and is written as `forecast.data` reads
and writes amounts. Other languages are written as CLDR has them (`forecast.words.cldr`).
"""

from __future__ import annotations

import gettext
import os
import re
import string
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, wraps
from importlib import resources
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from forecast.data import FIRST_YEAR, LAST_YEAR, MONTHS, say_amount, say_date, say_month, say_percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from importlib.resources.abc import Traversable
    from types import ModuleType

__all__ = [
    "ENGLISH",
    "Inflected",
    "Locale",
    "current_locale",
    "day",
    "from_environment",
    "in_its_years",
    "languages",
    "listed",
    "locale_of",
    "marked",
    "money",
    "month",
    "month_name",
    "name_of",
    "number",
    "percent",
    "place",
    "say",
    "say_as",
    "say_count",
    "shapes",
    "speaking",
    "year_words",
    "years_ending",
]

DOMAIN = "trade-target"
P = ParamSpec("P")
T = TypeVar("T")


class _Asked(Protocol):
    @property
    def year_ends(self) -> int: ...


class _Answered(Protocol):
    @property
    def question(self) -> _Asked: ...


Told = TypeVar("Told", bound=_Answered)
SOURCE_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Locale:
    """A language with its catalogue.

    Parameters
    ----------
    language : str
        Tag of BCP 47, such as ``en`` or ``ru``.
    translations : gettext.NullTranslations
        English has an empty one: its sentences are the msgids.
    """

    language: str
    translations: gettext.NullTranslations = field(default_factory=gettext.NullTranslations, repr=False, compare=False)

    @property
    def english(self) -> bool:
        """Whether the language is that of the msgids."""
        return self.language == SOURCE_LANGUAGE


ENGLISH = Locale(SOURCE_LANGUAGE)
_SPOKEN: ContextVar[Locale] = ContextVar("spoken", default=ENGLISH)
#: The month with which the years spoken of end, beside the language for the same reason.
_YEARS_END: ContextVar[int] = ContextVar("years_end", default=12)


def current_locale() -> Locale:
    """Return the language that is spoken now; English where nobody has chosen."""
    return _SPOKEN.get()


@contextmanager
def speaking(locale: Locale) -> Iterator[None]:
    """Speak a language within a block: a command, a request, a document.

    Examples
    --------
    >>> with speaking(Locale("en")):
    ...     say("the same")
    'the same'
    """
    token = _SPOKEN.set(locale)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


@contextmanager
def years_ending(month: int) -> Iterator[None]:
    """Speak of years that end with a month within a block: a fiscal year is told by both its years.

    Examples
    --------
    >>> with years_ending(3):
    ...     say("by the end of {year}", year=2028)
    'by the end of 2027/28'
    """
    token = _YEARS_END.set(month)
    try:
        yield
    finally:
        _YEARS_END.reset(token)


def in_its_years(tell: Callable[Concatenate[Told, P], T]) -> Callable[Concatenate[Told, P], T]:
    """Return a function about an answer that speaks of years as the answer's series has them."""

    @wraps(tell)
    def spoken(found: Told, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with years_ending(found.question.year_ends):
            return tell(found, *args, **kwargs)

    return spoken


def year_words(year: int) -> str:
    """Return a year of the series spoken of.

    Examples
    --------
    >>> year_words(2028)
    '2028'
    """
    return str(year) if _YEARS_END.get() == len(MONTHS) else f"{year - 1}/{year % 100:02d}"


def _values(values: Mapping[str, object]) -> Mapping[str, object]:
    """Return the values of a sentence, whole numbers that are years told as those of the series."""
    if _YEARS_END.get() == len(MONTHS):
        return values
    return {
        name: year_words(value) if isinstance(value, int) and FIRST_YEAR <= value <= LAST_YEAR else value
        for name, value in values.items()
    }


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that can be spoken: English, and those with a catalogue.

    Examples
    --------
    >>> "en" in languages()
    True
    """
    folder = resources.files("forecast.words").joinpath("locales")
    found = [entry.name for entry in folder.iterdir() if entry.is_dir()] if folder.is_dir() else []
    return (SOURCE_LANGUAGE, *sorted(found))


def name_of(language: str) -> str:
    """Return what a language is called by those who speak it.

    Examples
    --------
    >>> name_of("en")
    'English'
    """
    return "English" if language == SOURCE_LANGUAGE else str(_cldr().own_name(language))


@cache
def locale_of(language: str) -> Locale:
    """Return a language with its catalogue.

    Raises
    ------
    LookupError
        When there is no catalogue for it.
    """
    if language == SOURCE_LANGUAGE:
        return ENGLISH
    if language not in languages():
        msg = f"no catalogue for {language!r}; there are {', '.join(languages())}"
        raise LookupError(msg)
    with _compiled(language).open("rb") as file:
        return Locale(language, gettext.GNUTranslations(file))


def _compiled(language: str) -> Traversable:
    return resources.files("forecast.words").joinpath("locales", language, "LC_MESSAGES", f"{DOMAIN}.mo")


@cache
def shapes(language: str, context: str) -> tuple[str, ...]:
    """Return the sentences of one context that a language's catalogue knows, for texts that are met already said.

    Parameters
    ----------
    language : str
    context : str
    """
    with _compiled(language).open("rb") as file:
        return tuple(_cldr().sentences_of(file, context))


def from_environment() -> Locale:
    """Return the language that the environment asks for as POSIX has it; English where it has no catalogue."""
    told = next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    language = told.partition(".")[0].partition("@")[0].replace("_", "-")
    known = [tag for tag in (language, language.partition("-")[0]) if tag in languages()]
    return locale_of(known[0]) if known else ENGLISH


class Inflected(str):
    """A word or two with other forms of it.

    Examples
    --------
    >>> Inflected.of("ноябрь", {"gen": "ноября"}).form("gen")
    'ноября'
    """

    __slots__ = ("forms",)
    forms: Mapping[str, str]

    @classmethod
    def of(cls, text: str, forms: Mapping[str, str]) -> Inflected:
        """Return a text with its forms by name."""
        made = cls(text)
        made.forms = forms
        return made

    def form(self, name: str) -> str | None:
        """Return one form; None when there is none of the name."""
        return self.forms.get(name)


class _Speaker(string.Formatter):
    """Writes values in a sentence, in the form that it asks for."""

    def format_field(self, value: object, format_spec: str) -> str:
        if not (format_spec and isinstance(value, str)):
            return str(super().format_field(value, format_spec))
        name, _, before = format_spec.partition(",")
        bent = value.form(name) if isinstance(value, Inflected) else None
        return before + value if bent is None else bent


_SPEAKER = _Speaker()
#: What asks for a form. Most sentences do not, and the formatter of text is the quicker one.
_BENT = re.compile(r"\{\w+:")
#: English possessives: a name in the plural takes the apostrophe alone, "the United States' statistics".
_POSSESSIVE, _PLURAL = re.compile(r"\{(\w+)\}'s"), re.compile(r"[Tt]he .*s$")
#: An abbreviation's dot at the end of a sentence is its full stop, too.
_TWO_DOTS = re.compile(r"(?<=[^\W\d])\.\.(?!\.)")


def _filled(told: str, values: Mapping[str, object]) -> str:
    """Return a translation with its values, and with the forms that it carries."""
    first, *others = told.split("|") if "|" in told else (told,)
    values = _values(values)
    if "}'s" in first:
        first = _POSSESSIVE.sub(lambda of: f"{{{of[1]}}}'" if _PLURAL.match(str(values[of[1]])) else of[0], first)
    said = _SPEAKER.vformat(first, (), values) if _BENT.search(first) else first.format(**values)
    if ".." in said:
        said = _TWO_DOTS.sub(".", said)
    if not others:
        return said
    named = (other.partition("=") for other in others)
    return Inflected.of(said, {name: _SPEAKER.vformat(form, (), values) for name, _, form in named})


def marked(msgid: str) -> str:
    """Return a msgid as it is: it stands in a constant, and is said later."""
    return msgid


def say(msgid: str, /, **values: object) -> str:
    """Return a sentence in the language spoken.

    Parameters
    ----------
    msgid : str
        The English sentence with named places.
    **values : object
        What stands in the places; text already said, or names and numbers as they are.

    Examples
    --------
    >>> say("with at least {chance} probability", chance="80 %")
    'with at least 80 % probability'
    """
    return _filled(current_locale().translations.gettext(msgid), values)


def say_count(one: str, many: str, count: int, /, **values: object) -> str:
    """Return a sentence that takes its form from a number; `{count}` is the number as the language writes it.

    Examples
    --------
    >>> say_count("{count} month later", "{count} months later", 1)
    '1 month later'
    >>> say_count("{count} month later", "{count} months later", 1200)
    '1,200 months later'
    """
    chosen = current_locale().translations.ngettext(one, many, count)
    return _filled(chosen, {**values, "count": number(count)})


def say_as(context: str, msgid: str, /, **values: object) -> str:
    """Return a word or two whose translation hangs on where it stands.

    Parameters
    ----------
    context : str
        Where it stands, for the translator.
    msgid : str
        In English, with named places.
    **values : object
        As in `say`.

    Examples
    --------
    >>> say_as("heading of a column", "Chance")
    'Chance'
    """
    return _filled(current_locale().translations.pgettext(context, msgid), values)


def _cldr() -> ModuleType:
    """Return how other languages write; it brings Babel, which no English sentence should wait for."""
    from forecast.words import cldr  # noqa: PLC0415 - see above

    return cldr


def number(value: float, *, decimals: int = 0) -> str:
    """Return a number.

    Examples
    --------
    >>> number(20_000), number(0.16283, decimals=3)
    ('20,000', '0.163')
    """
    spoken = current_locale()
    if spoken.english:
        return f"{value:,.{decimals}f}"
    return str(_cldr().number(value, decimals, spoken.language))


def percent(value: float, *, decimals: int = 0, signed: bool = False) -> str:
    """Return per cent; `value` is in per cent already. Nothing at all has no sign.

    Examples
    --------
    >>> percent(81.36), percent(11.12, decimals=1, signed=True), percent(-0.04, decimals=1, signed=True)
    ('81 %', '+11.1 %', '0.0 %')
    """
    spoken = current_locale()
    if not spoken.english:
        return str(_cldr().percent(value, decimals, spoken.language, signed=signed))
    return say_percent(value, decimals=decimals) if signed else f"{value:.{decimals}f} %"


def money(value: float, unit: str = "USD", *, digits: int = 3) -> str:
    """Return an amount of money to quote, in full units, with so many significant digits.

    Examples
    --------
    >>> money(2.46e9), money(793_200_000, digits=4), money(2.5e9, "EUR")
    ('$2.46bn', '$793.2m', 'EUR 2.5bn')
    """
    spoken = current_locale()
    if spoken.english:
        return say_amount(value, unit, digits=digits)
    return str(_cldr().money(value, unit, digits, spoken.language))


def day(when: date) -> str:
    """Return a day.

    Examples
    --------
    >>> from datetime import date
    >>> day(date(2025, 7, 14))
    '14 July 2025'
    """
    spoken = current_locale()
    return say_date(when) if spoken.english else str(_cldr().day(when, spoken.language))


def month(year: int, number_of_month: int) -> str:
    """Return a month of a year.

    Examples
    --------
    >>> month(2026, 11)
    'November 2026'
    """
    spoken = current_locale()
    if spoken.english:
        return say_month(year, number_of_month)
    return Inflected.of(*_cldr().month(year, number_of_month, spoken.language))


def month_name(number_of_month: int) -> str:
    """Return the name of a month, 1 to 12.

    Examples
    --------
    >>> month_name(5)
    'May'
    """
    spoken = current_locale()
    if spoken.english:
        return MONTHS[number_of_month - 1]
    return Inflected.of(*_cldr().month_name(number_of_month, spoken.language))


def listed(items: Sequence[str]) -> str:
    """Return a list in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"]), listed(["a", "b"]), listed(["a"]), listed([])
    ('a, b and c', 'a and b', 'a', '')
    """
    spoken = current_locale()
    if not spoken.english:
        return str(_cldr().listed(items, spoken.language))
    return " and ".join([*([", ".join(items[:-1])] if items[:-1] else []), *items[-1:]])


def place(name: str) -> str:
    """Return the name of a country or region, by its English name; one that nobody knows stays as it is.

    A catalogue goes first (regions, and countries with the forms of their names), then CLDR's names of countries.

    Examples
    --------
    >>> place("St. Petersburg")
    'St. Petersburg'
    """
    spoken = current_locale()
    if spoken.english:
        return name
    told = _filled(spoken.translations.pgettext("place", name).replace("{", "{{").replace("}", "}}"), {})
    return told if told != name else str(_cldr().place(name, spoken.language))
