"""A file of questions becomes a file of answers: the same bytes however it was run."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from forecast.data import catalog
from forecast.data.statement_csv import read_series
from forecast.errors import FitError, InputError
from forecast.forecasting import Fitted, fit_ground, forecast_target
from forecast.forecasting import batch_answers as questions_csv
from forecast.forecasting.batch import ANSWER_COLUMNS, REJECT_COLUMNS, rejects_path, run_batch
from forecast.forecasting.question import parse_question

HEADER = "series,target,by,as_of,level"
FLAGSHIP = "belarus-st-petersburg"
GOOD = (
    f"{FLAGSHIP},2.5bn,2030,,",
    f"{FLAGSHIP},3bn,2031,2024-07-14,0.5",
    f"{FLAGSHIP},100bn,,2024-07-14,",
    f"{FLAGSHIP},2bn,,,",
)
BAD = (
    f"{FLAGSHIP},soon,1200,,",
    "nowhere,3bn,,,",
    f"{FLAGSHIP},3bn",
    f'{FLAGSHIP},3bn,,"20\n25",',
)
MIXED = (GOOD[0], BAD[0], GOOD[1], BAD[1], BAD[2], GOOD[2], BAD[3], GOOD[3])


@pytest.fixture
def asked(tmp_path):
    """Return a writer of question files."""

    def write(rows, name="questions.csv", header=HEADER):
        path = tmp_path / name
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def out(tmp_path):
    """Return where the answers go."""
    return tmp_path / "answers.csv"


def rows_of(path):
    """Return a CSV file's rows as dicts."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_an_answer_is_that_of_the_one_flow(asked, out, priors):
    """Each line tells what `forecast_target` answers, empty where nothing can be told."""
    run_batch(asked(GOOD), out)
    rows = rows_of(out)
    assert tuple(rows[0]) == ANSWER_COLUMNS
    assert [row["line"] for row in rows] == ["2", "3", "4", "5"]
    series = catalog.series(FLAGSHIP)
    question = parse_question({"target": "3bn", "by": "2031", "as_of": "2024-07-14", "level": "0.5"}, series)
    forecast = forecast_target(question, series, priors, catalog.targets())
    answer, row = forecast.answer, rows[1]
    assert row["run_id"] == forecast.run.id
    assert (row["target"], row["unit"], row["as_of"]) == ("3000000000", "USD", "2024-07-14")
    assert (row["status"], row["median_year"]) == (answer.status, str(answer.median.year))
    assert float(row["probability_by_deadline"]) == pytest.approx(answer.probability_by_deadline, abs=6e-4)
    for k in range(1, 6):
        assert float(row[f"probability_by_plus_{k}"]) == pytest.approx(answer.by(2024 + k), abs=6e-4)
    assert (row["interval_start"], row["interval_end"]) == tuple(
        str(getattr(answer.interval(0.5), end)) for end in ("start", "end")
    )
    far = rows[2]
    assert (far["median_year"], far["median_month"], far["interval_end"], far["by"]) == ("", "", "", "")
    assert float(far["probability_not_by_horizon"]) > 0.9


def test_years_told_end_with_the_horizon(asked, out):
    """What lies beyond the horizon is empty, not zero, and probabilities rise with the year."""
    run_batch(asked([f"{FLAGSHIP},3bn,2026"], header="series,target,horizon"), out)
    (row,) = rows_of(out)
    told = [row["probability_by_as_of_year"], *(row[f"probability_by_plus_{k}"] for k in range(1, 6))]
    assert float(told[0]) <= float(told[1])
    assert told[2:] == [""] * 4


def test_a_year_already_published_counts_what_the_paths_say(asked, out):
    """Asked in January, the year just begun and a mark long passed are both told."""
    run_batch(asked([f"{FLAGSHIP},100m,,"], header="series,target,by,as_of"), out)
    (row,) = rows_of(out)
    assert row["status"] == "reached"
    assert float(row["probability_by_as_of_year"]) == 1.0
    assert row["reached_in"]


def test_bad_rows_go_to_the_rejects_with_line_and_reasons(asked, out):
    """Every fault of a row is named on one line; good rows are answered all the same."""
    found = run_batch(asked(MIXED), out)
    assert (found.answered, found.rejected, found.resumed, found.rejects) == (4, 4, 0, rejects_path(out))
    rows = rows_of(found.rejects)
    assert tuple(rows[0]) == REJECT_COLUMNS
    assert [row["line"] for row in rows] == ["3", "5", "6", "8"]
    assert "'soon' is not an amount" in rows[0]["reasons"]
    assert "'1200' is not a year" in rows[0]["reasons"]
    assert "'nowhere' is not a series known here" in rows[1]["reasons"]
    assert "has 2 cells, the header has 5" in rows[2]["reasons"]
    assert "as_of" in rows[3]["reasons"]
    assert len(found.rejects.read_bytes().split(b"\r\n")) == 6


def test_a_question_that_cannot_be_fitted_is_rejected(asked, out, monkeypatch):
    """A fit that fails is told among the rejects, and does not stop the others."""
    brief = Fitted.brief

    def refuse(fitted, question):
        if question.by:
            msg = "a forecast needs at least one published level"
            raise FitError(msg)
        return brief(fitted, question)

    monkeypatch.setattr(Fitted, "brief", refuse)
    found = run_batch(asked(GOOD), out)
    assert (found.answered, found.rejected) == (2, 2)
    assert "needs at least one published level" in rows_of(found.rejects)[0]["reasons"]


def test_an_error_of_ours_names_the_line(asked, out, monkeypatch):
    """A defect stops the run with the line it happened at; nothing is skipped in silence."""

    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(Fitted, "brief", fail)
    with pytest.raises(ZeroDivisionError) as caught:
        run_batch(asked(GOOD), out)
    assert caught.value.__notes__ == ["while answering line 2 of the questions"]


OWN = [
    {"period": 2020 + k, "level": 1e9 * (1 + k / 10), "unit": "EUR", "published": f"{2021 + k}-03-01"} for k in range(4)
]


@pytest.mark.parametrize("header", ["target,by", "series,target,by"])
def test_questions_without_a_series_are_about_the_figures_given(asked, out, priors, header):
    """Beside figures of one's own the column of series may be empty or missing; named series are answered, too."""
    own = read_series(OWN, series_id="mine", where="rows")
    lead = "," if header.startswith("series") else ""
    rows = [f"{lead}1.5bn,2030", *(["mine,1.5bn,2030", f"{FLAGSHIP},2.5bn,2030"] if lead else [])]
    found = run_batch(asked(rows, header=header), out, own=own)
    assert (found.answered, found.rejected) == (len(rows), 0)
    told = rows_of(out)
    question = parse_question({"target": "1.5bn", "by": "2030"}, own)
    expected = fit_ground(question.ground, own, priors).brief(question)
    assert all(row["run_id"] == expected.run.id and row["unit"] == "EUR" for row in told[:2])
    assert [row["series"] for row in told[2:]] == ([FLAGSHIP] if lead else [])
    again = out.read_bytes()
    assert run_batch(asked(rows, header=header), out, own=own).resumed == len(rows)
    assert out.read_bytes() == again
    changed = read_series(OWN[:-1], series_id="mine", where="rows")
    with pytest.raises(InputError, match="answers another question"):
        run_batch(asked(rows, header=header), out, own=changed)


def test_series_of_a_shelf_are_known_and_others_are_rejected_with_those_there_are(asked, out):
    """A store's series are found by name; a name that is none is told which there are."""
    own = read_series(OWN, series_id="a-b", where="rows")
    found = run_batch(asked(["a-b,1.5bn", f"{FLAGSHIP},2.5bn", ",1bn"], header="series,target"), out, shelf=[own])
    assert (found.answered, found.rejected) == (1, 2)
    assert [row["reasons"] for row in rows_of(found.rejects)] == [
        f"series: '{FLAGSHIP}' is not a series known here; known are: a-b",
        "series: is not a series known here; known are: a-b",
    ]


def test_other_priors_give_other_answers_under_other_ids(asked, out, tmp_path, priors):
    """Priors of one's own change the answer, and a file of answers is not continued with others."""
    slow = replace(priors, growth=replace(priors.growth, drift=-0.1))
    run_batch(asked(GOOD[:1]), out)
    other = tmp_path / "slow.csv"
    run_batch(asked(GOOD[:1]), other, priors=slow)
    chances = [float(rows_of(path)[0]["probability_by_deadline"]) for path in (other, out)]
    assert chances[0] < chances[1]
    with pytest.raises(InputError, match="answers another question"):
        run_batch(asked(GOOD[:1]), out, priors=slow)


def test_no_rejects_no_file(asked, out):
    """Without rejects their file does not come into being; without questions there is a header alone."""
    assert not run_batch(asked(GOOD[:1]), out).rejects.exists()
    empty = out.with_name("none.csv")
    assert run_batch(asked([]), empty).answered == 0
    assert empty.read_text().strip() == ",".join(ANSWER_COLUMNS)


def test_workers_change_no_byte(asked, out, tmp_path):
    """Two processes write what one does."""
    questions, other = asked(MIXED), tmp_path / "two.csv"
    run_batch(questions, out, workers=1)
    run_batch(questions, other, workers=2)
    assert out.read_bytes() == other.read_bytes()
    assert rejects_path(out).read_bytes() == rejects_path(other).read_bytes()


@pytest.mark.anew
def test_grouping_changes_no_byte(asked, out, tmp_path, monkeypatch):
    """Pieces of one question each write what large pieces do."""
    questions, other = asked(MIXED), tmp_path / "single.csv"
    run_batch(questions, out)
    monkeypatch.setattr(questions_csv, "_PIECE", 1)
    run_batch(questions, other)
    assert out.read_bytes() == other.read_bytes()


@pytest.fixture
def finished(asked, out):
    """Return the questions, and both files of a finished run."""
    questions = asked(MIXED)
    run_batch(questions, out)
    return questions, out.read_bytes(), rejects_path(out).read_bytes()


@pytest.mark.parametrize("answers_left", [0.0, 0.1, 0.5, 0.7, 0.85, 1.0])
@pytest.mark.parametrize("rejects_left", [0.0, 0.4, 0.8, 1.0])
def test_a_rerun_finishes_what_was_cut_anywhere(finished, out, monkeypatch, answers_left, rejects_left):
    """Whatever part of either file is left, a rerun ends with the bytes of a run from the start."""
    questions, answers, rejects = finished
    known = {line.split(",", 1)[0]: line for line in answers.decode().splitlines(keepends=True)}

    def cheap(asked, fits):
        text = known.get(str(asked.line))
        return original(asked, fits) if text is None else questions_csv.Outcome(asked.line, answered=True, text=text)

    original = questions_csv._answer
    monkeypatch.setattr(questions_csv, "_answer", cheap)
    out.write_bytes(answers[: int(len(answers) * answers_left)])
    rejects_path(out).write_bytes(rejects[: int(len(rejects) * rejects_left)])
    run_batch(questions, out)
    assert (out.read_bytes(), rejects_path(out).read_bytes()) == (answers, rejects)


def test_a_rerun_skips_what_is_answered(finished, out, monkeypatch):
    """Only the line cut in half and those after it are answered again; a finished run answers none."""
    questions, answers, _ = finished
    seen, original = [], questions_csv._answer
    monkeypatch.setattr(questions_csv, "_answer", lambda asked, fits: seen.append(asked.line) or original(asked, fits))
    assert run_batch(questions, out).resumed == 8
    assert seen == []
    out.write_bytes(answers[:-10])
    found = run_batch(questions, out)
    assert (found.answered, found.rejected, found.resumed, seen) == (4, 4, 7, [10])


def test_questions_added_at_the_end_are_answered_next(finished, asked, out):
    """A longer file of the same questions goes on where the shorter ended."""
    _, answers, _ = finished
    found = run_batch(asked([*MIXED, GOOD[0]]), out)
    assert (found.resumed, found.answered) == (8, 5)
    assert out.read_bytes().startswith(answers)


def test_progress_is_told_row_by_row(asked, out):
    """Progress begins with what is there and ends with all."""
    told = []
    questions = asked(MIXED)
    run_batch(questions, out, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 8) for done in range(9)]
    told.clear()
    run_batch(questions, out, progress=lambda done, total: told.append((done, total)))
    assert told == [(8, 8)]


def test_answers_to_other_questions_are_never_touched(finished, asked, out):
    """A file that answers other questions, or is none of ours, is refused and left as it was."""
    _, answers, _ = finished
    other = asked([GOOD[1], *MIXED[1:]], name="other.csv")
    with pytest.raises(InputError, match="answers another question"):
        run_batch(other, out)
    assert out.read_bytes() == answers
    out.write_bytes(b"my,notes\r\n1,2\r\n")
    with pytest.raises(InputError, match="is not such a file"):
        run_batch(other, out)
    assert out.read_bytes() == b"my,notes\r\n1,2\r\n"


def test_a_damaged_line_is_refused(finished, out):
    """A whole line without a line number is not ours to mend."""
    questions, answers, _ = finished
    out.write_bytes(answers.replace(b"\r\n2,", b"\r\nx,"))
    with pytest.raises(InputError, match="is not such a file"):
        run_batch(questions, out)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty; give a header row with at least series, target"),
        ("series,by\nx,2030\n", "'target' is missing"),
        ("series,target,colour\n", "'colour' is not a column known here"),
        ("series,target,target\n", "'target' stands 2 times"),
        ("series,target,\n", "a column has no name"),
        ('series,target\nx,"2bn\n', "line 2: is not CSV"),
        (b"series,target\nx,2\xffbn\n", "line 2: '2ÿbn' is not UTF-8"),
    ],
)
def test_a_file_that_is_no_table_of_questions_is_refused_whole(tmp_path, out, text, message):
    """Nothing is written when the questions cannot be read as a table."""
    path = tmp_path / "questions.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError, match=message):
        run_batch(path, out)
    assert not out.exists()


def test_paths_and_workers_that_cannot_be_used_are_refused(asked, tmp_path):
    """A missing file, a folder, the questions themselves and no workers are faults, not tracebacks."""
    questions = asked(GOOD[:1])
    for call, message in (
        (lambda: run_batch(tmp_path / "none.csv", tmp_path / "a.csv"), "cannot be read"),
        (lambda: run_batch(questions, tmp_path / "no" / "a.csv"), "cannot be written"),
        (lambda: run_batch(questions, questions), "would overwrite the questions"),
        (lambda: run_batch(questions, tmp_path / "a.csv", workers=0), "is out of range"),
    ):
        with pytest.raises(InputError, match=message):
            call()


def test_questions_saved_by_a_spreadsheet_are_read(asked, out, tmp_path):
    """A byte order mark, capitals, CRLF and blank lines do not matter to what is answered."""
    run_batch(asked(GOOD[:1], header="series,target,by,as_of,level"), out)
    path = tmp_path / "saved.csv"
    path.write_bytes(f"\ufeffSeries,Target,BY,as_of,level\r\n\r\n{GOOD[0]}\r\n,,,,\r\n".encode())
    other = tmp_path / "other.csv"
    run_batch(path, other)
    first, again = rows_of(out)[0], rows_of(other)[0]
    assert again.pop("line") == "3"
    assert first.pop("line") == "2"
    assert first == again
