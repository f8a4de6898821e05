"""Pages in a real browser: the same numbers as the JSON, with and without script, by pointer, keyboard and reader."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect

from tests.support.browsing import opened
from tests.support.cases import crossed
from tests.support.serving import run

TARGET = "/targets/blr-spb-2.5bn"
OWN = "period,level,unit,published\n2021,1.2bn,USD,2022-03-01\n2022,1.31bn,USD,2023-03-01\n2023,1.45bn,USD,2024-03-01\n"


def answer(site, path):
    """Return the JSON at an address."""
    with urlopen(site + path) as found:
        return json.load(found)


def told_chances(page):
    """Return the chances by year that the page's table shows, as the JSON tells them."""
    rows = page.locator("table.chances tbody tr:has(td[data-probability])").all()
    return {
        int(row.locator("th").inner_text().split()[0]): float(row.locator("td").first.get_attribute("data-probability"))
        for row in rows
    }


def test_a_reader_comes_from_the_list_to_the_answer_that_the_json_gives(browser, site):
    """The list tells the odds, its link leads to the page, and sentence and chances are those of the JSON."""
    document = answer(site, "/v1/targets/blr-spb-2.5bn/forecast")
    with opened(browser) as page:
        page.goto(site)
        page.get_by_label("Which two sides?").fill("Belarus-St. Petersburg")
        page.get_by_label("Which two sides?").press("Enter")
        page.get_by_role("link", name="Belarus and St. Petersburg, trade: $2.5bn", exact=True).click()
        expect(page.locator("p.headline")).to_have_text(document["summary"]["headline"])
        by_2025 = next(row["probability"] for row in document["answer"]["probability_by"] if row["year"] == 2025)
        expect(page.locator("p.verdict")).to_have_text(f"Probably 2025 ({by_2025:.0%})".replace("%", " %"))
        chances = {row["year"]: row["probability"] for row in document["answer"]["probability_by"]}
        told = told_chances(page)
        assert len(told) >= 8
        assert told == {year: chances[year] for year in told}
        assert document["citation"] in page.locator("p.cite").inner_text()


def test_every_number_of_the_page_is_one_of_the_json(browser, site):
    """Date intervals, required growth and audit are the JSON's, word for word or rounded alike."""
    document = answer(site, "/v1/targets/blr-spb-2.5bn/forecast")
    with opened(browser) as page:
        page.goto(site + TARGET)
        growth = [
            float(text.rstrip(" %")) for text in page.locator("#required tbody tr td:nth-of-type(1)").all_inner_texts()
        ]
        told = [need["growth_pct_per_year"] for need in document["required_growth"]]
        assert growth == pytest.approx(told, abs=0.051)
        assert len(growth) >= 4
        for interval in document["answer"]["intervals"]:
            row = page.locator("#date-table tr", has_text=f"{interval['level'] * 100:.0f} %")
            assert str(interval["from"]) in row.inner_text()
            assert str(interval["to"]) in row.inner_text()
        shown = page.locator("section[aria-labelledby=audit-title] details summary").all_text_contents()
        assert [text.replace("\xa0", " ") for text in shown] == [finding["title"] for finding in document["audit"]]
        assert page.locator("table.statements tbody tr").count() == len(document["statements"])


def test_a_changed_control_shows_the_new_answer_and_back_the_old_one(browser, site):
    """The address follows the controls, a reload of it gives the same view, and back returns."""
    with opened(browser) as page:
        page.goto(site + TARGET)
        before = page.locator("p.headline").inner_text()
        page.get_by_label("The mark", exact=True).fill("3bn")
        page.get_by_label("The mark", exact=True).press("Enter")
        expect(page.locator("p.headline")).to_contain_text("$3bn")
        after = page.locator("p.headline").inner_text()
        assert "target=3bn" in page.url
        page.reload()
        assert page.locator("p.headline").inner_text() == after
        page.get_by_label("Whose statistics", exact=True).select_option("st-petersburg")
        expect(page.locator("p.headline")).to_contain_text("figures of St. Petersburg")
        page.go_back()
        expect(page.locator("p.headline")).to_have_text(after)
        page.go_back()
        expect(page.locator("p.headline")).to_have_text(before)
        page.go_forward()
        expect(page.locator("p.headline")).to_have_text(after)


def test_a_slider_asks_for_its_scenario_at_once(browser, site):
    """The script writes the sliders as the server reads them: one request, at the address that is shown and kept."""
    with opened(browser) as page:
        page.goto(site + TARGET)
        asked = []
        page.on("request", lambda request: asked.append(request.url) if "/targets/" in request.url else None)
        for label in ("Growth in 2026", "A deal, million a year"):
            page.get_by_label(label).press("ArrowRight")
            expect(page.locator("p.scenario")).to_contain_text("what-if")
        page.wait_for_url("**add%3D2026*")
        assert len(asked) == 2
        assert "scenario=growth%3D2026%3A%2B1%25%3Badd%3D2026-%3A25m%400.7" in page.url
        assert asked[-1] == page.url


def test_without_script_the_form_asks_the_same(browser, site):
    """With scripts off the page shows everything, and the button asks."""
    with opened(browser, java_script_enabled=False) as page:
        page.goto(site + TARGET)
        assert page.locator("svg.wide polygon").count() == 3
        page.get_by_label("Deadline (year)", exact=True).fill("2027")
        page.get_by_label("Growth in 2026").press("ArrowLeft")
        page.get_by_role("button", name="Show").click()
        assert "by=2027" in page.url
        assert "scenario=growth%3D2026%3A-1%25" in page.url
        assert "2027" in page.locator("p.verdict").inner_text()


def test_a_scenario_stands_beside_the_forecast_and_says_that_it_is_one(browser, site):
    """Under a scenario the page says what-if, and the table has both chances."""
    scenario = "growth=2026:-10%"
    document = answer(site, f"/v1/targets/blr-spb-2.5bn/forecast?scenario={quote(scenario)}")
    with opened(browser) as page:
        page.goto(site + TARGET)
        page.get_by_text("Advanced:").click()
        page.get_by_label("What if", exact=True).fill(scenario)
        page.get_by_role("button", name="Show").click()
        expect(page.locator("p.scenario")).to_contain_text("what-if")
        chances = {row["year"]: row["probability"] for row in document["answer"]["probability_by"]}
        assert told_chances(page) == {year: chances[year] for year in told_chances(page)}
        assert page.locator("svg.wide polyline.baseline").count() == 1


@pytest.mark.parametrize("script", [True, False])
def test_what_cannot_be_used_comes_back_with_what_was_typed(browser, site, script):
    """Every fault stands beside its field, the entry stays, and with script the answer stays too."""
    with opened(browser, java_script_enabled=script) as page:
        page.goto(site + TARGET)
        page.get_by_label("The mark", exact=True).fill("soon")
        page.get_by_label("Deadline (year)", exact=True).fill("1066")
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_role("alert")).to_contain_text("2 entries")
        assert page.get_by_label("The mark", exact=True).input_value() == "soon"
        expect(page.locator("#target-hint .fault")).to_contain_text("'soon'")
        expect(page.locator("#by-hint .fault")).to_contain_text("1066")
        assert (page.locator("p.headline").count() == 1) == script


def test_the_form_and_the_api_say_the_same_of_a_bad_scenario(browser, site):
    """The words beside the field are those of the problem document."""
    bad = "growth=2026:-10%;growth=2026:+5%;add=120m"
    with pytest.raises(OSError, match="422") as refused:
        urlopen(f"{site}/v1/targets/blr-spb-2.5bn/forecast?scenario={quote(bad)}")
    errors = json.load(refused.value)["errors"]
    refused.value.close()
    with opened(browser) as page:
        page.goto(f"{site}{TARGET}?scenario={quote(bad)}")
        told = page.locator("#scenario-hint").inner_text()
        assert len(errors) >= 2
        for error in errors:
            assert error["problem"] in told
            assert error["takes"] in told


def test_a_scenario_that_the_figures_cannot_bear_is_told_beside_the_scenario(browser, site):
    """Not beside the mark, about which nothing is wrong."""
    with opened(browser) as page:
        page.goto(f"{site}{TARGET}?scenario={quote('exports.growth=2026:+10%')}")
        expect(page.locator("#scenario-hint .fault")).to_contain_text("exports or imports alone")
        assert page.locator("#target-hint .fault").count() == 0


def test_own_figures_are_answered_and_stored_nowhere(browser, site, paged_database):
    """Pasted figures give the page of an answer; the store is what it was."""

    def changes():
        # Runs of registered targets are stored behind the first requests, whatever is asked meanwhile.
        return run("db", "check", database=paged_database).stdout.partition(", ")[0]

    before = changes()
    with opened(browser) as page:
        page.goto(site)
        page.get_by_role("link", name="Your own figures").click()
        page.get_by_label("Figures (CSV").fill(OWN)
        page.get_by_label("The mark", exact=True).fill("2bn")
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("p.headline")).to_contain_text("$2bn")
        page.get_by_label("Figures (CSV").fill(OWN.replace("2023,1.45bn", "2023,lots").replace("2022-03-01", "soon"))
        page.get_by_label("The mark", exact=True).fill("2bn")
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("#csv-hint li")).to_have_count(2)
        assert "line 4" in page.locator("#csv-hint").inner_text()
        assert "lots" in page.get_by_label("Figures (CSV").input_value()
    assert changes() == before
    kept = [path.read_bytes() for path in Path(paged_database.removeprefix("sqlite:///")).parent.iterdir()]
    assert not any(b"1310000000" in part or b"1.31bn" in part for part in kept)


def test_the_keyboard_alone_reads_the_chart_and_changes_the_question(browser, site):
    """Tab reaches the skip link, the chart as one stop whose arrow keys read its years, and the controls."""
    with opened(browser) as page:
        page.goto(site + TARGET)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        reached = []
        for _ in range(24):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.getAttribute('class') || document.activeElement.id"))
            if reached[-1] == "chart fan wide":
                page.keyboard.press("End")
                page.keyboard.press("ArrowLeft")
                words = page.locator("#readout").inner_text()
                assert words.startswith("2031, forecast: $")
                assert "8 in 10 chances" in words
            if reached[-1] == "by":
                break
        assert reached.count("chart fan wide") == 1
        page.keyboard.type("2028")
        page.keyboard.press("Enter")
        expect(page.locator("p.headline")).to_contain_text("2028")


def test_a_pointer_reads_the_values_of_a_year(browser, site):
    """Hovering over a year shows its values, without script too."""
    with opened(browser, java_script_enabled=False) as page:
        page.goto(site + TARGET)
        year = page.locator("svg.wide g.year[data-year='2026']").first
        assert not year.locator("text.told").is_visible()
        year.hover()
        assert year.locator("text.told").is_visible()


BOXES = """() => {
  const chart = [...document.querySelectorAll("svg.fan")].find((one) => one.getClientRects().length);
  const told = [...chart.querySelectorAll("text:not(.told)")].map((text) => [text.textContent, text.getBoundingClientRect()]);
  const edge = chart.getBoundingClientRect();
  const cut = told.filter(([, b]) => b.left < edge.left - 1 || b.right > edge.right + 1 || b.top < edge.top - 1);
  const laid = [];
  told.forEach(([a, p], i) => told.slice(i + 1).forEach(([b, q]) => {
    const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    if (wide > 2 && high > 5) laid.push([a, b]);
  }));
  const top = (name) => document.querySelector(name).getBoundingClientRect().top;
  return { cut: cut.map(([text]) => text), laid, verdict: top(".verdict"), chart: edge.top, count: told.length };
}"""


@pytest.mark.parametrize(
    ("name", "size"),
    crossed(
        ["blr-spb-2.5bn", "blr-spb-2.5bn?lang=ru", "blr-spb-2.5bn?scale=log", "blr-aze-1bn-2030", "blr-spb-1.5bn-2008"],
        [(1280, 900), (400, 800)],
    ),
)
def test_the_answer_stands_first_and_no_words_of_the_chart_touch(browser, site, name, size):
    """The answer stands in the top quarter, the chart begins on the first screen, no label is cut or covered."""
    width, height = size
    with opened(browser, width=width, height=height) as page:
        page.goto(f"{site}/targets/{name}")
        boxes = page.evaluate(BOXES)
        assert (boxes["cut"], boxes["laid"]) == ([], [])
        assert boxes["count"] > 8
        assert boxes["verdict"] < height / 4 + (75 if "lang=ru" in name else 50)  # a title in Russian is a line longer
        assert boxes["chart"] < height


@contextmanager
def elsewhere(markup):
    """Serve a page at another origin."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(markup.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_the_embed_shows_on_another_origin_and_no_other_page_does(browser, site):
    """The snippet that oEmbed gives shows the chart elsewhere, without a cookie; the page itself refuses a frame."""
    given = answer(site, f"/oembed?url={quote(f'{site}{TARGET}?by=2027', safe='')}&maxwidth=500&utm_source=x")
    assert (given["type"], given["width"]) == ("rich", 500)
    with elsewhere(given["html"] + f'<iframe id="whole" src="{site}{TARGET}"></iframe>') as other:
        context = browser.new_context()
        page = context.new_page()
        page.goto(other)
        frame = page.frame_locator("iframe").first
        expect(frame.locator("figcaption")).to_contain_text("2027")
        assert frame.locator("svg.tall polygon").count() == 3
        assert page.frame_locator("#whole").locator("p.headline").count() == 0
        assert context.cookies() == []
        context.close()


def test_the_first_view_is_light(browser, site):
    """A target's page with all it needs is under 25 kB on the wire."""
    with opened(browser) as page:
        session, sizes = page.context.new_cdp_session(page), []
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.goto(site + TARGET, wait_until="networkidle")
        assert 10_000 < sum(sizes) < 25_000


def test_links_with_tracking_parameters_open(site):
    """Pages pass over what they do not know; the API names it as a fault."""
    with urlopen(f"{site}{TARGET}?utm_source=news") as page:
        assert page.status == 200
    with pytest.raises(OSError, match="422") as refused:
        urlopen(f"{site}/v1/targets/blr-spb-2.5bn/forecast?utm_source=news")
    refused.value.close()


def test_a_page_that_is_not_there_says_so_to_people(site):
    """A browser gets a page, a program a problem document."""
    for accept, kind in (("text/html", "text/html"), ("application/json", "application/problem+json")):
        with pytest.raises(OSError, match="404") as missing:
            urlopen(Request(f"{site}/targets/nowhere", headers={"Accept": accept}))
        assert missing.value.headers["Content-Type"].startswith(kind)
        missing.value.close()


def test_the_mark_follows_its_slider(browser, site):
    """The picture follows while the slider moves, the address when it rests; back leads to what was announced."""
    with opened(browser) as page:
        page.goto(site + TARGET)
        slider = page.get_by_label("Move the mark")
        slider.press("ArrowRight")
        expect(page.locator("p.headline")).to_contain_text("$2.55bn")
        page.wait_for_url("**target=2.55bn*")
        assert page.get_by_label("The mark", exact=True).input_value() == "2.55bn"
        page.go_back()
        expect(page.locator("p.headline")).to_contain_text("$2.5bn")
        assert slider.input_value() == "2500"


def test_the_list_follows_what_is_typed(browser, site):
    """What a search's own address shows is shown while one types, in the page's language; half a name changes nothing."""
    with opened(browser) as page:
        page.goto(f"{site}/?lang=ru")
        everything = page.locator("#promises tbody tr").count()
        box = page.locator("#q")
        box.press_sequentially("Uzb", delay=20)
        box.press_sequentially("ekistan", delay=20)
        page.wait_for_url("**/?*q=Uzbekistan*")
        typed = page.locator("#promises tbody tr").all_text_contents()
        assert "lang=ru" in page.url
        assert box.input_value() == "Uzbekistan"
        page.goto(page.url)
        assert page.locator("#promises tbody tr").all_text_contents() == typed
        assert len(typed) < everything


def test_the_mark_moves_by_its_slider_without_script(browser, site):
    """The form sends the slider beside the text: what was moved counts, and the address has the mark alone."""
    with opened(browser, java_script_enabled=False) as page:
        page.goto(site + TARGET)
        page.get_by_label("Move the mark").press("ArrowRight")
        page.get_by_role("button", name="Show", exact=True).click()
        expect(page.locator("p.headline")).to_contain_text("$2.55bn")
        assert "target=2550m" in page.url
        assert "mark" not in page.url
