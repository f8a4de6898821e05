"""The command line: what a person types, and what comes back."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from forecast.cli import main

PAIR = "belarus-st-petersburg"
OWN = "period,level,unit,published\n2021,1.2bn,USD,2022-03-01\n2022,1.3bn,USD,2023-03-01\n2023,1.45bn,USD,2024-03-01\n"


@pytest.fixture
def run():
    """Return a function that runs a command and gives its result."""
    runner = CliRunner()
    return lambda *words: runner.invoke(main, [str(w) for w in words])


def test_the_main_question_is_answered_in_words_and_tables(run):
    """The text tells sentence, chances by year, interval, required growth, audit and sources."""
    told = run("forecast", PAIR, "--target", "2.5bn")
    assert told.exit_code == 0
    for part in (
        "As known on 14 July 2025",
        "by the end of 2025",
        "80 % interval",
        "Required growth a year",
        "What the audit found",
        "exports grew by 1.2 %",
        "Sources: ",
        "https://deu.belta.by/",
        "On St. Petersburg's own figures $2.5bn was passed by 2022.",
        "(55\nof 202)",
    ):
        assert part in told.output


def test_every_option_reaches_the_answer(run):
    """Each option of the command line stands in the JSON's question."""
    options = {
        "as-of": "2025-07-14", "by": "2027", "flow": "exports", "statistics": "belarus",
        "horizon": "2040", "level": "0.9", "model": "growth", "seed": "7",
    }  # fmt: skip
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    told = run("forecast", PAIR, "--target", "2bn", "--format", "json", *words)
    question = json.loads(told.output)["question"]
    assert {name: str(question[name.replace("-", "_")]) for name in options} == options


def test_csv_has_one_header_row_and_carriage_returns(run):
    """The CSV reads back with the same columns in each row, one row a year."""
    told = run("forecast", PAIR, "--target", "2.5bn", "--format", "csv")
    assert b"\r\n" in told.stdout_bytes
    rows = list(csv.DictReader(io.StringIO(told.stdout_bytes.decode(), newline="")))
    assert [row["year"] for row in rows] == [str(year) for year in range(2003, 2046)]
    assert {row["kind"] for row in rows} == {"observed", "estimated", "forecast"}


@pytest.mark.anew
def test_svg_is_the_same_bytes_on_repeat(run):
    """The same question draws the same picture, byte for byte, with a title for screen readers."""
    first, second = (run("forecast", PAIR, "--target", "2.5bn", "--format", "svg").stdout_bytes for _ in range(2))
    assert first == second
    assert b"<title id=" in first
    assert b"<desc id=" in first


def test_a_persons_own_file_is_answered(run, tmp_path):
    """A minimal CSV of one's own takes the place of the series."""
    own = tmp_path / "my pair.csv"
    own.write_text(OWN)
    told = run("forecast", "--statements", own, "--target", "2bn", "--format", "json")
    assert told.exit_code == 0
    document = json.loads(told.output)
    assert document["question"]["series"] == "my-pair"
    assert document["answer"]["status"] == "open"
    assert document["links"] == {}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("forecast", "nowhere", "--target", "2.5bn"), ["'nowhere' is not a series known here", PAIR]),
        (("forecast", PAIR), ["--target: is missing"]),
        (("forecast", PAIR, "--target", "0"), ["'0' is not above zero"]),
        (("forecast", PAIR, "--target", "soon"), ["'soon' is not an amount of money"]),
        (("forecast", PAIR, "--target", "nan"), ["'nan' is not an amount of money"]),
        (("forecast", PAIR, "--target", "1e999"), ["'1e999' is outside"]),
        (("forecast", PAIR, "--target", "2.5bn EUR"), ["is in EUR", "in USD"]),
        (("forecast", PAIR, "--target", "2.5bn", "--by", "1999"), ["lies before the data", "2003"]),
        (("forecast", PAIR, "--target", "2.5bn", "--as-of", "2001-01-01"), ["before the first statement", "9 June 2003"]),
        (("forecast", PAIR, "--target", "2.5bn", "--as-of", "2025-02-30"), ["is not a day of the calendar"]),
        (("forecast", PAIR, "--target", "2.5bn", "--horizon", "1e9"), ["is not a whole number"]),
        (("forecast", PAIR, "--target", "2.5bn", "--horizon", "1000000000"), ["is not a year"]),
        (("forecast", PAIR, "--target", "2.5bn", "--level", "80"), ["did you mean 0.8?"]),
        (("forecast", PAIR, "--target", "2.5bn", "--format", "pdf"), ["text, json, csv, xlsx, svg"]),
        (("forecast", PAIR, "--target", "2.5bn", "--model", "oracle"), ["'oracle' is not known"]),
        (("forecast", PAIR, "--target", "2.5bn", "--statistics", "moscow"), ["--statistics: 'moscow' is not known"]),
        (("forecast", "--target", "2.5bn"), ["--statements FILE.csv"]),
        (("audit", PAIR, "--as-of", "yesterday"), ["is not a date"]),
        (
            ("forecast", PAIR, "--target", "soon", "--level", "80", "--by", "1999", "--as-of", "2025-02-30"),
            ["--target:", "--level:", "--by:", "--as-of:"],
        ),
    ],
)  # fmt: skip
def test_a_bad_question_gets_every_fault_and_status_2(run, words, told):
    """What was given, what is wrong and what would be right; exit status 2; no traceback."""
    answer = run(*words)
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert "Traceback" not in answer.stderr
    for part in told:
        assert part in answer.stderr


def test_a_bad_file_gets_every_fault_with_its_line(run, tmp_path):
    """All faults of a file come at once, with line numbers."""
    own = tmp_path / "own.csv"
    own.write_text(
        "period,level,unit,published,growth_pct\n2021,-3bn,USD,2022-03-01,\n2022,1bn,USD,2025-02-30,4000\n"
        "2023,1bn,EUR,2024-03-01,\n"
    )
    answer = run("forecast", "--statements", own, "--target", "2bn")
    assert answer.exit_code == 2
    for part in ("line 2, level", "line 3, published", "line 3, growth_pct", "line 4, unit"):
        assert part in answer.stderr


def test_a_missing_file_is_named(run, tmp_path):
    """A file that is not there is said to be not readable."""
    answer = run("forecast", "--statements", tmp_path / "gone.csv", "--target", "2bn")
    assert answer.exit_code == 2
    assert "gone.csv' cannot be read" in answer.stderr


def test_a_file_of_100_mb_is_refused_without_being_read_whole(run, tmp_path):
    """A huge file is refused by its size."""
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(100_000_000)
    answer = run("forecast", "--statements", huge, "--target", "2bn")
    assert answer.exit_code == 2
    assert "is larger than 5 MB" in answer.stderr


def test_growth_alone_cannot_carry_a_forecast(run, tmp_path):
    """Without a level there is no forecast, and the message says so."""
    own = tmp_path / "own.csv"
    own.write_text("period,level,unit,published,growth_pct\n2021,,USD,2022-03-01,5\n")
    answer = run("forecast", "--statements", own, "--target", "2bn")
    assert answer.exit_code == 2
    assert "at least one published level" in answer.stderr


def test_series_targets_audit_and_priors_explain_what_is_there(run):
    """The listing commands name the series, the targets, the findings and the priors' sources."""
    assert PAIR in run("series").output
    listed = run("targets", "petersburg", "2.5bn").output
    assert "blr-spb-2.5bn" in listed
    assert "of 565 announced targets" in listed
    assert "11.1 to 11.3 %" in run("audit", PAIR).output.replace("\n  ", " ")
    shown = run("priors", "show").output
    assert "panel_annual.csv.gz, sha256" in shown


def test_an_audit_as_of_an_earlier_day_knows_only_that_day(run):
    """The report of July 2025 is no finding in 2023."""
    told = run("audit", PAIR, "--as-of", "2023-06-01").output
    assert "in 2024" not in told
    assert "1 June 2023" in told


def test_listing_needs_no_statsmodels():
    """Commands that only list do not pay for loading the model, nor what spreads work over processes."""
    code = (
        "import sys; from click.testing import CliRunner; from forecast.cli import main; "
        "r = CliRunner().invoke(main, ['series']); assert r.exit_code == 0; "
        "sys.exit(any(m in sys.modules for m in ('statsmodels', 'matplotlib', 'pandas', 'joblib')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_priors_are_estimated_from_files(run, tmp_path):
    """`priors estimate` reads panels, writes JSON that the package loads, and names its sources."""
    import numpy as np

    from forecast.priors import load_priors

    rng = np.random.default_rng(5)
    annual, monthly = tmp_path / "annual.csv", tmp_path / "monthly.csv"
    lines = ["pair,year,total_usd_million"]
    for pair in range(80):
        levels = 50 * (1 + pair % 40) * np.exp(np.cumsum(rng.normal(0.05, 0.2, 40)))
        lines += [f"{pair},{1970 + i},{level:.0f}" for i, level in enumerate(levels)]
    annual.write_text("\n".join(lines))
    lines = ["partner,year,month,exports_usd_million,imports_usd_million"]
    for partner in range(20):
        for year in range(1990, 2014):
            scale = 100 * np.exp(rng.normal(0, 0.2))
            lines += [
                f"{partner},{year},{m},{scale * np.exp(rng.normal(0, 0.1)):.2f},{scale:.2f}" for m in range(1, 13)
            ]
    monthly.write_text("\n".join(lines))
    out = tmp_path / "priors.json"
    told = run("priors", "estimate", "--panel", annual, "--monthly", monthly, "--out", out)
    assert told.exit_code == 0, told.output
    values = load_priors(out.read_text())
    assert values.profile.share(6) == pytest.approx(0.5, abs=0.02)
    assert values.provenance.sources[0].startswith("annual.csv, sha256")
    monthly.write_text("partner,year\n1,2\n")
    bad = run("priors", "estimate", "--panel", annual, "--monthly", monthly)
    assert bad.exit_code == 2
    assert "is missing" in bad.stderr


def test_a_report_tells_just_the_scenarios_asked_for(run):
    """Several scenarios make the what-if table; the report itself is on things as they stand."""
    asked = ("growth=2026:-10%", "drift=0%")
    words = [word for text in asked for word in ("--scenario", text)]
    told = run("report", PAIR, "--target", "2.5bn", "--by", "2027", "--format", "md", *words)
    assert told.exit_code == 0, told.output
    table = [line for line in told.stdout.splitlines() if line.startswith("|")]
    first = next(i for i, line in enumerate(table) if "As things stand" in line)
    compared = run("compare", PAIR, "--target", "2.5bn", "--by", "2027", *words)
    assert compared.exit_code == 0, compared.output
    labels = [line.split("|")[1].strip() for line in table[first : first + 3]]
    assert labels[0] == "As things stand"
    assert all(label and label in compared.stdout for label in labels[1:])
    assert "World trade 10 % below" not in told.stdout
    plain = run("report", PAIR, "--target", "2.5bn", "--by", "2027", "--format", "md")
    assert plain.stdout.split("As things stand")[0] == told.stdout.split("As things stand")[0]
    bad = run("report", PAIR, "--target", "2.5bn", "--scenario", "growth=2026:-10%", "--scenario", "growth")
    assert bad.exit_code == 2
    assert "scenario" in bad.stderr


def test_batch_answers_rejects_and_continues(run, tmp_path):
    """`batch` writes answers and rejects; run again, it finds nothing left to do and changes no byte."""
    asked, out = tmp_path / "questions.csv", tmp_path / "answers.csv"
    asked.write_text(f"series,target,by\n{PAIR},2.5bn,2027\n{PAIR},soon,\nnowhere,1bn,\n")
    first = run("batch", asked, "--out", out, "--workers", "1")
    assert first.exit_code == 1, first.output  # rows were rejected
    assert "1 answered" in first.stdout
    assert "2 rejected in" in first.stdout
    written = out.read_bytes()
    again = run("batch", asked, "--out", out, "--workers", "1")
    assert again.stdout == first.stdout
    assert out.read_bytes() == written
    missing = run("batch", tmp_path / "gone.csv", "--out", out)
    assert missing.exit_code == 2


def test_batch_answers_questions_about_a_file_of_ones_own(run, tmp_path):
    """With --statements the questions need no series; all answered is exit status 0."""
    own, asked, out = tmp_path / "own.csv", tmp_path / "questions.csv", tmp_path / "answers.csv"
    own.write_text(OWN)
    asked.write_text("target,by\n2bn,2030\n1.6bn,2026\n")
    told = run("batch", asked, "--out", out, "--workers", "1", "--statements", own)
    assert told.exit_code == 0, told.output
    assert "2 answered" in told.stdout


@pytest.mark.parametrize("name", ["own.csv", "my own figures.csv"])
def test_hints_name_commands_that_work_for_the_users_own_file(run, tmp_path, name):
    """The audit that an answer on one's own file points to is that of the file, ready to paste."""
    import shlex

    own = tmp_path / name
    own.write_text(OWN + "2022,2.31bn,USD,2023-03-02\n")
    told = run("forecast", "--statements", own, "--target", "2bn")
    assert told.exit_code == 0, told.output
    hint = re.search(r"\(in full: trade-target (.*)\)", told.stdout).group(1)
    again = run(*shlex.split(hint))
    assert again.exit_code == 0, again.output
    assert "2022" in again.stdout


def short_panel(path, *, pairs=80, first=1980, last=2004, seed=5):
    """Write an annual panel of random walks, and return its path."""
    import numpy as np

    rng, lines = np.random.default_rng(seed), ["pair,year,total_usd_million"]
    for pair in range(pairs):
        levels = 500 * (1 + pair % 40) * np.exp(np.cumsum(rng.normal(0.05, 0.2, last - first + 1)))
        lines += [f"P{pair},{first + i},{level:.0f}" for i, level in enumerate(levels)]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_priors_need_no_monthly_panel_and_go_into_every_question(run, tmp_path):
    """The shipped monthly parts are kept, what is added is told and can be left out, and --priors uses the file."""
    from forecast.priors import read_priors, shipped_priors

    panel, files = short_panel(tmp_path / "annual.csv", last=2014), {}
    for inflation in ("2", "0", "none"):
        files[inflation] = tmp_path / f"priors-{inflation}.json"
        told = run("priors", "estimate", "--panel", panel, "--inflation", inflation, "--out", files[inflation])
        assert told.exit_code == 0, told.output
        assert "no monthly panel: profile and grew as shipped" in told.stderr
        assert ("nothing added" if inflation == "none" else "the inflation outlook added") in told.stderr
    values = {name: read_priors(path) for name, path in files.items()}
    assert values["2"].growth.drift == pytest.approx(values["0"].growth.drift + 0.02)
    assert values["none"].growth.drift > values["0"].growth.drift  # prices rose in those years
    assert values["2"].profile == shipped_priors().profile
    assert values["2"].grew == shipped_priors().grew
    own = tmp_path / "own.csv"
    own.write_text(OWN)
    about = ("--statements", own, "--format", "json")
    for command in (
        ("forecast", "--target", "2bn", "--by", "2028", *about),
        ("attainable", "--by", "2028", *about),
        ("surface", "--targets", "2bn", "--deadlines", "2028", *about),
        ("compare", "--target", "2bn", "--scenario", "growth=2026:-10%", *about),
        ("sensitivity", "--target", "2bn", *about),
    ):
        shipped, other = run(*command), run(*command, "--priors", files["0"])
        assert shipped.exit_code == other.exit_code == 0, other.output
        assert shipped.stdout != other.stdout, command


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "priors.json: is not JSON"),
        ("[]", "priors.json: '[]' is a list; takes an object, as in the shipped priors"),
        ('{"growth": {"drift": "x", "colour": 1}}', "priors.json, growth, drift: 'x' is text; takes a number"),
        ('{"growth": {"drift": "x", "colour": 1}}', "'colour' is not known here"),
        ("drift=9", "priors.json, growth, drift: '9' is out of range; takes -0.5 to 0.5"),
        ("months", "priors.json, profile, noise: holds 3 values; takes 12"),
        (b"PK\x03\x04\xff", "is not UTF-8 text, so not JSON"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_holds_no_priors_is_refused(run, tmp_path, priors, content, message):
    """Each fault names its place in the file and what is taken."""
    from forecast.priors import dump_priors

    path, document = tmp_path / "priors.json", json.loads(dump_priors(priors))
    if content == "drift=9":
        document["growth"]["drift"] = 9
        content = json.dumps(document)
    elif content == "months":
        document["profile"]["noise"] = [0.1] * 3
        content = json.dumps(document)
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    told = run("forecast", PAIR, "--target", "2.5bn", "--priors", path)
    assert told.exit_code == 2
    assert message in told.stderr


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["P1,2000,5", "P1,2001,6", "P1,2000,7"], "panel.csv, line 4: 'P1, 2000' stands on line 2 too"),
        (["P1,2000,5", "P1,2001"], "panel.csv, line 3: has 2 cells, the header has 3"),
        (["P1,2000,5,,,", "P1,20x1,6,,"], "panel.csv, line 3 (P1), year: '20x1' is not a whole number from"),
        (["P1,2000,5", "P1,2001,many"], "panel.csv, line 3 (P1), total_usd_million: 'many' is not a number"),
        ([",2000,5"], "panel.csv, line 2, pair: is empty"),
        ([], "has a header but no rows"),
    ],
)
def test_a_panel_with_faults_is_refused_with_pair_and_line(run, tmp_path, lines, message):
    """Doubled pair-years, ragged rows and cells that are none are named; commas at the end do no harm."""
    panel = tmp_path / "panel.csv"
    panel.write_text("\n".join(["pair,year,total_usd_million", *lines]) + "\n")
    told = run("priors", "estimate", "--panel", panel)
    assert told.exit_code == 2
    assert message in told.stderr


def test_the_track_record_is_printed_with_commands_and_checksums(run):
    """`track-record` prints each shipped result with its command, panel checksum and date."""
    told = run("track-record").output
    for part in ("Country pairs", "US partners", "Announced targets", "sha256", "trade-target backtest --panel"):
        assert part in told


def test_the_hindcast_is_run_from_the_shipped_registry(run, tmp_path):
    """`hindcast` prints the table and writes it as JSON; the shipped result is what it gives today."""
    from forecast.evaluation import shipped_record

    out = tmp_path / "hindcast.json"
    assert run("hindcast", "--out", out).exit_code == 0

    fresh, shipped = json.loads(out.read_text()), dict(shipped_record()["hindcast"])
    assert {**fresh, "date": ""} == {**shipped, "date": ""}


@pytest.mark.parametrize("command", [("hindcast",), ("backtest", "--panel", "p.csv"), ("batch", "q.csv")])
def test_an_output_that_cannot_be_written_is_refused_before_the_work(run, tmp_path, command):
    """A folder, or a file in a folder that is not there, is named at once; a batch may answer into a folder."""
    folder = () if command[0] == "batch" else (tmp_path,)
    for out in (*folder, tmp_path / "gone" / "out.csv"):
        refused = run(*command, "--out", out)
        assert refused.exit_code == 2
        assert "cannot be written there" in refused.stderr


def test_a_device_is_no_panel(run):
    """What is not a regular file is refused without being read."""
    refused = run("backtest", "--panel", "/dev/zero")
    assert refused.exit_code == 2
    assert "is not a regular file" in refused.stderr


def test_cutoffs_outside_the_panel_are_refused(run, tmp_path):
    """A backtest whose cutoffs do not fit says which ones the panel allows."""
    own = tmp_path / "panel.csv"
    own.write_text(
        "pair,year,total_usd_million\n"
        + "".join(f"{pair},{y},{1000 + y % 7}\n" for pair in "abcdefghijklmnop" for y in range(1950, 2015))
    )
    refused = run("backtest", "--panel", own, "--first", "2100", "--last", "2101")
    assert refused.exit_code == 2
    assert "give --first 1995 --last 2004" in refused.stderr
