"""The command `surplus`: the chance of each year, as text in a language and as JSON, or why there is none."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from forecast import fit
from forecast.cli import main


def run(*arguments):
    """Return what a command says."""
    return CliRunner().invoke(main, arguments)


@pytest.mark.parametrize(
    ("lang", "opens"), [("en", "India and United Arab Emirates: chance"), ("ru", "Индия и ОАЭ: вероятность")]
)
def test_it_tells_each_year_to_the_horizon(lang, opens):
    """One line a year, after a sentence that says whose statistics and which years it rests on."""
    found = run("--lang", lang, "surplus", "india-uae", "--statistics", "india", "--horizon", "2030")
    assert found.exit_code == 0, found.output
    assert found.output.startswith(opens)
    years = [line.split()[0] for line in found.output.splitlines() if line.startswith("  ")]
    assert years == [
        str(year) for year, _ in fit("india-uae", statistics="india", horizon=2030).surplus().probabilities
    ]


def test_the_document_holds_the_same_chances():
    """JSON has the question, the years that it rests on, and the chance of each year after them."""
    found = run("surplus", "india-uae", "--statistics", "india", "--horizon", "2030", "--format", "json")
    told = fit("india-uae", statistics="india", horizon=2030).surplus()
    document = json.loads(found.stdout)
    assert (document["first_year"], document["last_year"]) == (told.first_year, told.last_year)
    chances = {one["year"]: one["probability"] for one in document["probability_in"]}
    assert chances == pytest.approx(dict(told.probabilities), abs=6e-4)
    assert document["question"]["statistics"] == "india"


def test_a_pair_with_too_few_years_of_both_flows_says_so():
    """It is refused with how many are needed and how many there are."""
    found = run("surplus", "belarus-st-petersburg")
    assert found.exit_code != 0
    assert "needs exports and imports of 4 years, and fewer have both" in found.stderr
