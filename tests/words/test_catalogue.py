"""The catalogue: current, complete, and enough for another language."""

from __future__ import annotations

import ast
import re

import pytest

from api.app import create_app
from api.settings import Settings
from forecast import report, words
from forecast.data import catalog
from forecast.forecasting import (
    Fits,
    attainable_level,
    compare_questions,
    parse_attainable,
    parse_comparison,
    parse_question,
    parse_surface,
    sensitivity_of,
    surface_of,
)
from forecast.priors import shipped_priors
from tests.support import catalogues
from tests.support.answers import FALLEN, SHIPPED, ask
from tests.support.latin import english, read
from tests.support.other_letters import pseudo, pseudo_locale

SAYS = {"say", "say_count", "say_as", "marked"}


@pytest.fixture(scope="module")
def other():
    """Return a language of other letters, made of every sentence in the catalogue."""
    return pseudo_locale()


@pytest.fixture(scope="module")
def answers():
    """Return answers that are open, lost and falling, and of exports."""
    return {
        "open": ask(by="2027"),
        "lost": ask(FALLEN, target="2.5bn", by="2024"),
        "exports": ask(flow="exports", target="2bn", by="2030"),
    }


def test_the_template_is_current():
    """Every sentence of code and templates stands in the template; `python -m tests.support.catalogues` writes it."""
    assert catalogues.TEMPLATE.read_text(encoding="utf-8") == catalogues.as_text(catalogues.extracted())


def test_every_translation_is_compiled_from_its_text():
    """The compiled catalogue that the wheel carries says what the text beside it says."""
    for language, path in catalogues.translations().items():
        assert path.with_suffix(".mo").read_bytes() == catalogues.compiled(path.read_bytes(), language)


def test_every_sentence_can_be_extracted():
    """A sentence inside an f-string, or one that is no plain text, would never reach a translator."""
    for package in ("forecast", "api"):
        for path in (catalogues.ROOT / package).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            inside = {id(n) for f in ast.walk(tree) if isinstance(f, ast.JoinedStr) for n in ast.walk(f)}
            for node in ast.walk(tree):
                name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
                if name in SAYS:
                    assert id(node) not in inside, f"{path}:{node.lineno}: {name} inside an f-string"
                    assert not isinstance(node.args[0], ast.JoinedStr), f"{path}:{node.lineno}: {name} of an f-string"


def test_places_in_sentences_are_named():
    """No sentence has a place without a name, so that every translation may turn it around."""
    for message in catalogues.extracted():
        for form in message.id if isinstance(message.id, tuple) else (message.id,):
            assert not re.search(r"\{\d*[}:!]|%[sd]", form), form


def test_both_numbers_of_a_sentence_have_the_same_places():
    """A plural takes what its singular takes, but for the number itself."""
    for message in catalogues.extracted():
        if isinstance(message.id, tuple):
            one, many = (set(re.findall(r"\{(\w+)|%\((\w+)\)", form)) for form in message.id)
            assert one ^ many <= {("count", ""), ("", "count")}, message.id


def test_the_made_up_language_leaves_places_and_markup():
    """What the pseudo language says is the sentence in other letters, with its places."""
    assert pseudo("<b>over</b> {percent}") == "⟦<b>охдс</b> {percent}ъъъъъъ⟧"


@pytest.mark.parametrize("name", ["open", "lost", "exports"])
def test_the_terminal_leaves_no_english(other, answers, name):
    """The whole text of an answer comes from the catalogue."""
    with words.speaking(other):
        told = words.forecast_text(answers[name])
    assert english(told, answers[name].series) == []


@pytest.mark.parametrize("name", ["open", "lost", "exports"])
def test_a_report_leaves_no_english(other, answers, name):
    """Markdown, and HTML with its picture and table of what ifs, come from the catalogue; the page names its tongue."""
    with words.speaking(other):
        page, text = report.report_html(answers[name]), report.report_markdown(answers[name])
    assert '<html lang="ru">' in page
    assert english(read(page), answers[name].series) == []
    assert english(text, answers[name].series) == []


@pytest.mark.parametrize("name", ["open", "lost", "exports"])
def test_a_picture_leaves_no_english(other, answers, name):
    """Title, description, axes, legend and footer of the SVG come from the catalogue."""
    with words.speaking(other):
        drawn = report.svg(answers[name])
    assert "⟦" in drawn[drawn.index("<title") : drawn.index("</title>")]
    assert english(read(drawn[drawn.index("<svg") :]), answers[name].series) == []


@pytest.mark.parametrize("address", ["/", "/own", "/targets/blr-spb-2.5bn", "/embed/blr-spb-2.5bn"])
def test_a_page_leaves_no_english(other, address):
    """Headings, forms, charts and tables of a page come from the catalogue, and the page names its tongue."""
    client = create_app(Settings()).test_client()
    with words.speaking(other):
        page = client.get(address)
    assert page.status_code == 200
    assert '<html lang="ru">' in page.text
    assert english(read(page.text), *map(catalog.series, catalog.series_ids())) == []


def test_sentences_are_whole_in_the_other_language(other, answers):
    """Every bracket that opens in an answer closes: no sentence was cut at its new length."""
    with words.speaking(other):
        told = words.forecast_text(answers["open"])
    assert told.count("⟦") == told.count("⟧") > 60


def test_a_plural_takes_the_forms_of_its_language(other):
    """Russian has three forms where English has two: the catalogue chooses, not the code."""
    with words.speaking(other):
        assert words.say_count("{count} month later", "{count} months later", 21).startswith("⟦21 ")


def test_analyses_leave_no_english(other):
    """Levels, marks by years, cases side by side and what moves the chance: texts and pictures."""
    fits, fields = Fits(shipped_priors()), {"target": "3bn", "by": "2030"}
    level, marks = parse_attainable({"by": "2030"}, SHIPPED), parse_surface({}, SHIPPED)
    cases = parse_comparison(fields, SHIPPED, scenarios=["growth=2026:-10%"], sides=["st-petersburg"])
    question = parse_question(fields, SHIPPED)
    fitted = fits.of(question, SHIPPED)
    found = {
        words.attainable_text: attainable_level(level, fitted),
        words.surface_text: surface_of(marks, fitted),
        words.comparison_text: compare_questions(cases, fits.of),
        words.sensitivity_text: sensitivity_of(question, fitted),
    }
    with words.speaking(other):
        for text, one in found.items():
            assert english(text(one).replace("growth=2026:-10%", "")) == []
            drawn = report.svg(one)
            assert english(read(drawn[drawn.index("<svg") :]).replace("growth=2026:-10%", "")) == []
