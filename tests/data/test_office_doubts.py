"""Files made to be misread: each is read as a person would read it, or asked about, and what is left out is told."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import openpyxl
import pytest

from forecast import forecast, words
from forecast.data import Recipe, read_office_file, read_own
from forecast.data.encodings import narrow_codec
from forecast.errors import InputError

OWN = Recipe(pair="Germany/Spain", unit="USD million")
BARE = Recipe(pair="Germany/Spain")


def levels(read):
    """Return levels in millions by flow and period."""
    return {(row["flow"], row["period"]): float(row["level"]) / 1e6 for row in read.rows}


WIDE_TWO = "Country,2022,2023\n{unit}Exports,,\nFrance,5.5,6\nSpain,7,8\nImports,,\nFrance,1.5,2\nSpain,3,4\n"
BOTH = {("exports", "2022"): 7, ("exports", "2023"): 8, ("imports", "2022"): 3, ("imports", "2023"): 4}
READ = [
    ("titles between the rows are flows", WIDE_TWO.format(unit=""), OWN, BOTH),
    ("a title is the unit", WIDE_TWO.format(unit="USD million,,\n"), BARE, BOTH),
    ("the header again for the second table",
     "Exports,,\nCountry,2022,2023\nSpain,7,8\nImports,,\nCountry,2022,2023\nSpain,3,4\n", OWN, BOTH),
    ("falling years, and the header again",
     "Exports,,\nCountry,2023,2022\nSpain,8,7\nImports,,\nCountry,2023,2022\nSpain,4,3\n", OWN, BOTH),
    ("months of the title's year, and the header again",
     "Trade in 2024,,\nExports,,\nCountry,Jan,Feb\nSpain,7,8\nFrance,1,1\nImports,,\nCountry,Jan,Feb\nSpain,3,4\n", OWN,
     {("exports", "2024-01/2024-02"): 15, ("imports", "2024-01/2024-02"): 7}),
    ("a sum without a name that could be years",
     "Country,2023,2022,2021\nSpain,1800,1900,1850\nFrance,101,101,101\n,1901,2001,1951\n",
     Recipe("USD million", pair="Germany/Spain", flow="exports"),
     {("exports", "2023"): 1800, ("exports", "2022"): 1900, ("exports", "2021"): 1850}),
    ("titles over lists", "1. Exports\nYear,Value\n2022,7\n2023,8\n2. Imports\nYear,Value\n2022,3\n2023,4\n", OWN, BOTH),
    ("growth below a title of its own is no trade",
     "Exports;;\nCountry;2022;2023\nSpain;7;8\nGrowth, %;;\nSpain;3;4\n", OWN, dict(list(BOTH.items())[:2])),
    ("flow and year in one heading",
     "Partner,Exports 2022,Exports 2023,Imports 2022,Imports 2023\nSpain,7,8,3,4\n", OWN, BOTH),
    ("years over flows, in merged cells",
     ";2022;;2023 г.*;\n;Export;Import;Export;Import\nSpain;7;3;8;4\nFrance;1;1;1;1\n", OWN, BOTH),
    ("a unit over flows", "USD million;;\nYear;Exports;Imports\n2022;7;3\n2023;8;4\n", BARE, BOTH),
    ("names merged downwards",
     "Partner;Year;Exports;Imports\nFrance;2022;1;1\n;2023;1;1\nSpain;2022;7;3\n;2023;8;4\n", OWN, BOTH),
    ("years merged downwards beside months",
     "Year;Month;Exports\n2023;1;2\n;2;3\n;3;4\n", OWN, {("exports", "2023-01/2023-03"): 9}),
    ("a column of flows without a heading for it",
     "Year,Trade,Value\n2022,Export,7\n2022,Import,3\n2022,Trade Balance,4\n2023,Export,8\n2023,Import,4\n", OWN, BOTH),
    ("days, the first of them first", "Date;Exports\n31/12/2022;7\n31/12/2023;8\n", OWN, dict(list(BOTH.items())[:2])),
    ("days of years", "Date;Exports\n2022-12-31;7\n2023-12-31;8\n", OWN, dict(list(BOTH.items())[:2])),
    ("weights beside money", "Year;Exports (tonnes);Exports (USD m)\n2022;70;7\n2023;80;8\n", BARE,
     dict(list(BOTH.items())[:2])),
    ("volumes beside money", "Year;Exports, volume;Exports, value\n2022;70;7\n2023;80;8\n", OWN,
     dict(list(BOTH.items())[:2])),
    ("months and quarters below years, without a header",
     "Title,Exports to Spain\nUnit,m\n2022,7\n2023,8\n2023 Q1,2\n2023 JAN,1\n", Recipe(pair="Germany/Spain",
     unit="USD million", flow="exports"), {**dict(list(BOTH.items())[:2])}),
    ("exponents beside decimal points", "Year;Exports\n2022;7.5e2\n2023;8e2\n", OWN,
     {("exports", "2022"): 750, ("exports", "2023"): 800}),
    ("thin and narrow spaces", "Year\tExports\n2022\t1\u2009007,5\n2023\t1\u202f008,5\n", OWN,
     {("exports", "2022"): 1007.5, ("exports", "2023"): 1008.5}),
    ("Persian digits", "Year;Exports\n۲۰۲۲;۷٫۵\n۲۰۲۳;۸٫۵\n", OWN, {("exports", "2022"): 7.5, ("exports", "2023"): 8.5}),
    ("Persian digits below two hundred rows of others",
     "Partner;Year;Exports\n" + "".join(f"France;{year};1\n" for year in range(1800, 2020)) + "Spain;۲۰۲۲;۷\nSpain;2023;8\n", OWN,
     dict(list(BOTH.items())[:2])),
    ("footnotes", "Year;Exports\n2022¹;7,5²\n2023[a];8,5 p\n", OWN, {("exports", "2022"): 7.5, ("exports", "2023"): 8.5}),
    ("the year of the title",
     "Trade in 2025, USD million\n;Exports;;Imports;\nCountry;May;Jan-May;May;Jan-May\nSpain;2;9;1;5\nFrance;2;9;1;5\n", BARE,
     {("exports", "2025-01/2025-05"): 9, ("imports", "2025-01/2025-05"): 5}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "recipe", "wanted"), READ, ids=[row[0] for row in READ])
def test_a_sheet_is_read_as_a_person_reads_it(kind, text, recipe, wanted):
    """Pair, flows and periods are those that the sheet shows; nothing else is read."""
    assert levels(read_office_file(text, where="own.csv", recipe=recipe)) == pytest.approx(wanted), kind


ASKED = [
    ("Year;Exports\n2022;(12)\n2023;13\n", OWN, "own.csv, line 2: '(12)' is below zero"),
    ("Year;Exports\n2022;1.2.3\n2023;13\n", OWN, "line 2: '1.2.3' is not a figure, its marks do not part thousands"),
    ("Year;Exports\n2022;12,34\n2023;1234.5\n", Recipe("USD million", pair="A/B", decimal="point"),
     "line 2: '12,34' is not a figure, its marks do not part thousands"),
    ("Year;Exports\n2022;$12.5\n2023;€13.5\n", OWN, "line 3: '€13.5' is not in USD; give rows of one currency"),
    ("Year;Exports\n2022;$12.5\n2023;13.5\n", Recipe("KWD million", pair="Kuwait/Spain"), "line 2: '$12.5' is not in KWD; give rows of one"),
    ("Year;Exports\n2022;12.5\n2023;¥7\n", OWN, "line 3: '¥7' is not in USD; give rows of one currency"),
    ("Year;Exports\n2022;12.5\n2023;HK$7\n", OWN, "line 3: 'HK$7' is not in USD; give rows of one currency"),
    ("Year;Exports\n2022;¥12.5\n2023;¥7\n", BARE, "unit: the file names no currency; say --unit"),
    ("Year;Exports\n2022;12.5\n2023;150%\n", OWN, "line 3: '150%' is not a figure"),
    ("Year;Exports (USD m);Exports (EUR m)\n2022;12;11\n", BARE,
     "'Exports (USD m), Exports (EUR m)' are 2 columns of exports; say --map exports='...'"),
    ("Year;Exports;Exports\n2022;12;11\n", OWN, "'Exports, Exports' are 2 columns of exports; name each but once"),
    ("Year;Exports;Year;Imports\n2022;5;2021;3\n2023;6;2022;4\n", OWN,
     "'Year, Year' are 2 columns of periods, of two tables"),
    ("Year;Exports;2022;2023\n2022;5;1;2\n2023;6;2;3\n", OWN, "hold years in columns and in rows"),
    ("Country,2022,2023\nSpain,7,8\nCountry,2020,2021\nSpain,3,4\n", OWN,
     "line 3: 'Country, 2020, 2021' begins a second table, with other columns"),
    ("Exports,,\nCountry,2023,2022\nSpain,8,7\nImports,,\nCountry,2021,2020\nSpain,6,5\n", OWN,
     "line 5: 'Country, 2021, 2020' begins a second table, with other columns"),
    ("Exports,,,\nCountry,Jan 2023,Feb 2023,Mar 2023\nSpain,7,8,9\nImports,,,\nCountry,Jan 2024,Feb 2024,Mar 2024\nSpain,3,4,5\n",
     OWN, "line 5: 'Country, Jan 2024, Feb 2024, Mar 2024' begins a second table, with other columns"),
    ("Trade in 2024,,,\nExports,,,\nCountry,Jan,Feb,Mar\nSpain,7,8,9\nFrance,1,1,1\nImports,,,\nCountry,Feb,Mar,Apr\nSpain,3,4,5\n",
     OWN, "line 7: 'Country, 2024-02/2024-02, 2024-03/2024-03, 2024-04/2024-04' begins a second table, with other columns"),
    ("Exports,,,\nCountry,Q2 2022,Q3 2022,Q4 2022\nSpain,7,8,9\nImports,,,\nCountry,Q3 2022,Q4 2022,Q1 2023\nSpain,3,4,5\n", OWN,
     "line 5: 'Country, Q3 2022, Q4 2022, Q1 2023' begins a second table, with other columns"),
    ("Exports,,\nCountry,2023,2022\nSpain,8,7\nFrance,1,1\nImports,,\n,2021,2020\nSpain,6,5\n", OWN,
     "line 6: '2021, 2020' begins a second table, with other columns"),
    ("Exports,,\nCountry,2023,2022\nSpain,8,7\nImports,,\nCountry,2021\nSpain,6\n", OWN,
     "line 5: 'Country, 2021' begins a second table, with other columns"),
    ("Year,Exports,Imports\n2022,7,3\nYear,Imports,Exports\n2023,4,8\n", OWN,
     "line 3: 'Year, Imports, Exports' begins a second table, with other columns"),
    (";USD million;USD thousand\nYear;Exports;Imports\n2022;5;1\n", BARE, "'1,000, 1,000,000' are several scales"),
    ("Year;Exports (Dollars million)\n2022;5\n", Recipe(pair="Canada/Mexico"),
     "unit: 'Dollars million' may be USD or CAD; say --unit, such as --unit CAD"),
    ("Trade in Rs. million\nYear,Exports\n2022,5\n", Recipe(pair="Pakistan/China"),
     "unit: 'Trade in Rs. million' may be INR or PKR"),
    ("reporter,partner,year,exports\nSpain,Germany,2022,7\n", OWN, "there are 'Spain/Germany'"),
    ("Year;Exports\n2565;7\n2566;8\n", OWN, "line 2: '2565' names a year outside 1800 to 2199"),
    ("Year;Exports\n2019-2023;7\n2024;8\n", OWN, "line 2: '2019-2023' is not a year, a quarter or a month"),
    # a sum without a name, below the last country
    ("Country;2022;2023\nSpain;7;8\nFrance;1;2\n;8;10\n", Recipe("USD million", pair="Germany/France", flow="exports"),
     "line 4: '8' is exports of 2022 again, '1' on line 3; give each figure once; a breakdown needs its total alone"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "recipe", "question"), ASKED, ids=[row[2][:50] for row in ASKED])
def test_what_can_be_read_in_two_ways_is_asked_about(text, recipe, question):
    """The fault names line, value, what is wrong and what would be right."""
    with pytest.raises(InputError) as refused:
        read_office_file(text, where="own.csv", recipe=recipe)
    assert question in str(refused.value)


TOLD = [
    ("Year;Exports\n2022;7\nAverage;9\n2023;8\n", "figures beside which no period stands are left out, 1 of them (lines 3: 'Average')"),
    ("Year;Exports\n2022;7\nAverage;-9\n2023;8\n", "figures beside which no period stands are left out, 1 of them (lines 3: 'Average')"),
    ("Year;Exports\n2022;7\nAverage;¥9\n2023;8\n", "figures beside which no period stands are left out, 1 of them (lines 3: 'Average')"),
    ("Year;Exports\n2022;7\nAverage;(US$ 9)\n2023;8\n", "figures beside which no period stands are left out, 1 of them (lines 3: 'Average')"),
    ("Year;Exports;Udvoz\n2022;7;-3\n2023;8;−4\n", "columns left out, whose headings say nothing known here: Udvoz"),
    ("Year;Exports;Udvoz\n2022;7;R$3\n2023;8;R$4\n", "columns left out, whose headings say nothing known here: Udvoz"),
    ("Country;2022;2023;2024 plan\nSpain;7;8;9\n", "columns left out, whose headings say nothing known here: 2024 plan"),
    ("Year;Exports;Udvoz\n2022;7;3\n2023;8;4\n", "columns left out, whose headings say nothing known here: Udvoz"),
    ("Year;Exports;Imports;Total\n2022;7;3;10\n2023;8;4;15\n",
     "the total of 2023 is 15, and exports and imports beside it are 8 and 4"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "note"), TOLD, ids=[row[0][:40] for row in TOLD])
def test_what_is_left_out_or_odd_is_told(text, note):
    """The note stands in what the import prints."""
    recipe = Recipe("USD million", pair="Germany/Spain", flow="exports")
    assert note in read_office_file(text, where="own.csv", recipe=recipe).told


MONEY = [
    ("Year;Exports (Hong Kong dollars million)\n2022;5\n", Recipe(pair="Canada/Mexico"), "HKD"),
    ("Year;Exports in Hong Kong dollars\n2022;5\n", Recipe(pair="Canada/Mexico", unit_scale="million"), "HKD"),
    ("Trade in Canadian dollars\nYear,Exports\n2022,5\n", Recipe(pair="Germany/Mexico", unit_scale="million"), "CAD"),
    ("Year;Exports, HK$ million\n2022;5\n", Recipe(pair="Canada/Mexico"), "HKD"),
    ("Trade in Sri Lankan rupees million\nYear,Exports\n2022,5\n", Recipe(pair="Pakistan/Sri Lanka"), "LKR"),
    ("Trade in Indian Rs million\nYear,Exports\n2022,5\n", Recipe(pair="Pakistan/India"), "INR"),
    ("Trade in Nepalese rupees million\nYear,Exports\n2022,5\n", Recipe(pair="Nepal/India"), "NPR"),
    ("Year;Exports\n2022;$5\n2023;$6\n", Recipe("MXN million", pair="Mexico/Spain"), "MXN"),
    ("Year;Exports\n2022;¥5\n2023;￥6\n", Recipe("CNY million", pair="China/Spain"), "CNY"),
    ("Year;Exports\n2022;R$5\n2023;R$6\n", Recipe(pair="Brazil/Spain", unit_scale="million"), "BRL"),
    ("Year;Exports\n2022;US$5\n2023;$6\n", Recipe(pair="Germany/Spain", unit_scale="million"), "USD"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "recipe", "unit"), MONEY, ids=[f"{row[0][:45]} {row[2]}" for row in MONEY])
def test_a_name_that_says_whose_money_it_is_is_believed(text, recipe, unit):
    """The currency is the one that name or sign mean, and a sign of several is any of them."""
    read = read_office_file(text, where="own.csv", recipe=recipe)
    assert (read.unit, float(read.rows[0]["level"])) == (unit, 5e6)


ENCODED = [
    ("gb18030", "年份;出口;进口"), ("big5", "年;出口;進口"), ("cp932", "年;輸出;輸入"), ("cp949", "년도;수출;수입"),
    ("cp1251", "Год;Экспорт;Импорт"), ("cp866", "Год;Экспорт;Импорт"), ("koi8-r", "Год;Экспорт;Импорт"),
    ("cp1254", "Yıl;İhracat;İthalat"), ("cp1256", "سال;صادرات;واردات"),
]  # fmt: skip


@pytest.mark.parametrize(("codec", "header"), ENCODED, ids=[row[0] for row in ENCODED])
def test_encodings_are_told_apart_by_the_words_of_tables(codec, header):
    """The same two years, as programs of nine code pages write them, with names of partners between."""
    content = f"{header}\n2022;7;3\n2023;8;4\n".encode(codec)
    assert narrow_codec(content)[0] == codec
    assert levels(read_office_file(content, where="own.csv", recipe=OWN)) == BOTH


def test_formulas_that_are_all_zero_were_never_calculated(tmp_path):
    """Some programs write 0 as the value of each formula; one that another program worked out shows that all were."""
    rows = "".join(
        f'<row r="{r}"><c r="A{r}"><v>{2020 + r}</v></c><c r="B{r}"><f>C{r}*2</f><v>0</v></c><c r="C{r}"><v>{r}</v></c></row>'
        for r in range(2, 5)
    )
    book = openpyxl.Workbook()
    book.active.append(["Year", "Exports (USD million)", "Imports (USD million)"])
    book.save(tmp_path / "plain.xlsx")
    for wanted, cells in ((True, rows), (False, rows.replace("<v>0</v>", "<v>8</v>", 1))):
        with zipfile.ZipFile(tmp_path / "plain.xlsx") as plain, zipfile.ZipFile(tmp_path / "made.xlsx", "w") as made:
            for name in plain.namelist():
                part = plain.read(name)
                if name == "xl/worksheets/sheet1.xml":
                    part = part.replace(b'ref="A1:C1"', b'ref="A1:C4"').replace(
                        b"</sheetData>", cells.encode() + b"</sheetData>"
                    )
                made.writestr(name, part)
        content = (tmp_path / "made.xlsx").read_bytes()
        if wanted:
            with pytest.raises(InputError, match=r"own.xlsx, cells: 'B2, B3, B4' hold formulas without a value, or 0"):
                read_office_file(content, where="own.xlsx", recipe=BARE)
        else:
            assert levels(read_office_file(content, where="own.xlsx", recipe=BARE))["exports", "2022"] == 8


def test_years_of_iran_are_asked_in_years_to_march():
    """1403 is the year to March 2025, from file to answer."""
    rows = "".join(f"{year},{400 + 20 * (year - 1396)}\n" for year in range(1396, 1404))
    series = read_own(
        "Year,Exports (USD million)\n" + rows, series_id="own", where="own.csv", recipe=Recipe(pair="Iran/Oman")
    )
    newest = max((s for s in series.statements if s.level), key=lambda s: s.period.end)
    assert (series.year_ends, newest.period.words, newest.level.value) == (3, "the year to March 2025", 540e6)
    said = " ".join(words.sentences(forecast(series, "700m", by="2027-28", flow="exports")))
    assert "by the end of 2027/28" in said
    assert "2027/28 is the year to March 2028" in said


def test_numbers_of_a_workbook_have_no_decimal_comma(tmp_path):
    """Told as decimal commas, 1.234 would be 1,234: it is refused, and read as it is without the option."""
    book = openpyxl.Workbook()
    for row in (["year", "exports, USD million"], [2019, 1.234], [2020, 2.345], [2021, 3.456], [2022, 4.567]):
        book.active.append(row)
    book.save(tmp_path / "numbers.xlsx")
    content = (tmp_path / "numbers.xlsx").read_bytes()
    with pytest.raises(InputError, match="may be a number of the workbook, which needs no decimal mark"):
        read_office_file(content, where="own.xlsx", recipe=replace(BARE, decimal="comma"))
    assert levels(read_office_file(content, where="own.xlsx", recipe=BARE))["exports", "2022"] == pytest.approx(4.567)
