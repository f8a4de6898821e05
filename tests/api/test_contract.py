"""The contract: the specification is the golden one, covers every address, and the service keeps to it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pydantic import BaseModel

from api import schemas
from api.app import create_app
from api.contract import specification
from api.settings import Settings
from forecast.report.documents import schema
from forecast.store import open_store
from tests.support.postgres import seeded_url
from tests.support.serving import run, serving

HERE = Path(__file__).parent
GOLDEN = HERE / "golden" / "openapi.json"
#: Addresses for people, described by themselves.
PAGES = {
    "/",
    "/targets",
    "/targets/",
    "/targets/{target}",
    "/embed/{target}",
    "/oembed",
    "/own",
    "/read",
    "/countries",
    "/countries/{name}",
    "/pairs/{pair}",
    "/record",
    "/glossary",
    "/docs",
    "/static/{filename}",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Return the application on a store of its own."""
    folder = tmp_path_factory.mktemp("contract")
    with open_store(seeded_url("sqlite", folder)) as store:
        yield create_app(Settings(), store)


def test_the_specification_is_the_golden_one(app):
    """What the code promises changes only on purpose: `python -m tests.api.test_contract` writes the golden file anew."""
    written = json.loads(json.dumps(specification(app)))
    assert written == json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert written["openapi"].startswith("3.1")


def test_every_address_is_in_the_specification(app):
    """Each rule and method that the application serves is declared, but for the pages."""
    declared = {(path, method.upper()) for path, item in specification(app)["paths"].items() for method in item}
    served = set()
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        served |= {(path, method) for method in rule.methods - {"HEAD", "OPTIONS"}}
    assert {one for one in served if one[0] not in PAGES} == declared


def test_every_error_status_is_a_problem_document(app):
    """Each 4xx and 5xx of the specification is declared as problem+json."""
    for path, item in specification(app)["paths"].items():
        for operation in item.values():
            for status, response in operation["responses"].items():
                if status >= "400":
                    assert list(response["content"]) == ["application/problem+json"], (path, status)


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("/v1/forecast?series=belarus-st-petersburg&target=2.5bn", schema.ForecastDocument),
        ("/v1/series", schema.SeriesList),
        ("/v1/series/belarus-st-petersburg", schema.SeriesDocument),
        ("/v1/targets", schema.TargetList),
        ("/v1/targets/blr-spb-2.5bn", schema.TargetDocument),
        ("/v1/targets/blr-spb-2.5bn/odds.json", schema.OddsDocument),
        ("/v1/attainable?series=belarus-st-petersburg&by=2030", schema.AttainableDocument),
        ("/v1/surface?series=belarus-st-petersburg", schema.SurfaceDocument),
        ("/v1/surplus?series=india-uae&statistics=india&horizon=2030", schema.SurplusDocument),
        ("/v1/sensitivity?series=belarus-st-petersburg&target=2.5bn", schema.SensitivityDocument),
        (
            "/v1/compare?series=belarus-st-petersburg&target=2.5bn&scenarios=drift=0%25&sides=st-petersburg",
            schema.ComparisonDocument,
        ),
        ("/v1/changes.json", schema.Feed),
        ("/v1/track-record", schema.TrackRecord),
        ("/readyz", schemas.Health),
        ("/v1/nothing", schemas.Problem),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else value,
)
def test_documents_hold_the_keys_that_their_models_tell(app, path, model):
    """Every key of a document is told by its model, and every key told is there, at every depth."""
    written = app.test_client().get(path).data
    told = model.model_validate_json(written).model_dump(by_alias=True, mode="json")
    assert keys(json.loads(written)) == keys(told)


def keys(value):
    """Return the keys of a JSON value at every depth."""
    if isinstance(value, dict):
        return {name: keys(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [keys(inner) for inner in value]
    return None


def test_every_model_of_the_contract_is_a_pydantic_model_with_words():
    """Each document and body says in a sentence what it is."""
    for model in (*schema.DOCUMENTS, schemas.Problem, schemas.Health, *schemas.BODIES):
        assert issubclass(model, BaseModel)
        assert model.__doc__


def cases(address, folder, *, token, examples, phases):
    """Run schemathesis over the whole specification of a running service; return what it printed."""
    told = subprocess.run(
        [
            Path(sys.executable).parent / "st", "--config-file", HERE / "schemathesis.toml", "run",
            f"{address}/openapi.json", "--checks", "all", "--max-examples", str(examples), "--seed", "20250714", "--request-timeout", "60",
            # Speed is shown by benchmarks: a busy machine must not fail the contract.
            "--max-response-time", "60",
            "--phases", phases, "--continue-on-failure", "-H", f"Authorization: Bearer {token}",
        ],
        cwd=folder, capture_output=True, text=True, check=False, timeout=1_800, env={**os.environ, "NO_COLOR": "1", "PYTHONPATH": str(HERE)},
    )  # fmt: skip
    assert told.returncode == 0, told.stdout[-6000:] + told.stderr[-2000:]
    return told.stdout


def counted(printed):
    """Return the number of cases that schemathesis generated."""
    return int(re.search(r"([\d,]+) generated", printed).group(1).replace(",", ""))


def fuzzed(folder, *, examples, phases):
    """Return the number of cases that a service with a valid token withstood."""
    database = f"sqlite:///{folder}/store.sqlite"
    with serving(database, log_level="error", refresh="false") as (_, address):
        token = re.search(r"tt_\S+", run("tokens", "create", "fuzz", database=database).stdout).group()
        return counted(cases(address, folder, token=token, examples=examples, phases=phases))


def test_the_service_keeps_its_contract(tmp_path):
    """At least 200 generated requests, every check on: no 500, no undeclared answer, no bad request accepted."""
    assert fuzzed(tmp_path, examples=3, phases="fuzzing") >= 200


@pytest.mark.slow
def test_the_service_keeps_its_contract_at_length(tmp_path):
    """At least 2,000 generated requests, every check on."""
    assert fuzzed(tmp_path, examples=20, phases="examples,coverage,fuzzing") >= 2_000


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    with TemporaryDirectory() as scratch, open_store(f"sqlite:///{scratch}/store.sqlite") as empty:
        made = specification(create_app(Settings(), empty))
    GOLDEN.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
