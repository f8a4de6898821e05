"""Files as people keep them, written without the reader in view: each is read right, or asked about clearly."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from forecast.data import Recipe, read_office_file
from forecast.errors import InputError

OWN = Recipe(pair="Germany/Spain", unit="USD million")
BARE = Recipe(pair="Germany/Spain")
EXPORTS = Recipe(pair="Germany/Spain", unit="USD million", flow="exports")


def book(*rows, formats=(), second=()):
    """Return a workbook with formats by cell, and a second sheet if it has rows."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for cell, number_format in formats:
        made.active[cell].number_format = number_format
    if second:
        sheet = made.create_sheet("Second")
        for row in second:
            sheet.append(row)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def years(first, *levels, flow="exports"):
    """Return levels in millions of years in a row."""
    return {(flow, str(first + at)): level for at, level in enumerate(levels)}


READ = [
    ("a sum at the foot", "Year,Exports\n2022,7\n2023,8\nTotal,15\n", OWN, years(2022, 7, 8)),
    ("growth beside the figures", "Year,Exports,Exports % change\n2022,7,5\n2023,8,14\n", OWN, years(2022, 7, 8)),
    ("from and to a partner", "Partner,Year,Imports from,Exports to\nSpain,2022,3,7\nSpain,2023,4,8\n", OWN,
     years(2022, 7, 8) | years(2022, 3, 4, flow="imports")),
    ("apostrophes between thousands", "Year;Exports\n2022;1'234\n2023;1'345\n", OWN, years(2022, 1234, 1345)),
    ("re-exports beside exports", "Year,Exports,Re-exports\n2022,7,2\n2023,8,3\n", OWN, years(2022, 7, 8)),
    ("growth of other years below a title", "Year,Exports\n2022,7\n2023,8\nGrowth,\n2020,5\n2021,14\n", OWN,
     years(2022, 7, 8)),
    ("a balance of other years below a title", "Year,Value\n2022,7\n2023,8\nTrade balance,\n2020,5\n", EXPORTS,
     years(2022, 7, 8)),
    ("prices of another year beside those of each", "Year,Exports,Exports (constant prices)\n2022,7,6\n2023,8,6\n", OWN,
     years(2022, 7, 8)),
    ("an index beside money", "Year;Exports (2015=100);Exports (USD m)\n2022;107;7\n2023;110;8\n", BARE,
     years(2022, 7, 8)),
    ("shares of growth under years over flows", ";2022;;2023;\n;Export;Import;Export;Import\nSpain;7;3;8;4\nSpain, %;1;2;3;4\n",
     OWN, years(2022, 7, 8) | years(2022, 3, 4, flow="imports")),
    ("days in cells, and shares shown as such",
     book(["Year", "Exports", "Exports, yoy"], [date(2022, 12, 31), 7, 0.05], [date(2023, 12, 31), 8, 0.14],
          formats=[("C2", "0%"), ("C3", "0.0%")]),
     OWN, years(2022, 7, 8)),
    ("figures shown with groups and decimals",
     book(["Year", "Exports"], [2022, 7000], [2023, 8000], formats=[("B2", "#,##0.00"), ("B3", '#,##0" m"')]),
     OWN, years(2022, 7000, 8000)),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "content", "recipe", "wanted"), READ, ids=[row[0] for row in READ])
def test_a_messy_file_is_read_as_its_keeper_reads_it(kind, content, recipe, wanted):
    """Levels are in millions of dollars; nothing else in the file is trade."""
    read = read_office_file(content, where="own.csv", recipe=recipe)
    assert {(row["flow"], row["period"]): float(row["level"]) / 1e6 for row in read.rows} == pytest.approx(wanted), kind


ASKED = [
    ("Exports,2022,2023\nSpain,7,8\nImports,2021,2022\nSpain,3,4\n", OWN,
     "flow: the file does not say exports, imports or total; say --flow exports"),
    ("Year,Exports,,Year,Imports\n2022,7,,2021,3\n2023,8,,2022,4\n", OWN,
     "'Year, Year' are 2 columns of periods, of two tables"),
    (book(["Year", "Exports"], [2022, 7000], [2023, 8000], formats=[("B2", "#,##0,"), ("B3", '0.0,,"M"')]), OWN,
     "sheet Sheet, cells: 'B2, B3' hold other figures than the sheet shows, which cuts off thousands"),
    (book(["Year", "Exports"], [2022, 0.07], [2023, 0.08], formats=[("B2", "0%"), ("B3", "0%")]), OWN,
     "line 2: '7%' is not a figure"),
    (book(["Year", "Exports"], [2022, 7], [2023, 8], second=[["Year", "Imports"], [2022, 3], [2023, 4]]), OWN,
     "has figures on 2 sheets (Sheet, Second); say --sheet, one of Sheet, Second"),
    ("Year,Exports (2015=100)\n2022,107\n2023,110\n", OWN,
     "'Year, Exports (2015=100)' name no column of figures; say --map, such as --map exports='HEADING'"),
    ("Month,Index (2015=100),Trade USD mn,YoY\n2023-01,107,8,1\n2023-02,108,9,2\n", OWN,
     "name no column of figures; say --map, such as --map exports='Trade USD mn'"),
    ("Year,Exports (constant 2015 prices)\n2022,107\n2023,110\n", OWN, "name no column of figures"),
    ("Year,Exports (tonnes)\n2022,107\n2023,110\n", OWN, "name no column of figures"),
    ("Year,Exports\nUSD million,\n2021,7\n2022,8\nUSD thousand,\n2023,9000\n", BARE, "unit scale: '9,000' is the largest figure"),
    ("Year;Exports\n2022;1.234\n2023;1,345\n", OWN, "'1.234' can be read as thousands or as decimals"),
    ("Year,Exports\n21,7\n22,8\n", OWN, "line 2: '21' is not a year, a quarter or a month"),
    ("Year,Exports\n2023,8\n2030F,12\n", OWN, "line 3: '2030F' is not a year, a quarter or a month"),
    ("Year,Exports of goods,Exports of services\n2022,7,2\n2023,8,3\n", OWN, "are 2 columns of exports; say --map exports='...'"),
    ("Year,Exports (USD m)\n2022,7\n2023,8\nYear,Exports (EUR m)\n2020,5\n2021,6\n", BARE,
     "line 4: 'Year, Exports (EUR m)' begins a second table"),
    ("Year,Value\n2022,7\n2023,8\n\nYear,Growth\n2020,5\n2021,14\n", EXPORTS, "line 5: 'Year, Growth' begins a second table, with other columns"),
    ("Country,2022,2023\nSpain,7,8\nSpain,70,80\n", EXPORTS, "line 3: '70' is exports of 2022 again, '7' on line 2"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "recipe", "question"), ASKED, ids=[row[2][:50] for row in ASKED])
def test_a_messy_file_of_two_meanings_is_asked_about(content, recipe, question):
    """The fault names the place, what stands there, and what is open."""
    with pytest.raises(InputError) as refused:
        read_office_file(content, where="own.csv", recipe=recipe)
    assert question in str(refused.value)
