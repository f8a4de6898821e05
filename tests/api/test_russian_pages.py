"""Every page and document in Russian: read as text, no English word is left outside names, codes and addresses."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from openpyxl import load_workbook

from api.app import create_app
from api.settings import Settings
from forecast.data import catalog
from tests.support.latin import english, read

TARGET = "/targets/blr-spb-2.5bn"
FIGURES = "period,level,unit,published\n2022,1.31bn,USD,2023-03-01\n2023,1.45bn,USD,2024-03-01\n"
ARTICLE = (
    "MINSK, March 12, 2024. Trade between Belarus and St. Petersburg reached $1.9bn in 2023, up 12 per cent on the "
    "year. The sides want to bring it to $3bn by 2030."
)
#: Names, file formats, notation of scenarios and columns, examples of what can be typed.
NAMES = {
    "OpenAPI", "X", "CSV", "JSON", "XLSX", "SVG", "PNG", "HTML", "Markdown", "Word", "Excel", "README", "ISO", "cookie", "ARIMA",
    "bn", "growth", "add", "shock", "world", "shift", "drift", "volatility", "say", "name", "above",
    "period", "level", "unit", "published", "csv", "targets", "Belarus", "Tula", "Region", "Comtrade", "IMTS", "UN",
    "target", "series", "india-uae", "belarus-st-petersburg", "IND-ARE", "UKR", "Ukraine", "own", "much",
    "Atom", "BibTeX", "CSL-JSON", "Feed", "Prometheus", "RFC", "arima", "create", "damped-ets", "false", "local-linear-trend", "log-trend", "null",
    "partner", "random-walk-drift", "reporter", "theta", "tokens",
    "total", "exports", "imports", "about", "over", "almost", "exact", "up", "down", "Brier", "CRPS", "PIT",
}  # fmt: skip


@pytest.fixture(scope="module")
def client():
    """Return a client of a fresh application."""
    return create_app(Settings()).test_client()


def left(text, *given):
    """Return the English of a text beyond the notation, and what was typed."""
    # Addresses, names of parameters, what is set as code.
    text = re.sub(r"`[^`]*`|(?<![\w:/])/[\w./{}-]+|известны: [\w, -]+", " ", text)
    for one in given:
        text = text.replace(repr(one), " ").replace(f"{one},", " ")
    return [word for word in english(text, *map(catalog.series, catalog.series_ids())) if word not in NAMES]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?q=Turkey&state=all",
        "/?q=China-Russia",
        "/countries",
        "/countries/turkey",
        "/record",
        "/glossary",
        "/own",
        "/read",
        "/docs",
        TARGET,
        f"{TARGET}?by=2030&scenario=growth%3D2026%3A-10%25",
        f"{TARGET}?statistics=st-petersburg",
        "/targets/blr-spb-1.5bn-2008",
        "/targets/blr-spb-beat-2022",
        "/targets/rus-latam-20bn",
        "/targets/isr-are-10bn-2027",
        "/embed/blr-spb-2.5bn",
    ],
)
def test_a_page_in_russian_leaves_no_english(client, address):
    """Headings, forms, hints, charts and tables of every kind of page."""
    page = client.get(f"{address}{'&' if '?' in address else '?'}lang=ru")
    assert page.status_code == 200
    assert left(read(page.text)) == []


@pytest.mark.parametrize(
    ("address", "given"),
    [
        (f"{TARGET}?target=soon&by=1066&scenario=growth%3Dmuch", ("soon", "much")),
        ("/?q=Ukrane", ("Ukrane",)),
        ("/targets/nowhere", ("nowhere",)),
        ("/pairs/atlantis-mu", ("atlantis",)),
    ],
)
def test_what_is_wrong_is_told_in_russian(client, address, given):
    """Faults beside the fields, and pages that are not there."""
    page = client.get(f"{address}{'&' if '?' in address else '?'}lang=ru", headers={"Accept": "text/html"})
    assert left(read(page.text), *given) == []


@pytest.mark.parametrize(
    "query",
    [
        "series=belarus-st-petersburg&target=soon&by=1066&level=2&horizon=9999&flow=much&colour=red",
        "series=atlantis&target=2bn",
        "series=belarus-st-petersburg&target=1",
        "series=belarus-st-petersburg&target=3bn&scenario=growth%3D2023%3A%2B5%25%3Badd%3D2026%3A-5m",
        "",
    ],
)
def test_a_problem_document_follows_the_language(client, query):
    """Title, and the problem and remedy of each fault; names of parameters and what was given stay."""
    told = client.get(f"/v1/forecast?{query}&lang=ru")
    assert told.status_code in {404, 422}
    texts = [told.json["title"], *(error[key] for error in told.json["errors"] for key in ("problem", "takes"))]
    assert len(texts) >= 3
    assert left(" ".join(texts), *told.json["errors"][0]["given"].split()) == []


def test_own_figures_and_an_article_are_answered_in_russian(client):
    """Both pages with an answer, and with faults."""
    own = client.post("/own?lang=ru", data={"csv": FIGURES, "target": "2bn"})
    assert own.status_code == 200
    assert left(read(own.text)) == []
    wrong = client.post("/own?lang=ru", data={"csv": FIGURES.replace("1.45bn", "lots"), "target": "2bn"})
    assert wrong.status_code == 422
    assert left(read(wrong.text), "lots", "own.csv") == []
    found = client.post("/read?lang=ru", data={"text": ARTICLE})
    assert found.status_code == 200
    assert left(read(found.text)) == []


def _sheets(content):
    """Return the texts of a workbook or document."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = [
            n for n in parts.namelist() if re.search(r"sharedStrings|worksheets/sheet|word/document|workbook.xml$", n)
        ]
        return " ".join(parts.read(name).decode() for name in names)


@pytest.mark.parametrize("form", ["md", "html", "docx", "svg"])
def test_a_document_in_russian_leaves_no_english(client, form):
    """Reports as Markdown, page and Word document, and the picture."""
    told = client.get(f"/v1/forecast.{form}?series=belarus-st-petersburg&target=2.5bn&by=2027&lang=ru")
    assert told.status_code == 200
    if form == "docx":
        text = " ".join(re.findall(r"<w:t[^>]*>([^<]*)", _sheets(told.data)))
    else:
        text = (
            told.text
            if form == "md"
            else read(told.text[max(told.text.find("<svg" if form == "svg" else "<html"), 0) :])
        )
    assert left(text) == []


#: Codes of a workbook: names of columns, kinds of rows, statuses, models, sides as they are typed.
CODED = re.compile(r"\S+\.csv\.gz|\b[a-z]+(?:_[a-z0-9]+)+\b|\bp\d\d\b|\b[a-z]+-[\w.-]+|sha256 \w+|[\w.]+=\S+")
COLUMNS = {
    "year", "kind", "interval", "series", "statistics", "flow", "scenario", "by", "code", "title", "arithmetic", "treatment", "excluded", "statements",
    "id", "period", "record", "reliability", "event", "publisher", "url", "supersedes", "roles", "note", "item", "value", "observed", "estimated",
    "forecast", "open", "growth", "spb", "MIT", "high", "medium", "low", "about", "exact", "yes", "day", "month", "level", "unused",
}  # fmt: skip


def test_a_workbook_in_russian_leaves_no_english(client):
    """Sheets, the answer, findings and what describes the numbers; columns and kinds are codes, statements their own."""
    told = client.get("/v1/forecast.xlsx?series=belarus-st-petersburg&target=2.5bn&by=2027&lang=ru")
    book = load_workbook(io.BytesIO(told.data))
    assert book.sheetnames == [
        "Ответ", "Данные", "Вероятности по годам", "Необходимый рост", "Сообщения", "Проверка", "Сведения",
    ]  # fmt: skip
    for sheet in (book["Ответ"], book["Проверка"], book["Сведения"]):
        rows = [[str(cell) for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
        cells = [cell for row in rows[1:] if row[0] not in {"источник", "адрес источника"} for cell in row]
        text = CODED.sub(" ", " ".join(cells))
        assert [word for word in left(text) if word not in COLUMNS] == [], sheet.title


def test_the_badge_speaks_russian(client):
    """Mark and chance of the small picture."""
    badge = client.get("/v1/targets/blr-spb-2.5bn/badge.svg?lang=ru").text
    assert left(read(badge)) == []
