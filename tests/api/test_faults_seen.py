"""Faults that were seen on the pages once, each kind with a test of its own; tests/api/test_screens.py has those of layout."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from itertools import pairwise
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.support.browsing import opened
from tests.support.cases import crossed

TARGET = "/targets/blr-spb-2.5bn"
STATES = (
    TARGET,
    "/targets/blr-spb-1.5bn-2008",
    "/targets/blr-tat-1bn",
    "/targets/ibsa-15bn-2010",
    "/pairs/india-turkey",
)


@pytest.fixture(scope="module")
def pages(site):
    """Return what gives the text of an address, asked once."""

    @cache
    def text(path):
        with urlopen(site + path) as found:
            return found.read().decode().replace("\N{NO-BREAK SPACE}", " ")

    return text


def words(page):
    """Return the words of a page's main part: no tags, no hints of how to type, no fields."""
    main = re.sub(
        r'<(textarea|p class="hint")[^>]*>.*?</\w+>',
        " ",
        page[page.index("<main") : page.index("</main>")],
        flags=re.DOTALL,
    )
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_where_registry_and_figures_differ_both_are_told(pages):
    """A promise that the registry ends otherwise than the figures says both; one that they agree on says nothing."""
    assert "The registry of announced targets says: reached in 2010. The published figures say: still open." in words(
        pages("/targets/ibsa-15bn-2010")
    )
    assert "The registry of announced targets says" not in pages(TARGET)


@pytest.mark.parametrize("path", STATES)
def test_only_what_was_printed_is_called_published(pages, path):
    """A year whose level no statement prints is told as estimated or forecast, in the picture and in the list below it."""
    page = pages(path)
    told = re.findall(r'<li data-year="(\d+)">([^<]+)</li>', page)
    assert len(told) > 5
    for year, said in told:
        if f"{year}, published:" in said:
            figure = unescape(said).partition("published: ")[2]
            assert re.search(rf"total {year}: {re.escape(figure)}", unescape(page)), said
        else:
            assert "not published: about" in said or "forecast:" in said


@pytest.mark.parametrize("path", STATES)
def test_days_are_told_in_words_and_nothing_moves_by_plus_zero(pages, path):
    """No ISO day stands among words, no change of nothing has a sign, and no phrase is said twice of one statement."""
    said = words(pages(path))
    assert re.findall(r"\d{4}-\d\d-\d\d", said) == []
    assert "+0 points" not in said
    for used in re.findall(r"</td><td>([^<]+)</td></tr>", pages(path)):
        parts = used.split("; ")
        assert len(parts) == len(set(parts))


@pytest.mark.parametrize("path", STATES)
def test_every_kind_of_mark_in_the_picture_is_explained_under_it(pages, path):
    """Hollow, grey and dashed marks, shades and bars: each that is drawn has its words in the caption."""
    page = pages(path)
    caption = page[page.index("<figcaption>") : page.index("</figcaption>")]
    for drawn, told in (
        ('circle class="print vague"', "Open circles"),
        ("print excluded", "grey ones are not used"),
        ("middle ahead", "The dashed line is the middle path"),
        ("band-1", "The shades hold 50, 80 and 90 % of futures"),
        ('class="stand"', "Bars: the chance that a year is the first to reach the target"),
    ):
        assert drawn not in page or told in caption


def test_cases_that_are_compared_are_named_in_words(pages):
    """The picture of a comparison names its scenarios as people say them, and has no code of a scenario."""
    picture = pages("/v1/compare.svg?series=belarus-st-petersburg&target=3bn&scenarios=growth=2026:-10%25")
    assert "growth=2026" not in picture
    assert "10 %" in picture


def test_a_brief_says_once_as_of_which_day(pages):
    """The words of a brief open with the day; beside them only the picture's words for a reader say it, and the citation."""
    brief = pages("/v1/targets/blr-spb-2.5bn/forecast.md")
    said = [
        line for line in brief.splitlines() if "As known on" in line and not line.startswith(("![", "trade-target "))
    ]
    assert len(said) == 1
    assert said[0].count("As known on") == 1


def test_what_a_change_reads_aloud_is_the_answer_alone(browser, site):
    """One live region, empty at first; after a change it holds verdict and range, not the page."""
    with opened(browser) as page:
        page.goto(site + TARGET)
        assert page.locator("[aria-live]").count() == 0
        assert page.locator("#said").inner_text() == ""
        page.get_by_label("Deadline (year)", exact=True).fill("2028")
        page.get_by_label("Deadline (year)", exact=True).press("Enter")
        expect(page.locator("p.verdict")).to_contain_text("2028")
        said = [page.locator(name).inner_text() for name in (".verdict", ".range")]
        expect(page.locator("#said")).to_have_text(". ".join(said))


def test_pictures_of_other_marks_are_dark_in_the_dark_theme(browser, site):
    """Their paper is as dark as the page's, and their words for a reader tell a chance that they show."""
    with opened(browser, color_scheme="dark") as page:
        page.goto(site + TARGET)
        images = page.locator("details img")
        assert images.count() == 2
        for image in images.all():
            assert "invert" in image.evaluate("one => getComputedStyle(one).filter")
            assert " %" in image.get_attribute("alt")


def test_a_page_prints_on_few_sheets_without_what_cannot_be_pressed(browser, site):
    """Two or three A4 sheets; forms, menus and closed folds stay on the screen."""
    with opened(browser) as page:
        page.goto(site + TARGET)
        sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
        assert 1 <= sheets <= 3
        page.emulate_media(media="print")
        for name in ("form.controls", "header nav", ".share", "footer.site"):
            assert not page.locator(name).first.is_visible()
        assert page.locator("p.verdict").is_visible()


@pytest.mark.parametrize(
    ("path", "size"),
    crossed(
        [TARGET, "/pairs/turkey-russia", "/targets/ibsa-15bn-2010", "/targets/tur-rus-100bn-nodate"],
        [(1280, 900), (400, 800)],
    ),
)
def test_answer_chart_and_share_bar_stand_on_the_first_screen(browser, site, path, size):
    """Nothing has to be scrolled for: verdict, picture and share bar are above the fold, on a phone as in a window."""
    width, height = size
    with opened(browser, width=width, height=height) as page:
        page.goto(site + path)
        for name in (".verdict", "svg.wide" if width > 640 else "svg.tall", ".share"):
            box = page.locator(name).bounding_box()
            assert box["y"] + box["height"] <= height, name


@pytest.mark.parametrize("size", [(1280, 900), (400, 800)])
def test_the_answer_on_own_figures_stands_before_the_form(browser, site, size):
    """Once asked, the first screen is the answer with its picture and the files to take; the form follows."""
    width, height = size
    with opened(browser, width=width, height=height) as page:
        page.goto(site + "/own")
        page.get_by_role("button", name="Ask").click()
        expect(page.locator(".verdict")).to_be_visible()
        for name in (".verdict", "svg.wide" if width > 640 else "svg.tall", "form.take"):
            box = page.locator(name).bounding_box()
            assert box["y"] + box["height"] <= height, name
        assert page.locator("#csv").bounding_box()["y"] > page.locator("form.take").bounding_box()["y"]


def test_sources_open_the_evidence_with_the_newest_figure_first(browser, site):
    """The link in the share bar unfolds the table; its first rows were published last."""
    with opened(browser) as page:
        page.goto(site + TARGET)
        assert not page.locator("table.statements").is_visible()
        page.get_by_role("link", name="Sources", exact=True).click()
        expect(page.locator("table.statements")).to_be_visible()
        assert "2025" in page.locator("table.statements tbody tr td:nth-of-type(2)").first.inner_text()


def test_the_snippet_is_copied_by_one_press(browser, site):
    """With script a button copies it whole, and says that it did; without script there is no button."""
    with opened(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(site + TARGET)
        page.get_by_role("button", name="Copy").click()
        expect(page.locator("button.copy")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == page.locator(".snippet").input_value()
    with opened(browser, java_script_enabled=False) as page:
        page.goto(site + TARGET)
        assert not page.locator("button.copy").is_visible()


@pytest.mark.parametrize("path", ["/", TARGET, "/countries/turkey", "/record", "/own", "/pairs/india-turkey"])
def test_a_reader_by_ear_finds_headings_landmarks_and_names(browser, site, path):
    """One heading of the first level, no level left out, a named form and figure, links that say where they lead."""
    with opened(browser, width=400, height=800) as page:
        page.goto(site + path)
        levels = page.locator("main :is(h1, h2, h3)").evaluate_all("all => all.map((one) => Number(one.tagName[1]))")
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        tree = page.locator("main").aria_snapshot()
        assert not re.search(r"- (link|button|textbox|slider|combobox|img)( \[[^\]]*\])?:?$", tree, re.MULTILINE)
        for name in re.findall(r'- (?:link|figure|region|form) "([^"]*)"', tree):
            assert 2 <= len(name) < 160
