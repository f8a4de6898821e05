"""Reports: one brief in three formats, each number the JSON's, hostile text inert."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from markdown_it import MarkdownIt

from forecast import words
from forecast.cli import main
from forecast.data import catalog
from forecast.data.escaping import visible
from forecast.evaluation import shipped_record
from forecast.forecasting import forecast_target
from forecast.forecasting.question import parse_question
from forecast.report import brief_of, report_brief, report_docx, report_html, report_markdown
from forecast.report.documents.analysis import comparison_document
from forecast.report.documents.answer import forecast_document
from forecast.report.docx import write_docx
from forecast.report.html import write_html
from forecast.report.markdown import write_markdown
from forecast.report.whatif import standard_comparison
from tests.support.answers import FALLEN, RISING, as_json, ask
from tests.support.cases import some_of
from tests.support.hostile import HOSTILE, UNSEEN, forecast_of, harmless_forecast, hostile_forecast
from tests.support.render_documents import pages, render

BASE = "https://trade.example"
QUIET = {"svg", "style", "title"}
#: The smallest pictures, where the test is not about the figure.
DOT_SVG = "<svg></svg>"
DOT_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def answer(flagship, priors):
    """Return the flagship's answer with a deadline."""
    question = parse_question({"target": "2.5bn", "by": "2027"}, flagship)
    return forecast_target(question, flagship, priors, catalog.targets())


class Page(HTMLParser):
    """What a reader of HTML sees: text, tables, links; and what could do harm."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts, self.tables, self.links, self.open, self.tags, self.attributes = [], [], [], [], Counter(), []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Count an element that opens."""
        self.tags[tag] += 1
        self.attributes += [(tag, *pair) for pair in attrs]
        if tag not in {"meta", "br", "img", "rect", "path", "use", "hr"}:
            self.open.append(tag)
        if tag == "a":
            self.links.append(dict(attrs).get("href"))
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in {"th", "td"}:
            self.tables[-1][-1].append("")

    def handle_startendtag(self, tag, attrs):
        """Count an element without content."""
        self.tags[tag] += 1
        self.attributes += [(tag, *pair) for pair in attrs]

    def handle_endtag(self, tag):
        """Close the innermost element."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Keep text that is seen."""
        if QUIET & set(self.open):
            return
        self.texts.append(data)
        if {"th", "td"} & set(self.open):
            self.tables[-1][-1][-1] += data


def plain(text: str) -> str:
    """Return text with single plain spaces."""
    return " ".join(text.replace("\u00a0", " ").split())


def read_html(markup: str):
    """Return text, tables and links of an HTML report."""
    page = Page(markup)
    assert not page.open
    return (
        plain(" ".join(page.texts)),
        [[[plain(c) for c in row] for row in table] for table in page.tables],
        page.links,
    )


def rendered(text: str) -> Page:
    """Return a Markdown report as a forge would render it."""
    return Page(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))


def read_markdown(text: str):
    """Return text, tables and links of a Markdown report."""
    page = rendered(text)
    return (
        plain(" ".join(page.texts)),
        [[[plain(c) for c in row] for row in table] for table in page.tables],
        page.links,
    )


def read_docx(content: bytes):
    """Return text, tables and links of a DOCX report; tables told across are turned."""
    document = Document(io.BytesIO(content))
    tables = [[[plain(cell.text) for cell in row.cells] for row in table.rows] for table in document.tables]
    tables = [[list(row) for row in zip(*t, strict=True)] if len(t) == 2 and len(t[0]) > 4 else t for t in tables]
    texts = [p.text for p in document.paragraphs] + [cell for table in tables for row in table for cell in row]
    links = [r.target_ref for r in document.part.rels.values() if r.is_external]
    return plain(" ".join(texts)), tables, links


def three(answer, **options):
    """Return what a reader sees in each format."""
    brief = report_brief(answer, **options)
    return {
        "html": read_html(write_html(brief, DOT_SVG)),
        "md": read_markdown(write_markdown(brief)),
        "docx": read_docx(write_docx(brief, DOT_PNG)),
    }


def percent(p: float) -> str:
    """Return a probability of the JSON as a report tells it."""
    return "under 1 %" if p < 0.01 else "over 99 %" if p > 0.99 else f"{p * 100:.0f} %"


def test_every_table_says_what_the_document_says(answer):
    """Chances, dates and required growth are the JSON's numbers, cell by cell, in each format."""
    document = as_json(forecast_document(answer))
    told = {row["year"]: row["probability"] for row in document["answer"]["probability_by"]}
    for kind, (_, tables, _) in three(answer).items():
        chances, dates, required = tables[:3]
        assert chances[-1] == ["not by 2045", percent(document["answer"]["probability_not_by_horizon"])], kind
        shown = [2025, 2026, 2027, 2028, 2029, 2030, 2035, 2040, 2045]
        labels = [f"{y} (deadline)" if y == 2027 else str(y) for y in shown]
        assert chances[1:-1] == [[label, percent(told[y])] for label, y in zip(labels, shown, strict=True)], kind
        spans = [(i["level"], i["from"], i["to"]) for i in document["answer"]["intervals"]]
        words = [[f"At least {percent(p)} sure", str(a) if a == b else f"{a} to {b}"] for p, a, b in spans]
        assert dates[2:] == words, kind
        assert dates[1] == ["As likely before as after", "November 2025"], kind
        assert document["answer"]["median"] == {"year": 2025, "month": 11}
        for row, need in zip(required[1:], document["required_growth"], strict=True):
            own, panel = need["own_history"], need["panel"]
            assert row[0] == str(need["by"]), kind
            assert float(row[1].removesuffix(" %")) == pytest.approx(need["growth_pct_per_year"], abs=0.0551), kind
            assert row[2] == f"{own['count']:.0f} of {own['total']}", kind
            assert int(row[3].removesuffix(" in 100")) == pytest.approx(panel["share"] * 100, abs=0.551), kind


def test_what_if_tells_what_the_comparison_tells(answer):
    """The scenario table is the JSON comparison, cell by cell; a scenario asked for stands beside none."""
    found = standard_comparison(answer)
    document = as_json(comparison_document(found))
    base = {row["year"]: row["probability"] for row in document["cases"][0]["probability_by"]}
    assert base == {r["year"]: r["probability"] for r in as_json(forecast_document(answer))["answer"]["probability_by"]}
    assert len(document["cases"]) == 4
    for kind, (_, tables, _) in three(answer).items():
        head, *rows = tables[3]
        years = [int(year) for year in head[1:-1]]
        assert years == [2025, 2026, 2027, 2030], kind
        for row, case in zip(rows, document["cases"], strict=True):
            told = {r["year"]: r["probability"] for r in case["probability_by"]}
            assert row[0] == case["label"], kind
            assert row[1:-1] == [percent(told[year]) for year in years], kind
            assert row[-1].endswith(str(case["median"]["year"])), kind
    assumed = ask(as_of="2025-07-14", scenario="growth=2026:-10%;say=2025-01/2025-09:+3%")
    plain_answer, with_it = standard_comparison(assumed).entries
    assert plain_answer.answer.probability_by == ask(as_of="2025-07-14").answer.probability_by
    assert with_it.answer.probability_by == assumed.answer.probability_by
    assert "hypothetical" not in brief_of(assumed).sources_note


def test_every_sentence_is_the_documents(answer):
    """Headline, audit, sources, citation, limits: the JSON's words stand in each format."""
    document = as_json(forecast_document(answer))
    wanted = [document["summary"]["headline"], document["citation"], *document["summary"]["sentences"][2:-1]]
    wanted += [f[part] for f in document["audit"] for part in ("title", "likely_reading", "treatment")]
    wanted += [text.rstrip(".") for part in ("covers", "does_not_cover") for text in document["uncertainty"][part]]
    newest = [s for s in document["statements"] if s["published"] == "2025-07-14" and s["statistics"] == "belarus"]
    wanted += [newest[0]["title"], newest[0]["publisher"]]
    for kind, (text, _, links) in three(answer).items():
        assert [one for one in wanted if plain(one) not in text] == [], kind
        assert newest[0]["url"] in links, kind


def test_the_method_box_tells_the_documents_numbers(answer):
    """Drift, volatility, measurements, draws, error and track record are those of the JSON and the shipped record."""
    document, record = as_json(forecast_document(answer)), shipped_record()
    model, hindcast = document["model"], record["hindcast"]["scores"]
    text = " ".join(item.text for item in brief_of(answer).method)
    assert f"drift {model['drift_log_per_year']['mean'] * 100:.1f} %" in text
    assert f"volatility {model['volatility_log_per_year'] * 100:.0f} %" in text
    assert f"{model['measurements']} measurements since {model['first_measured_year']}" in text
    assert f"{model['draws']:,} draws" in text
    assert f"up to {document['uncertainty']['simulation_error'] * 100:.1f} points" in text
    scores = record["backtest_countries"]["scores"]
    honest = {s["method"]: s for s in scores if s["years"] is None and s["column"] == "honest"}
    assert f"was {honest['growth']['ibs']:.3f} against {honest['base-rate']['ibs']:.3f}" in text
    assert f"Over {honest['growth']['cases']:,} cases" in text
    rest = [s["ibs"] for name, s in honest.items() if name not in {"growth", "base-rate"}]
    assert f"{min(rest):.3f} to {max(rest):.3f}" in text
    assert f"On {hindcast['counted']} announced targets ({hindcast['met']} met)" in text
    for name in ("model", "base_rate", "trend"):
        assert f"{hindcast[name]:.3f}" in text


def test_the_formats_tell_the_same_numbers(answer):
    """The numbers that stand in one format stand in the others, as often."""
    seen = {}
    for kind, (text, _, _) in three(answer).items():
        body = text.partition("trade-target 0.2.0, run")[0] if kind == "html" else text
        seen[kind] = set(re.findall(r"\d[\d,.]*\d|\d", body))
    run_words = set(re.findall(r"\d[\d,.]*\d|\d", answer.run.id)) | {"0.2.0", "0.2", "0"}
    assert seen["html"] - run_words == seen["md"] - run_words == seen["docx"] - run_words


@pytest.mark.parametrize(
    ("series", "fields"),
    [
        (RISING, {"target": "1.2bn"}),
        (RISING, {"target": "9bn", "by": "2022"}),
        (FALLEN, {"target": "2.5bn"}),
        (RISING, {"target": "1.6bn", "model": "theta", "by": "2030"}),
        (catalog.series("belarus-st-petersburg"), {"statistics": "st-petersburg"}),
        (catalog.series("belarus-st-petersburg"), {"flow": "exports", "target": "2bn", "as_of": "2023-06-01"}),
    ],
    ids=["reached", "missed", "lost", "theta", "other-side", "exports"],
)
def test_every_kind_of_answer_makes_a_report(series, fields):
    """Reached, missed, lost, by a comparator, of the other side: each has its headline and as many tables as numbers."""
    told = ask(series, **fields)
    texts = three(told, base_url=BASE)
    for kind, (text, tables, links) in texts.items():
        assert plain(words.headline(told)) in text, kind
        open_still = told.answer.status != "reached"
        assert len(tables) == (3 + bool(told.required_growth) if open_still else 0), kind
        assert any(link.startswith(f"{BASE}/v1/forecast.html?series=") for link in links), kind
    assert words.date_words(told) not in " ".join(brief_of(told).points)


def test_the_same_answer_gives_the_same_bytes(answer):
    """No clock is in any format; in the archive of the DOCX every date is constant."""
    first, second = ((report_docx(answer), report_html(answer), report_markdown(answer)) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first[0])) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r">(\d{4}-\d\d-\d\d)T", core)) == {"2025-07-14"}


def test_html_needs_nothing_from_elsewhere(answer):
    """One file: a language, no script, nothing loaded, headings in order, tables with scopes, a printed page's size."""
    markup = report_html(answer, base_url=BASE)
    page = Page(markup)
    assert markup.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(page.tags)
    assert not [a for a in page.attributes if a[1] in {"src", "srcset", "background"} or a[1].startswith("on")]
    assert not re.search(r"url\(\s*[\"']?(?!#)|@import", markup)
    assert {a[2] for a in page.attributes if a[0] == "th" and a[1] == "scope"} == {"col", "row"}
    assert (page.tags["h1"], page.tags["main"], page.tags["figure"], page.tags["figcaption"]) == (1, 1, 1, 1)
    assert "@page { size: A4" in markup
    assert "prefers-color-scheme: dark" in markup
    assert all(link.startswith(("https://", "http://")) for link in page.links)


def test_markdown_shows_the_figure_of_the_service_or_the_file(answer):
    """With the service's address the figure is its SVG; without, the file named by the run."""
    assert f"](<{BASE}/v1/forecast.svg?series=belarus-st-petersburg&" in report_markdown(answer, base_url=BASE)
    assert f"](<{answer.run.id}.svg>)" in report_markdown(answer)


def test_docx_has_real_styles_tables_and_alternative_text(answer):
    """Title, headings, bullets and captions are styles; header rows repeat; the figure is told; pages are A4."""
    document = Document(io.BytesIO(report_docx(answer)))
    styles = [p.style.name for p in document.paragraphs]
    assert styles[0] == "Title"
    assert {"Heading 1", "List Bullet", "Caption"} <= set(styles)
    for table in document.tables:
        assert table.style.name == "Brief Table"
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    (figure,) = document.element.body.iter(qn("wp:docPr"))
    assert words.headline(answer) in plain(figure.get("descr"))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert document.inline_shapes[0].width <= Mm(210) - section.left_margin - section.right_margin
    properties = document.core_properties
    assert (properties.language, properties.identifier) == ("en-GB", answer.run.id)
    assert properties.created.date() == properties.modified.date() == answer.question.as_of
    assert "PAGE" in section.footer.paragraphs[0]._p.xml


#: What marks up a report: a hostile text must add none of it.
PARTS = ("a", "section", "li", "td", "th", "h1", "h2", "strong", "em", "p", "img", "code", "del", "script", "ul", "ol")


def parts(page: Page) -> dict[str, int]:
    """Return how many elements of each kind a page has."""
    return {tag: page.tags[tag] for tag in PARTS}


@pytest.fixture(scope="module")
def harmless():
    """Return what marks up a harmless report in HTML and Markdown, and how long its tables are in DOCX."""
    brief = brief_of(harmless_forecast())
    tables = read_docx(write_docx(brief, DOT_PNG))[1]
    return parts(Page(write_html(brief, DOT_SVG))), parts(rendered(write_markdown(brief))), [len(t) for t in tables]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(text, harmless):
    """It makes no element, attribute, link, table cell or field in any format, and is read as it was written."""
    brief = brief_of(hostile_forecast(text))
    shown, content = plain(visible(text)), write_docx(brief, DOT_PNG)
    html, markdown = Page(write_html(brief, DOT_SVG)), rendered(write_markdown(brief))
    assert (parts(html), parts(markdown)) == harmless[:2]
    assert not html.open
    assert not [a for a in html.attributes if a[1].startswith("on")]
    seen, tables, links = read_docx(content)
    assert [len(t) for t in tables] == harmless[2]
    assert html.links == markdown.links == links == []
    for told in (" ".join(html.texts), " ".join(markdown.texts), seen):
        assert shown in plain(told)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "instrText" not in archive.read("word/document.xml").decode()


@pytest.mark.parametrize("text", some_of([HOSTILE[0], HOSTILE[7], HOSTILE[15]], every=3))
def test_a_hostile_series_makes_all_three_reports(text):
    """Read, fitted, drawn and written as any other, a hostile series still makes documents that do nothing."""
    told = forecast_of(text)
    page = Page(report_html(told))
    assert not {"script", "img"} & set(page.tags)
    assert not [a for a in page.attributes if a[1].startswith("on")]
    assert read_docx(report_docx(told))[2] == rendered(report_markdown(told)).links == []


def test_dollar_signs_in_names_are_no_formula():
    """Two dollar signs in a chart are money, not mathematics, in the picture and in the report."""
    told = hostile_forecast("plain")
    told = replace(told, series=replace(told.series, reporter="A$\\frac{", partner="B"))
    assert "A$\\frac{ and B" in report_html(told)


def test_characters_nobody_sees_are_left_out():
    """Line breaks, direction marks and controls in names reach no format, and break none."""
    brief = brief_of(hostile_forecast(UNSEEN))
    told = (write_markdown(brief), write_html(brief, DOT_SVG), read_docx(write_docx(brief, DOT_PNG))[0])
    for text in told:
        assert not set(text) & set("\u202e\u200b\x07\u2028\ufeff\r\t")
        assert "a b cdef gh" in text


@pytest.fixture
def run():
    """Return a caller of the command line."""

    def call(*words):
        return CliRunner().invoke(main, [str(word) for word in words])

    return call


def test_a_report_by_the_targets_name(run, tmp_path, answer):
    """An announced target brings its mark and deadline; each format goes to its file, the figure beside Markdown."""
    for kind in ("html", "docx", "md"):
        told = run("report", "blr-spb-2.5bn-2025", "--format", kind, "--out", tmp_path / f"brief.{kind}")
        assert told.exit_code == 0, told.output
    text = (tmp_path / "brief.md").read_text(encoding="utf-8")
    assert "2025 (deadline)" in text
    picture = re.search(r"\]\(<(\w+\.svg)>\)", text)[1]
    assert (tmp_path / picture).read_text(encoding="utf-8").startswith("<?xml")
    series = run("report", "belarus-st-petersburg", "--target", "2.5bn", "--by", "2027", "--format", "md")
    assert series.stdout == report_markdown(answer)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("blr-spb-2.5bn", "--format", "pdf"), "known are: md, html, docx"),
        (
            ("tur-fra-20bn",),
            "there is no series: the mark is in EUR, the figures known are in USD",
        ),
        (("nowhere", "--target", "2bn"), "is not a series known here"),
        (("belarus-st-petersburg",), "--target: is missing"),
        (("blr-spb-2.5bn", "--out", "/gone/a.html"), "cannot be written there"),
    ],
)
def test_a_report_that_cannot_be_made_says_why(run, words, said):
    """Each fault is told with what would be right, and the exit status is 2."""
    told = run("report", *words)
    assert told.exit_code == 2
    assert said in told.stderr


@pytest.mark.slow
def test_the_flagships_report_takes_two_pages(answer, tmp_path):
    """LibreOffice sets the DOCX and Chromium prints the HTML on two pages; on screens both kinds of light draw it."""
    (tmp_path / "brief.docx").write_bytes(report_docx(answer))
    (tmp_path / "brief.html").write_text(report_html(answer), encoding="utf-8")
    assert len(render(tmp_path / "brief.docx", tmp_path)) == 2
    drawn = render(tmp_path / "brief.html", tmp_path)
    assert len(drawn) == 2 + 4
    assert all(path.stat().st_size > 20_000 for path in drawn)
    assert len(pages(tmp_path / "brief-print.pdf", tmp_path)) == 2
