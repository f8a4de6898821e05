"""The commands that read what people have: import, template, and files in place of a series."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from forecast.cli import main
from tests.support import office_exports as exports


@pytest.fixture
def run():
    """Return a function that runs a command and gives its result."""
    runner = CliRunner()
    return lambda *words: runner.invoke(main, [str(w) for w in words])


def test_import_tells_how_it_read_a_file_and_a_recipe_repeats_it(run, tmp_path):
    """Pair, unit, years, first and last value in words; recipe and statements give the same series to every command."""
    file, recipe, out = tmp_path / "blatt.csv", tmp_path / "r.toml", tmp_path / "own.csv"
    file.write_bytes(exports.GERMAN.encode("cp1252"))
    told = run("import", file, "--pair", "Germany/Chile", "--save", recipe, "--out", out)
    assert told.exit_code == 0, told.output
    assert "pair: Germany and Chile; the figures are Germany's" in told.output
    assert "Exports: 2 whole years, 2022: EUR 1.2bn, 2023: EUR 1.31bn" in told.output
    assert run("import", file, "--recipe", recipe).output.splitlines()[:5] == told.output.splitlines()[:5]
    audits = [run("audit", "--statements", one).output for one in (recipe, out)]
    assert audits[0] == audits[1]


def test_how_a_file_was_read_is_told_in_the_language_asked_for(run, tmp_path):
    """Layout, encoding, the names of the pair and each note: of English only what the file itself says is left."""
    file = tmp_path / "own.csv"
    file.write_text(
        "Month;Total;Exports;Imports;Foo\n2022;20;7;8;1\n2023;17;8;9;1\nAverage;1;1;1;1\n2024;5;1;2;1\n2025-02;1;1;1;1\n",
        encoding="utf-8",
    )
    told = run("--lang", "ru", "import", file, "--pair", "India/Iran", "--unit", "USD million")
    assert told.exit_code == 0, told.output
    assert "по строке на период, потоки в столбцах (UTF-8, ячейки разделены точками с запятой)" in told.output
    assert "пара: Индия и Иран; данные — Индии" in told.output
    notes = [line for line in told.output.splitlines() if line.startswith("примечание: ")]
    assert (
        len(notes) == 10
    )  # columns, the average, a total apart, of each flow the last year and the month, and the days
    assert set(re.findall(r"[A-Za-z]{2,}", " ".join(notes))) == {"Foo", "Average", "published"}
    assert "товарооборот за 2024 намного меньше, чем за 2023" in told.output


def test_a_fiscal_year_taken_as_usual_is_told_by_the_month_it_starts_with(run, tmp_path):
    """The note names the month as the language does."""
    file = tmp_path / "own.csv"
    file.write_text("Year,Exports (USD million)\n2022-23,700.5\n2023-24,800.5\n", encoding="utf-8")
    read = ("import", file, "--pair", "India/Oman")
    assert "note: fiscal years start in April, as is usual there (--year-starts)" in run(*read).output
    assert "примечание: первый месяц финансового года — апрель, как там принято" in run("--lang=ru", *read).output


def test_a_file_that_needs_no_word_more_stands_in_place_of_a_series(run, tmp_path):
    """A Comtrade file is asked about as it is; one that leaves the pair open is refused with the question."""
    file = tmp_path / "comtrade.csv"
    file.write_text(exports.COMTRADE, encoding="utf-8")
    assert run("audit", "--statements", file).exit_code == 0
    file.write_text(exports.GERMAN, encoding="utf-8")
    refused = run("audit", "--statements", file)
    assert refused.exit_code == 2
    assert "say --pair 'A/B'" in refused.output


def test_the_template_of_each_format_is_written_and_another_is_refused(run):
    """CSV by default, XLSX on request, and nothing else."""
    assert run("template").output.startswith("period,level,unit")
    assert run("template", "--format", "xlsx").stdout_bytes.startswith(b"PK")
    assert run("template", "--format", "doc").exit_code == 2


def test_a_column_that_is_mapped_in_the_wrong_way_is_refused(run, tmp_path):
    """`--map` says what it takes, for every part that is not written so."""
    file = tmp_path / "a.csv"
    file.write_text(exports.GERMAN, encoding="utf-8")
    refused = run("import", file, "--map", "exports", "--map", "=x")
    assert refused.output.count("write it like --map exports=Ausfuhr") == 2


def test_what_a_file_leaves_open_is_said_to_import_and_kept(tmp_path):
    """A question names no option that it does not have: its remedy, followed, gives the answer."""
    file, recipe = tmp_path / "office.csv", tmp_path / "office.toml"
    file.write_text("year;value\n2019;599316.5\n2020;612000\n2021;655000\n2022;671000\n")
    asked = ["--target", "700bn", "--as-of", "2024-01-01"]
    refused = CliRunner().invoke(main, ["forecast", "--statements", str(file), *asked])
    assert refused.exit_code == 2
    assert "'office.csv' leaves that open; say it to trade-target import, keep it by --save FILE.toml" in refused.stderr
    said = ["--pair", "US/China", "--unit", "USD million", "--flow", "total", "--save", str(recipe)]
    read = CliRunner().invoke(main, ["import", str(file), *said])
    assert read.exit_code == 0, read.output
    answered = CliRunner().invoke(main, ["forecast", "--statements", str(recipe), *asked])
    assert answered.exit_code == 0, answered.output
    assert "$700bn" in answered.output
