"""Russian: complete, well formed, and sentences that bend as the language does."""

from __future__ import annotations

import io
import re
import string

import pytest
from babel.messages.pofile import read_po

from forecast import report, words
from forecast.data import catalog
from forecast.words.faults import CONTEXT
from tests.support import catalogues
from tests.support.answers import FALLEN, ask

PLACES = re.compile(r"\{(\w+)|%\((\w+)\)s")
#: Names, notation and Latin abbreviations that Russian texts of the field have, too.
LATIN = {
    "API", "Brier", "Correlates", "War", "If-Match", "Authorization", "Bearer", "CRPS", "CSV", "DOCX", "ETS", "ETag", "Esc", "Excel", "HTML", "IBS", "JSON", "LibreOffice", "Markdown", "OpenAPI", "PNG",
    "README", "SVG", "Tab", "observed", "estimated", "forecast", "URL", "Word", "XLSX", "cookie",
}  # fmt: skip

#: What a fault names of the notation that it asks for: columns, values of fields, options, pairs.
TYPED = {
    "corrects", "false", "file", "gzip", "imf", "india", "install", "path", "pip", "pull", "sdmx", "sha", "Source", "sources", "sqlite", "SQLite", "true", "uae", "comtrade",
    "Parquet", "manifest", "dask", "scheduler", "worker", "tcp", "distributed", "nthreads", "Ausfuhr", "July", "March", "changes", "json", "China", "Comtrade", "Germany", "about", "above", "almost", "belarus-st-petersburg", "between", "comma",
    "csv", "currency", "day", "docs", "doubled", "down", "exact", "example", "exports", "fell", "flow", "growth", "high", "http",
    "https", "import", "imports", "india-uae", "inferred", "level", "low", "medium", "million", "missed", "name", "open",
    "org", "over", "pandas", "pct", "point", "reached", "resolution", "series", "service", "statements", "superseded",
    "supersedes", "target", "targets", "toml", "total", "unit", "units", "unknown", "xlsx", "yes", "period", "starts", "year",
}  # fmt: skip


#: Markup, places, names of forms, commands, files, notation of scenarios, names of columns.
NOTATION = re.compile(
    r"<code>.*?</code>|`[^`]*`|<[^>]*>|\{[^}]*\}|%\([^)]*\)s|\|\w+=|trade-target(?: [a-z][a-z-]+){0,2}|\S+\.csv|--\S+|"
    r"\"[^\"]*\"|period, level, unit, published|Belarus / Tula Region|(?:growth|add|shock|world)=\S+|\S+@\S+"
)


@pytest.fixture(scope="module")
def translation():
    """Return the translation as its text has it."""
    return read_po(io.BytesIO(catalogues.translations()["ru"].read_bytes()), locale="ru")


@pytest.fixture(scope="module")
def russian():
    """Return the language."""
    return words.locale_of("ru")


def forms_of(message):
    """Return what a message says in each of its forms."""
    return message.string if isinstance(message.string, tuple) else (message.string,)


def plain(text):
    """Return a text with plain spaces."""
    return " ".join(text.split())


def test_every_sentence_of_the_refreshed_catalogue_is_translated(translation):
    """Nothing that the translation knows of is left in English; what is newer is said in English until a refresh."""
    assert [message.id for message in catalogues.untranslated(translation)] == []


def test_every_translation_takes_the_places_of_its_sentence(translation):
    """A place that English does not fill would be a fault in the middle of an answer; markup stays as it is."""
    for message in filter(lambda one: one.id, translation):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        allowed = {name for text in ids for pair in PLACES.findall(text) for name in pair if name}
        for told in forms_of(message):
            used = {name for pair in PLACES.findall(told) for name in pair if name}
            assert used <= allowed, told
            needed = allowed - {"count"} if isinstance(message.id, tuple) else allowed
            assert used >= needed, told
            assert re.findall(r"<[^>]*>", told) == re.findall(r"<[^>]*>", ids[-1]), told
            for part in told.split("|"):
                list(string.Formatter().parse(part.partition("=")[2] or part))


def test_a_sentence_of_a_page_writes_its_per_cent_sign_as_templates_do(translation):
    """Templates fill their sentences by per cent signs: a bare one would break the page."""
    for message in filter(lambda one: one.id, translation):
        if any("templates" in place for place, _ in message.locations):
            for told in forms_of(message):
                assert not re.search(r"%(?!\(\w+\)s|%)", told.replace("%%", "")), told


def test_no_sentence_is_left_in_latin_letters(translation):
    """A translation has the Latin words of its sentence at most that are names, notation or abbreviations."""
    for message in filter(lambda one: one.id, translation):
        for told in forms_of(message):
            bare = NOTATION.sub(" ", re.sub(r"https?://\S+", " ", told))
            latin = set(re.findall(r"[A-Za-z][A-Za-z-]{2,}", bare)) - LATIN
            latin -= TYPED if message.context == CONTEXT else set()
            latin -= {"null", "false"} if message.context == "contract" else set()  # values of JSON
            if message.context in {"help", "contract"}:  # commands, keys, columns and formats are typed as they are
                latin -= set(re.findall(r"[A-Za-z][A-Za-z-]{2,}", message.id))
            assert not {word for word in latin if not word.isupper()}, told


@pytest.mark.parametrize(
    ("count", "told"), [(1, "1 год"), (2, "2 года"), (5, "5 лет"), (11, "11 лет"), (21, "21 год"), (24, "24 года")]
)
def test_years_are_counted_as_russians_count_them(russian, count, told):
    """год, года, лет."""
    with words.speaking(russian):
        assert words.say_count("{count} year", "{count} years", count) == told


@pytest.mark.parametrize(
    ("reporter", "partner", "told"),
    [
        ("Belarus", "St. Petersburg", "экспорт Беларуси в Санкт-Петербург"),
        ("Russia", "Vietnam", "экспорт России во Вьетнам"),
        ("China", "Philippines", "экспорт Китая на Филиппины"),
        ("India", "Atlantis", "экспорт Индии в Atlantis"),
    ],
)
def test_names_bend_and_strangers_do_not(russian, reporter, partner, told):
    """A name with its forms stands in the case that the sentence asks for; one that nobody knows stays as it is."""
    with words.speaking(russian):
        names = {"reporter": words.place(reporter), "partner": words.place(partner)}
        assert words.say("exports from {reporter} to {partner}", **names) == told


def test_every_place_that_can_be_asked_about_bends(russian):
    """No pair stands as "между Кенией и Руанда": each place has its genitive, its instrumental, and its "to" and "from"."""
    with words.speaking(russian):
        for name in catalogues.known_places():
            told = words.place(name)
            forms = [told, *(told.form(form) for form in ("gen", "ins", "to", "from"))]
            assert all(form and not re.search("[A-Za-z]", form) for form in forms), name
            assert forms[3].split()[0] in {"в", "во", "на"}
            assert forms[4].split()[0] in {"из", "с", "со"}


@pytest.mark.parametrize(
    ("english", "told"),
    [
        (
            "no figures of Russia and Latin America and the Caribbean are shipped; see /v1/series",
            "данных о торговле между Россией и Латинской Америкой и Карибами в поставке нет; см. /v1/series",
        ),
        ("holds 2 statements", "содержит сообщений: 2"),
        ("holds 12,345 statements", "содержит сообщений: 12 345"),
        ("statements row 5 (x) cannot be read: is missing", "statements, строка 5 (x): не читается: отсутствует"),
    ],
)
def test_what_stands_in_a_fault_is_told_as_russians_write_it(russian, english, told):
    """Names bend, a name with "and" in it is one, nouns take their form, and counts have no English comma."""
    with words.speaking(russian):
        assert plain(words.problem_words(english)) == told


def test_a_mark_to_be_exceeded_is_a_level(russian):
    """Nothing can reach "more than": it reaches a level of more; as a name the mark stands in quotation marks."""
    answer = ask(target="above 3bn", by="2030")
    with words.speaking(russian):
        assert "достигнет уровня более 3 млрд $ в год" in plain(words.headline(answer))
        assert plain(words.title(answer)).endswith("достигнет уровня более 3 млрд $?")
        assert "рубеж «более 3 млрд $» " in plain(words.forecast_text(answer))


def test_the_first_sentence_of_an_open_answer(russian):
    """The flagship answer, as an economist would say it."""
    answer = ask(by="2027")
    with words.speaking(russian):
        told = plain(words.headline(answer))
    assert told.startswith(
        "По состоянию на 14 июля 2025 г. и по данным Беларуси вероятность того, что товарооборот между Беларусью и "
        "Санкт-Петербургом достигнет "
    )
    assert re.search(r"к концу 2025 г\., .* к концу 2027 г\. и .* к концу 2030 г\.$", told)


def test_the_first_sentence_of_a_mark_reached_and_lost(russian):
    """The other status, in words."""
    answer = ask(FALLEN, target="2.5bn", by="2024")
    with words.speaking(russian):
        told = plain(words.forecast_text(answer))
    assert "но снова опустился ниже" in told
    assert "Вероятность возвращения к рубежу составляет " in told


def test_whole_texts_have_no_doubled_stops_and_no_untold_places(russian):
    """Abbreviations end sentences without a second dot; no brace of a template is left."""
    answers = [ask(by="2027"), ask(FALLEN, target="2.5bn", by="2024"), ask(flow="exports", target="2bn", by="2030")]
    with words.speaking(russian):
        for answer in answers:
            for told in (words.forecast_text(answer), report.report_markdown(answer)):
                assert not re.search(r"[а-я]\.\.(?!\.)|г\. г\.|[{}]|\|gen=", told)
        for name in catalog.series_ids()[:2]:
            series = catalog.series(name)
            assert words.place(series.reporter) != series.reporter
