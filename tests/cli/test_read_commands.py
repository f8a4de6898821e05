"""The commands that read what people have: import, template, and files in place of a series."""

from __future__ import annotations

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
