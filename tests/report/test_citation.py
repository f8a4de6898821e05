"""Citations: bound to the run, importable, safe."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from forecast import words
from forecast.data import catalog
from forecast.errors import InputError
from forecast.forecasting import forecast_target
from forecast.forecasting.question import parse_question
from forecast.report.citation import bibtex, citation_text, csl_json, permalink, title
from forecast.report.documents.answer import forecast_document, question_query
from tests.support.answers import as_json
from tests.support.hostile import HOSTILE, UNSEEN, hostile_forecast

BASE = "https://trade.example"


@pytest.fixture(scope="module")
def answer(flagship, priors):
    """Return the flagship's answer as of July 2025."""
    question = parse_question({"target": "2.5bn", "as_of": "2025-07-14"}, flagship)
    return forecast_target(question, flagship, priors, catalog.targets())


def read_bibtex(entry: str) -> tuple[str, dict[str, str]]:
    """Return key and fields of an entry by a small reader of its own: balanced braces, backslash escapes."""
    head = re.match(r"@misc\{([^,\s]+),", entry)
    assert head, entry
    fields, at = {}, head.end()
    while found := re.compile(r"\s*(\w+) = \{").match(entry, at):
        depth, place = 1, found.end()
        while depth:
            if entry[place] == "\\":
                place += 1
            else:
                depth += {"{": 1, "}": -1}.get(entry[place], 0)
            place += 1
        fields[found[1]] = entry[found.end() : place - 1]
        at = place + (entry[place] == ",")
    assert entry[at:] == "\n}\n", entry[at:]
    return head[1], fields


def test_each_form_names_run_version_question_and_day(answer):
    """Text, BibTeX and CSL-JSON say the same: the question, the run, the version, the as-of day."""
    run = answer.run
    key, fields = read_bibtex(bibtex(answer))
    (item,) = csl_json(answer)
    assert key == item["id"] == f"trade-target-{run.id}"
    assert item["title"] == title(answer) == "When will trade between Belarus and St. Petersburg reach $2.5bn?"
    assert fields["title"] == "{When will trade between Belarus and St. Petersburg reach \\$2.5bn?}"
    assert (fields["year"], fields["month"]) == ("2025", "7")
    assert item["issued"] == {"date-parts": [[2025, 7, 14]]}
    assert item["version"] == fields["version"] == run.version
    for told in (citation_text(answer), fields["note"], item["note"]):
        assert run.id in told
        assert "14 July 2025" in told
    assert citation_text(answer) == words.citation(answer) == as_json(forecast_document(answer))["citation"]


def test_another_answer_has_another_citation(answer, flagship, priors):
    """Any change of the question changes the run, and the citation with it."""
    other = forecast_target(parse_question({"target": "2.6bn", "as_of": "2025-07-14"}, flagship), flagship, priors)
    assert bibtex(other).partition("\n")[0] != bibtex(answer).partition("\n")[0]
    assert csl_json(other)[0]["id"] != csl_json(answer)[0]["id"]


def test_with_the_services_address_the_permalink_is_told(answer):
    """A stored run is cited by its own address, any other answer by its question; without a base there is none."""
    assert permalink(answer, None) is None
    assert "URL" not in csl_json(answer)[0]
    assert "url" not in read_bibtex(bibtex(answer))[1]
    link = f"{BASE}/v1/forecast.html?{question_query(answer.question)}"
    assert permalink(answer, BASE + "/") == link
    assert csl_json(answer, base_url=BASE)[0]["URL"] == read_bibtex(bibtex(answer, base_url=BASE))[1]["url"] == link
    assert citation_text(answer, base_url=BASE).endswith(link)
    stored = replace(answer, run=replace(answer.run, stored=True))
    assert permalink(stored, BASE, suffix="svg") == f"{BASE}/v1/runs/{answer.run.id}.svg"


@pytest.mark.parametrize("base", ["javascript:alert(1)", "", "https://a b", "https://x.example/?a=1", "/v1"])
def test_a_base_that_is_no_service_is_refused(answer, base):
    """What is not an address of the web makes no link."""
    with pytest.raises(InputError, match="give it like https"):
        permalink(answer, base)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_come_out_inert(text):
    """BibTeX keeps its fields whatever a name holds, and CSL-JSON is one line of visible text."""
    told = hostile_forecast(text)
    _, fields = read_bibtex(bibtex(told))
    assert set(fields) == {"author", "title", "year", "month", "version", "note"}
    assert not re.search(r"(?<!\\)[$&%#_^~]", fields["title"])
    assert json.loads(json.dumps(csl_json(told))) == csl_json(told)


def test_unseen_characters_are_left_out():
    """A line break or a direction mark in a name breaks no citation."""
    told = hostile_forecast(UNSEEN)
    assert citation_text(told).isprintable()
    assert bibtex(told).count("\n") == len(read_bibtex(bibtex(told))[1]) + 2
