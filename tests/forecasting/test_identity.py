"""Runs are named by question, statements, priors and model version; the version is raised when an answer changes.

After a change that is meant to move answers, raise `forecast.model.version.MODEL_VERSION` and run

    python -m tests.forecasting.test_identity

which writes the golden answers anew, and refuses to unless the version was raised.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import field, make_dataclass, replace
from pathlib import Path

import pytest

from forecast.data import catalog
from forecast.forecasting import fit_ground, forecast, identity
from forecast.forecasting.question import parse_question
from forecast.model import MODEL_VERSION
from forecast.priors import shipped_priors
from tests.support.answers import FALLEN, FITS, RISING, SHIPPED

#: Both flows are known for decades.
INDIA = catalog.series("india-uae")
GOLDEN = Path(__file__).with_name("golden") / "answers.json"
DAY = {"as_of": "2025-07-14"}
#: Open, reached on both sides, perhaps reached, reached and lost, a comparator, scenarios at all three points.
QUESTIONS = {
    "open": (SHIPPED, {"target": "2.5bn", **DAY}),
    "open by a deadline": (SHIPPED, {"target": "3bn", "by": "2030", **DAY}),
    "the other side": (SHIPPED, {"target": "2.5bn", "statistics": "st-petersburg", **DAY}),
    "a year nobody published": (RISING, {"target": "1.55bn", "as_of": "2022-04-01"}),
    # Between 0.90 and 0.95, and between 0.05 and 0.10: what counts as surely reached, or hardly, is part of the model.
    "nearly surely reached": (RISING, {"target": "1.55bn", "as_of": "2031-04-01"}),
    "hardly reached": (RISING, {"target": "2.12bn", "as_of": "2022-04-01"}),
    "reached and lost": (FALLEN, {"target": "2.5bn"}),
    "reached": (RISING, {"target": "1.2bn"}),
    "a part of the total": (INDIA, {"target": "50bn", "flow": "exports", "statistics": "india", "as_of": "2025-07-14"}),
    "a comparator": (SHIPPED, {"target": "3bn", "model": "theta", **DAY}),
    "a scenario": (SHIPPED, {"target": "3bn", "scenario": "drift=+2%;growth=2026:-10%;say=2025:2.5bn", **DAY}),
}


def answers():
    """Return the answers to the questions, rounded so that no machine's last digits show."""
    told = {}
    for name, (series, fields) in QUESTIONS.items():
        question = parse_question(fields, series)
        answer = FITS.of(question, series).judge(question)
        told[name] = {
            "status": answer.status,
            "reached_in": answer.reached_in,
            "lost_in": answer.lost_in,
            "already": round(answer.probability_already_reached, 3),
            "by": {str(year): round(p, 3) for year, p in answer.probability_by[:8]},
            "median": answer.median and [answer.median.year, answer.median.month],
        }
    return told


def same(now, kept):
    """Return whether two answers are one: another machine's last digits may move a draw across the mark, no more."""
    exact = ("status", "reached_in", "lost_in")
    months = [told["median"] and 12 * told["median"][0] + told["median"][1] for told in (now, kept)]
    return (
        all(now[name] == kept[name] for name in exact)
        and {"already": now["already"], **now["by"]}
        == pytest.approx({"already": kept["already"], **kept["by"]}, abs=1.5e-3)
        and (months[0] == months[1] if None in months else abs(months[0] - months[1]) <= 1)
    )


def rewrite(kept, now, version):
    """Return the golden file's new content; refuse one whose answers changed under the same version."""
    if kept and kept["answers"] != now and int(version) <= int(kept["model_version"]):
        sys.exit(f"the answers changed: raise MODEL_VERSION above {kept['model_version']} first")
    return json.dumps({"model_version": version, "answers": now}, indent=1) + "\n"


def test_an_answer_that_changes_has_another_model_version():
    """The answers to a frozen set of questions are those kept for this model version."""
    kept = json.loads(GOLDEN.read_text())
    assert kept["model_version"] == MODEL_VERSION, "run python -m tests.forecasting.test_identity"
    now = answers()
    moved = {name: (now.get(name), told) for name, told in kept["answers"].items() if not same(now.get(name), told)}
    assert not moved, "raise MODEL_VERSION, then run python -m tests.forecasting.test_identity"
    assert now.keys() == kept["answers"].keys(), "run python -m tests.forecasting.test_identity"


@pytest.mark.parametrize("bound", [{"SURELY": 0.90}, {"HARDLY": 0.10}], ids=str)
def test_another_bound_of_what_counts_as_reached_is_noticed(monkeypatch, bound):
    """A frozen question lies between each bound and its neighbour, so that moving one is no silent change."""
    kept = {name: told["status"] for name, told in json.loads(GOLDEN.read_text())["answers"].items()}
    for name, value in bound.items():
        monkeypatch.setattr(forecast, name, value)
    assert {name: told["status"] for name, told in answers().items()} != kept


def test_golden_answers_are_rewritten_only_under_a_higher_version():
    """The command refuses changed answers under the old version, and takes them under a new one."""
    kept = {"model_version": "3", "answers": {"open": 1}}
    with pytest.raises(SystemExit, match="raise MODEL_VERSION above 3"):
        rewrite(kept, {"open": 2}, "3")
    assert json.loads(rewrite(kept, {"open": 2}, "4")) == {"model_version": "4", "answers": {"open": 2}}


@pytest.fixture
def flagship():
    """Return a question and what it rests on."""
    question = parse_question({"target": "2.5bn", **DAY}, SHIPPED)
    return question, fit_ground(question.ground, SHIPPED, shipped_priors())


def test_three_priors_give_three_runs(flagship):
    """Priors that differ in one number answer in another run; words about where they come from change none."""
    question, fitted = flagship
    priors = fitted.priors
    ids = {
        identity.run_of(question, fit_ground(question.ground, SHIPPED, used)).id
        for used in (
            priors,
            replace(priors, growth=replace(priors.growth, drift=priors.growth.drift + 0.001)),
            replace(priors, world=replace(priors.world, spread=0.0)),
            replace(priors, provenance=replace(priors.provenance, command="another")),
        )
    }
    assert len(ids) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"target": "2.6bn"}, {"by": "2030"}, {"as_of": "2025-07-13"}, {"statistics": "st-petersburg"}, {"flow": "exports"},
        {"horizon": "2040"}, {"level": "0.9"}, {"model": "theta"}, {"seed": "1"}, {"scenario": "drift=+2%"},
        {"since": "2026"}, {"target": "above 2.5bn"},
    ],
    ids=str,
)  # fmt: skip
def test_every_part_of_a_question_is_part_of_the_id(flagship, change):
    """Another mark, deadline, day, side, flow, horizon, level, model, seed, scenario or first year is another run."""
    question, fitted = flagship
    other = parse_question({"target": "2.5bn", **DAY, **change}, SHIPPED)
    assert identity.run_of(other, fitted).id != identity.run_of(question, fitted).id


def test_the_model_version_is_part_of_the_id(flagship, monkeypatch):
    """A raised model version names other runs; the package's version alone does not."""
    question, fitted = flagship
    first = identity.run_of(question, fitted)
    assert re.fullmatch("[0-9a-f]{20}", first.id)
    monkeypatch.setattr(identity, "version", lambda _name: "99.0")
    assert (identity.run_of(question, fitted).id, identity.run_of(question, fitted).version) == (first.id, "99.0")
    monkeypatch.setattr(identity, "MODEL_VERSION", "another")
    assert identity.run_of(question, fitted).id != first.id


def test_neither_repr_nor_the_names_of_classes_change_an_id(flagship):
    """A question of another class, with a field more and a repr of its own, has the same id: only values are hashed."""
    question, fitted = flagship
    names = [
        "series",
        "flow",
        "statistics",
        "basis",
        "target",
        "as_of",
        "by",
        "horizon",
        "level",
        "model",
        "seed",
        "scenario",
        "since",
    ]
    renamed = make_dataclass("Asked", [*names, ("more", str, field(default="x"))])
    other = renamed(**{name: getattr(question, name) for name in names})
    assert repr(other) != repr(question)
    assert identity.run_of(other, fitted).id == identity.run_of(question, fitted).id


def test_the_hash_is_over_canonical_json():
    """Checked against the text written by hand."""
    import hashlib

    text = '{"a":[1.5,null],"b":"\\u00e9"}'
    assert identity.checksum({"b": "é", "a": (1.5, None)}) == hashlib.sha256(text.encode()).hexdigest()


if __name__ == "__main__":
    GOLDEN.write_text(rewrite(json.loads(GOLDEN.read_text()) if GOLDEN.exists() else None, answers(), MODEL_VERSION))
