"""Many questions by a cluster: a real scheduler and workers give the bytes that one process gives."""

from __future__ import annotations

import csv
import json
import math
import os
import random
import re
import shutil
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from click.testing import CliRunner
from pyarrow import parquet

from forecast import workers
from forecast.cli import main
from forecast.errors import InputError
from forecast.evaluation.backtest import run as run_backtest
from forecast.evaluation.plan import Plan
from forecast.evaluation.splits import level_table
from forecast.forecasting import parts
from forecast.forecasting.batch import rejects_path, run_batch
from forecast.forecasting.batch_answers import Outcome
from forecast.workers import Cluster
from tests.support.clusters import ROOT, SOON, dask, free_port

FLAGSHIP = "belarus-st-petersburg"
HEADER = "series,target,by,as_of"
ROWS = (
    f"{FLAGSHIP},2.5bn,2030,",
    "india-uae,100bn,,",
    f"{FLAGSHIP},soon,,",
    f"{FLAGSHIP},3bn,2031,2024-07-14",
    "nowhere,3bn,,",
    f"{FLAGSHIP},4bn,,",
    "IND-ARE,120bn,2030,",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return a folder with the questions as CSV and as Parquet, and what one process answers."""
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "questions.csv").write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="utf-8")
    cells = [row.split(",") for row in ROWS]
    table = {name: [row[k] or None for row in cells] for k, name in enumerate(HEADER.split(","))}
    table["by"] = [int(cell) if cell else None for cell in table["by"]]
    parquet.write_table(pa.table(table), folder / "questions.parquet")
    run_batch(folder / "questions.csv", folder / "single.csv")
    run_batch(folder / "questions.csv", folder / "single")
    return folder


@pytest.fixture(autouse=True)
def _daskless_randomness():
    """Give back the state of `random`: Dask draws from it how long it waits between two attempts to connect."""
    state = random.getstate()
    yield
    random.setstate(state)


@pytest.fixture
def made_again(home, monkeypatch):
    """Take what one process has answered in place of working it out again; return the questions that were asked."""
    lines, asked = {}, []
    for path, answered in ((home / "single.csv", True), (rejects_path(home / "single.csv"), False)):
        for text in path.read_bytes().decode().split("\r\n")[1:-1]:
            line = int(text.split(",", 1)[0])
            lines[line] = Outcome(line, answered=answered, text=text + "\r\n")

    def answer(part):
        asked.extend(part.asked)
        return part.number, [lines[one.line] for one in sorted(part.asked, key=lambda one: one.line)]

    monkeypatch.setattr(parts, "_answer_part", answer)
    return asked


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Give a scheduler with one worker."""
    with dask(tmp_path_factory.mktemp("dask")) as started:
        yield started


def tree(folder):
    """Return the content of the files that answer."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}


def rows_of(folder, kind):
    """Return the rows of all parts by line, cells as a CSV prints them."""
    rows = [row for path in (folder / kind).glob("*.parquet") for row in parquet.read_table(path).to_pylist()]
    told = [{name: _printed(name, value) for name, value in row.items()} for row in rows]
    return sorted(told, key=lambda row: int(row["line"]))


def _printed(name, value):
    if value is None:
        return ""
    if name == "target":
        return f"{value:.0f}"
    return f"{value:g}" if name == "level" else str(value)


def csv_rows(path):
    """Return the rows of a CSV."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_parts_tell_what_the_csv_tells(home):
    """Each answer and each reject of the file is in the parts once, with types in place of text."""
    assert rows_of(home / "single", "answers") == csv_rows(home / "single.csv")
    assert rows_of(home / "single", "rejects") == csv_rows(rejects_path(home / "single.csv"))
    schema = parquet.read_schema(home / "single" / "answers" / "part-00000.parquet")
    assert (schema.field("as_of").type, schema.field("median_year").type) == (pa.date32(), pa.int64())


def test_any_pair_is_found_by_its_names_and_shares_a_part(home):
    """Pairs that no shelf lists are found as they are asked; two ways to write one are one series."""
    told = {row["line"]: row["series"] for row in csv_rows(home / "single.csv")}
    assert told["3"] == told["8"] == "india-united-arab-emirates"


@pytest.mark.parametrize("name", [pytest.param("answers.csv", marks=pytest.mark.slow), "answers"])
def test_a_cluster_writes_the_bytes_of_one_process(home, cluster, tmp_path, name):
    """File and folder are those of one process, to the byte."""
    out = tmp_path / name
    place = Cluster(cluster.address)
    found = run_batch(home / "questions.csv", out, place=place)
    assert (found.answered, found.rejected, found.resumed) == (5, 2, 0)
    if name == "answers":
        assert tree(out) == tree(home / "single")
    else:
        assert out.read_bytes() == (home / "single.csv").read_bytes()
        assert rejects_path(out).read_bytes() == rejects_path(home / "single.csv").read_bytes()


def test_a_worker_that_joins_with_other_code_is_refused(cluster):
    """What a worker runs is looked at with every piece, so that one that joins late cannot mix its answers in."""
    with workers.machines(Cluster(cluster.address)) as mapped, pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "identity", lambda: {"trade-target": "0.0.1"})
        with pytest.raises(workers.ForecastError, match=r"runs other code: trade-target .*, here 0\.0\.1"):
            list(mapped(math.sqrt, [4.0]))


@pytest.mark.slow
def test_a_backtest_on_a_cluster_has_the_numbers_of_one_process(cluster, priors):
    """Blocks of a backtest come back in any order and are summed up as those of one process."""
    rng = np.random.default_rng(11)
    levels = 1e9 * np.exp(np.cumsum(rng.normal(0.05, 0.2, (40, 65)), axis=1))
    rows = [(f"p{pair}", 1950 + k, level / 1e6) for pair, row in enumerate(levels) for k, level in enumerate(row)]
    table = level_table(pd.DataFrame(rows, columns=["pair", "year", "total_usd_million"]))
    plan = Plan(2000, 2001, most=4, histories=(6,), methods=("base-rate", "growth"), draws=64)
    here = run_backtest(plan, table, priors, growth=priors.growth)
    there = run_backtest(plan, table, priors, growth=priors.growth, place=Cluster(cluster.address))
    told = [[repr(replace(score, milliseconds=0.0)) for score in found.scores] for found in (here, there)]
    assert told[0] == told[1]
    assert here.set_aside == there.set_aside


def test_local_processes_write_the_same(home, tmp_path):
    """Two processes write the bytes of one, whichever part is done first."""
    run_batch(home / "questions.csv", tmp_path / "answers", workers=2)
    assert tree(tmp_path / "answers") == tree(home / "single")


def test_questions_in_parquet_are_those_of_the_csv(home, tmp_path, made_again):
    """Rows of Parquet are counted as a table shows them, numbers and empty cells mean what they mean in a CSV."""
    run_batch(home / "questions.parquet", tmp_path / "answers")
    asked = [(one.line, dict(one.fields)) for one in made_again]
    run_batch(home / "questions.csv", tmp_path / "others")
    assert asked == [(one.line, dict(one.fields)) for one in made_again[len(asked) :]]


def test_many_small_parts_hold_what_one_large_part_holds(home, tmp_path, monkeypatch, made_again):
    """However questions are put together, each is answered once."""
    monkeypatch.setattr(parts, "FEWEST", 1)
    run_batch(home / "questions.csv", tmp_path / "answers")
    assert len(made_again) == len(ROWS)
    assert len(list((tmp_path / "answers" / "answers").glob("*.parquet"))) == 5
    assert rows_of(tmp_path / "answers", "answers") == rows_of(home / "single", "answers")


def _cut(path):
    path.write_bytes(path.read_bytes()[:-100])


def _forge(path):
    table = parquet.read_table(path)
    chances = table["probability_not_by_horizon"].to_pylist()
    forged = pa.array([0.5, *chances[1:]], pa.float64())
    parquet.write_table(table.set_column(table.schema.get_field_index("probability_not_by_horizon"), "probability_not_by_horizon", forged), path)  # fmt: skip


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "answers/part-00000.parquet").unlink(),
        lambda folder: _cut(folder / "answers/part-00000.parquet"),
        lambda folder: _forge(folder / "answers/part-00000.parquet"),
        lambda folder: (folder / "rejects/part-00000.parquet").unlink(),
        lambda folder: (folder / "done.jsonl").unlink(),
        lambda folder: _cut(folder / "done.jsonl"),
        lambda folder: (folder / "answers/part-00000.parquet.tmp").write_bytes(b"PAR1"),  # damages no part
    ],
    ids=["deleted", "cut", "forged", "reject deleted", "journal deleted", "journal cut", "left over"],
)
def test_a_rerun_makes_anew_what_is_not_as_it_was_written(home, tmp_path, made_again, damage):
    """Whatever happened to a folder, a rerun ends with the bytes of the first; what is whole is not made again."""
    out = shutil.copytree(home / "single", tmp_path / "answers")
    whole = damage(out) is not None
    found = run_batch(home / "questions.csv", out)
    assert (found.answered, found.rejected, tree(out)) == (5, 2, tree(home / "single"))
    assert (found.resumed, len(made_again)) == ((7, 0) if whole else (0, 7))


def test_a_folder_of_something_else_is_refused_before_the_work(home, tmp_path):
    """Parts of other questions, of another version, of nobody, or one too many: the folder stays as it was."""
    out = shutil.copytree(home / "single", tmp_path / "answers")
    before = tree(out)
    other = tmp_path / "other.csv"
    other.write_text(f"{HEADER}\n{ROWS[0]}\n", encoding="utf-8")
    with pytest.raises(InputError, match="answers other questions"):
        run_batch(other, out)
    (out / "answers" / "part-99999.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"answers/part-99999\.parquet: '.* holds a file that is no part"):
        run_batch(home / "questions.csv", out)
    (out / "answers" / "part-99999.parquet").unlink()
    manifest = json.loads((out / "manifest.json").read_text())
    (out / "manifest.json").write_text(json.dumps(manifest | {"release": "0.0.1", "fingerprint": "x"}))
    with pytest.raises(InputError, match=r"is of version 0\.0\.1"):
        run_batch(home / "questions.csv", out)
    (out / "manifest.json").unlink()
    with pytest.raises(InputError, match=r"is no folder of answers"):
        run_batch(home / "questions.csv", out)
    assert tree(out) == before
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="is a file"):
        run_batch(home / "questions.csv", tmp_path / "file")


def test_a_disk_too_small_is_told_before_the_work(home, tmp_path, monkeypatch):
    """What the answers will take is held against what is free; nothing is made on a disk that is too small."""
    monkeypatch.setattr(parts, "BYTES_EACH", 10**15)
    with pytest.raises(InputError, match=r"MB free, and 7 answers take some 7,000,000,000 MB; make room"):
        run_batch(home / "questions.csv", tmp_path / "answers")
    assert not (tmp_path / "answers").exists()


def test_parquet_that_is_none_is_refused(tmp_path):
    """A damaged file and one without the columns of questions are faults, as a CSV's are."""
    path = tmp_path / "questions.parquet"
    path.write_bytes(b"PAR1" + bytes(100))
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        run_batch(path, tmp_path / "answers.csv")
    parquet.write_table(pa.table({"series": [FLAGSHIP], "colour": ["red"]}), path)
    with pytest.raises(InputError, match=r"'target' is missing(.|\n)*'colour' is not a column"):
        run_batch(path, tmp_path / "answers.csv")


def test_a_scheduler_of_another_version_is_told_before_the_work(home, tmp_path):
    """A real scheduler that says another version of Dask is refused with both versions; nothing is answered."""
    with (
        dask(tmp_path, workers=0, version="2025.1.0") as old,
        pytest.raises(InputError, match=r"runs distributed 2025\.1\.0, here it is .*install the same version"),
    ):
        run_batch(home / "questions.csv", tmp_path / "out", place=Cluster(old.address))
    assert not list((tmp_path / "out").glob("*/*"))


def test_a_scheduler_that_is_not_there_is_told_at_once(home, tmp_path, monkeypatch):
    """Nobody listens, or somebody who is no scheduler: said before the work, with what to do."""
    monkeypatch.setattr(workers, "FIRST_PATIENCE", 0.5)
    for address in (f"tcp://127.0.0.1:{free_port()}", "nonsense://x", "127.0.0.1:99999"):
        with pytest.raises(InputError, match=r"--scheduler: '.*' cannot be reached .*; start one \(dask scheduler\)"):
            run_batch(home / "questions.csv", tmp_path / "answers", place=Cluster(address))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--backend", "spark"], "--backend: 'spark' is not known; known are: local, dask"),
        (["--backend", "dask"], "--scheduler: is missing; give its address"),
        (["--scheduler", "tcp://x:1"], "--scheduler: 'tcp://x:1' is given without --backend dask"),
    ],
)
def test_options_that_do_not_fit_are_refused(home, tmp_path, words, message):
    """A backend that is none, one without its scheduler and a scheduler without its backend."""
    run = CliRunner().invoke(main, ["batch", str(home / "questions.csv"), "--out", str(tmp_path / "a"), *words])
    assert run.exit_code == 2
    assert message in run.output


def test_the_command_writes_parts(home, tmp_path, made_again):
    """The command line puts parts where it is told to, tells the rejects, and goes on with a rerun."""
    out = tmp_path / "answers"
    for _ in range(2):
        run = CliRunner().invoke(main, ["batch", str(home / "questions.csv"), "--out", str(out), "--workers", "1"])
        assert run.exit_code == 1, run.output
        assert f"5 answered in {out}, 2 rejected in {out / 'rejects'}" in run.output
    assert tree(out) == tree(home / "single")
    assert len(made_again) == len(ROWS)


#: Pairs whose fits take long enough to be interrupted.
MANY = ("india-uae", "china-russia", "turkey-russia", "germany-poland", "brazil-china", "japan-india")


@pytest.mark.slow
def test_deaths_pauses_and_a_restart_change_no_byte(tmp_path, monkeypatch):
    """One worker is killed, one stopped, then the scheduler starts anew: every question is answered once, and right."""
    monkeypatch.setattr(parts, "FEWEST", 4)
    questions = tmp_path / "questions.csv"
    marks = [f"{name},{mark}bn,,202{year}-07-14" for name in MANY for mark in (90, 120, 150, 200) for year in (3, 4)]
    questions.write_text("\n".join([HEADER, *marks]) + "\n", encoding="utf-8")
    run_batch(questions, tmp_path / "single")
    done = []
    with dask(tmp_path, workers=3, environment=SOON) as started:

        def disturb(count, _every):
            done.append(count)
            match len(done):
                case 2:
                    started.workers[0].kill()
                case 4:
                    os.kill(started.workers[1].pid, signal.SIGSTOP)
                case 7:
                    started.stop_scheduler()
                    started.start()
                    started.add()
                    started.add()

        run_batch(questions, tmp_path / "answers", place=Cluster(started.address), progress=disturb)
        assert started.workers[0].poll() is not None
    assert len(done) >= 8
    assert tree(tmp_path / "answers") == tree(tmp_path / "single")
    lines = [int(row["line"]) for kind in ("answers", "rejects") for row in rows_of(tmp_path / "answers", kind)]
    assert sorted(lines) == list(range(2, len(marks) + 2))


@pytest.mark.slow
def test_workers_without_the_package_or_with_another_are_told_before_the_work(home, tmp_path):
    """A worker that lacks the package, and one that has changed code, are named with what to do."""
    site = tmp_path / "site"
    site.mkdir()
    for path in Path(pa.__file__).parents[1].iterdir():
        if "trade_target" not in path.name and path.suffix != ".pth":
            (site / path.name).symlink_to(path)
    bare = (os.path.realpath(sys.executable), "-S")
    with dask(tmp_path, workers=0) as started:
        assert re.search(r"--scheduler: '.*' has no workers; start one: dask worker tcp://", _fault(home, started))
        started.add(python=bare, environment={"PYTHONPATH": str(site)})
        _until(lambda: _fault(home, started), r"does not have this package; install trade-target there")
        other = shutil.copytree(ROOT / "forecast", tmp_path / "other" / "forecast")
        (other / "errors.py").write_text((other / "errors.py").read_text() + "# another\n")
        started.workers[0].kill()
        started.add(environment={"PYTHONPATH": str(tmp_path / "other")})
        _until(lambda: _fault(home, started), r"runs other code: code of trade-target \w+, here \w+")


def _fault(home, started):
    """Return how a run is refused."""
    out = home / "refused"
    with pytest.raises(InputError) as refused:
        run_batch(home / "questions.csv", out, place=Cluster(started.address))
    assert not list(out.glob("*/*"))
    return str(refused.value)


def _until(told, pattern):
    """Ask until the scheduler knows the workers that were started or killed."""
    text = ""
    for _ in range(20):
        text = told()
        if re.search(pattern, text):
            return
        time.sleep(0.5)
    raise AssertionError(text)
