"""`trade-target read`: from an article to statements, targets and odds."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from forecast.articles import read_article
from forecast.cli import main
from forecast.data import read_series
from forecast.forecasting import news_of
from forecast.priors import shipped_priors
from forecast.store import open_store
from tests.support.news import NEWS


@pytest.fixture
def run(tmp_path):
    """Return what runs the command on the news, with the file's path in place of ARTICLE."""
    file = tmp_path / "article.txt"
    file.write_text(NEWS, encoding="utf-8")

    def run(*options, text=None):
        where = "-" if text is not None else str(file)
        return CliRunner().invoke(main, ["read", where, *options], input=text)

    return run


def test_the_text_tells_figures_targets_what_does_not_add_up_and_the_odds(run):
    """The whole way from an article to the odds, with the growth that cannot be."""
    told = run().output
    assert "total 2024: $2.46bn, +10.5 %" in told
    assert "total $2.5bn, soon (announced)" in told
    assert "Total trade cannot have grown by 10.5 % in 2024 if exports grew by 1.2 % and imports by 9.1 %" in " ".join(
        told.split()
    )
    assert "the chance that trade between Belarus and St. Petersburg reaches $2.5bn" in " ".join(told.split())


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be"])
def test_an_article_is_read_in_the_encoding_that_its_bytes_tell(run, codec):
    """What Windows saves as "Unicode" tells what the same text in UTF-8 tells."""
    assert run("--format", "csv", text=NEWS.encode(codec)).stdout == run("--format", "csv").stdout


@pytest.mark.parametrize(
    ("codec", "text", "level"),
    [
        ("cp1251", "За 2024 год товарооборот Беларуси и Тульской области вырос на 8% и составил 190 млн долларов.", "$190m"),
        ("cp1252", ("Der Handel zwischen Österreich und Serbien stieg im Jahr 2024 um 8 % auf 4,2 Mrd. Euro – für "
                   "beide Länder mehr als je zuvor."), "EUR 4.2bn"),
    ],
)  # fmt: skip
def test_an_article_in_an_older_encoding_is_read(run, codec, text, level):
    """Texts that Windows saved as "ANSI" are read as imported tables are: by which letters stand side by side."""
    assert f"total 2024: {level}, +8.0 %" in run("--published", "2025-03-01", text=text.encode(codec)).output


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7 trade", "is a PDF document"),
        (bytes(range(1, 256)) * 4, "is binary, no text"),
        ("trade".encode("utf-16") + b"\xd8", "is broken UTF-16"),
    ],
)
def test_what_is_no_text_is_told_as_what_it_is(run, content, why):
    """A file that is no text is named, with what to do."""
    told = run(text=content)
    assert (told.exit_code, why in told.output, "save it as plain text" in told.output) == (2, True, True)


def test_the_csv_is_a_statements_file(run):
    """`--format csv` is read by whatever reads statements."""
    series = read_series(run("--format", "csv", "--publisher", "BelTA").stdout_bytes, series_id="own", where="csv")
    assert (series.reporter, series.partner, len(series.statements)) == ("Belarus", "St. Petersburg", 4)


def test_the_json_has_spans_and_the_answer(run):
    """`--format json` tells the same with places in the text."""
    told = json.loads(run("--format", "json").output)
    assert told["pair"] == {"reporter": "Belarus", "partner": "St. Petersburg"}
    assert [s["period"] for s in told["statements"]] == ["2024", "2024", "2024", "2025-01/2025-05"]
    assert (told["targets"][0]["value"], told["targets"][0]["by"]) == (2.5e9, None)
    assert any("10.5" in finding["title"] for finding in told["audit"])
    assert told["answer"]["question"]["target"]["value"] == 2.5e9
    assert all(told["unused"][n]["explanation"] for n in range(len(told["unused"])))


def test_each_pair_of_an_article_has_its_own_answer(run):
    """Two pairs in one text: both are told with their figures, and each target has its odds."""
    text = (
        "In 2024 trade of India and Egypt was $4.2bn. They want $12bn by 2030. Trade of India and Oman was $10.6bn. "
        "Their target is $20bn by 2030."
    )
    options = ("--published", "2025-03-01")
    told = json.loads(run(*options, "--format", "json", text=text).output)
    [other] = told["other_pairs"]
    assert (told["pair"]["partner"], told["answer"]["question"]["target"]["value"]) == ("Egypt", 12e9)
    assert (other["pair"]["partner"], other["answer"]["question"]["target"]["value"]) == ("Oman", 20e9)
    assert [s["level"] for s in other["statements"]] == [10.6e9]
    assert "another pair too: India and Oman" in run(*options, text=text).output


#: The pair named first has no figure; the other has a level and a target.
SECOND_ONLY = (
    "India and Egypt met. Trade of India and Egypt grew. India and Egypt talked about trade. Trade of India with Oman was "
    "$10.6bn in 2024. India and Oman want to reach $20bn by 2030."
)


def test_a_text_whose_figures_are_all_of_another_pair_is_not_said_to_have_none(run):
    """`--ask` answers the other pair's target, and no output says that the text has no figure."""
    options = ("--published", "2025-03-01")
    asked = run(*options, "--ask", text=SECOND_ONLY)
    assert (asked.exit_code, "trade between India and Oman reaches $20bn" in " ".join(asked.output.split())) == (
        0,
        True,
    )
    assert "no trade figure" not in run(*options, text=SECOND_ONLY).output
    told = json.loads(run(*options, "--format", "json", text=SECOND_ONLY).output)
    assert (told["doubts"], len(told["other_pairs"])) == ([], 1)


@pytest.mark.parametrize("options", [("--format", "csv"), ("--add",)])
@pytest.mark.parametrize(
    ("language", "why"),
    [("en", "its figures are of India / Oman: name one"), ("ru", "его показатели — о паре India / Oman: укажите")],
)
def test_figures_that_are_all_of_another_pair_are_asked_for_by_its_name(tmp_path, options, language, why):
    """A statements file and the store take the figures of one pair: the refusal names the pairs that have some."""
    file = tmp_path / "article.txt"
    file.write_text(SECOND_ONLY)
    words = ["--lang", language, "read", str(file), "--published", "2025-03-01", *options]
    told = CliRunner().invoke(main, words)
    assert (told.exit_code, why in told.stderr, "--pair" in told.stderr) == (2, True, True)
    assert "no trade figure" not in told.stderr
    if options == ("--format", "csv"):
        assert "10600000000" in CliRunner().invoke(main, [*words, "--pair", "India / Oman"]).stdout


#: Both pairs have a level and a target.
BOTH = (
    "In 2024 trade of India and Egypt was $4.2bn. They want $12bn by 2030. Trade of India and Oman was $10.6bn. "
    "Their target is $20bn by 2030."
)


@pytest.mark.parametrize("options", [("--format", "csv"), ("--add",), ("--ask",)])
def test_of_several_pairs_with_figures_one_has_to_be_named(tmp_path, options):
    """What is about one pair asks which, names them all, and stores or prints nothing; with `--pair` it is done."""
    file = tmp_path / "article.txt"
    file.write_text(BOTH)
    words = ["read", str(file), "--published", "2025-03-01", *options]
    told = CliRunner().invoke(main, words)
    assert (told.exit_code, told.stdout) == (2, "")
    assert f"{' '.join(options)}: is about one pair, and the text tells of several" in told.stderr
    assert "the text tells of India / Egypt, India / Oman" in told.stderr
    if options != ("--add",):
        named = CliRunner().invoke(main, [*words, "--pair", "India / Oman"])
        assert (named.exit_code, "10600000000" in named.stdout or "$20bn" in named.stdout) == (0, True)


def test_what_a_command_returns_is_no_exit_status():
    """Only an exit says a status: a command that returns a number ends with 0."""

    @main.command("returns-seven")
    def returns_seven():
        return 7

    try:
        assert CliRunner().invoke(main, ["returns-seven"]).exit_code == 0
    finally:
        del main.commands["returns-seven"]


def test_a_target_without_any_figure_is_not_said_to_be_no_target(run):
    """The text announces one; what is missing are figures to answer it from."""
    told = run("--ask", "--published", "2025-03-01", text="Fiji and Malta want to raise their trade to $9m by 2030.")
    assert (told.exit_code, "announces no target" in told.output) == (2, False)
    assert "there are no figures to answer its target from" in told.output


def test_a_level_of_more_than_a_year_is_told_with_its_months_as_the_reason_that_nothing_can_be_used(run):
    """Both ends of the period are told, and why no series can hold it."""
    text = "From January 2022 to June 2024 trade of India and Oman was $4.2bn."
    told = run("--published", "2025-03-01", text=text).output
    assert "No statement can be used as it stands: its period has more than twelve months." in told
    assert re.search("total January 2022.*June 2024: \\$4.2bn", told)


def test_standard_input_and_a_named_pair_are_taken(run):
    """`-` reads standard input; `--pair` and `--published` say what the text does not."""
    told = run(
        "--pair", "Belarus / Tula Region", "--published", "2025-03-01", text="Trade rose 5% to $190 million last year."
    )
    assert told.exit_code == 0
    assert "total 2024: $190m, +5.0 %" in told.output


@pytest.mark.parametrize(
    ("options", "text", "why"),
    [
        ((), "Trade of India and Egypt was $2bn last year.", "day of publication"),
        (("--format", "xlsx"), "x", "known are: text, csv, json"),
        (("--ask", "--published", "2025-03-01"), "Trade of India and Egypt was $2bn last year.", "no target"),
        (("--format", "csv", "--published", "2025-03-01"), "Trade was $2bn last year.", "say the pair"),
    ],
)
def test_what_is_missing_is_asked_for(run, options, text, why):
    """Without a day, a pair or a target the command says what would help, with exit status 2."""
    told = run(*options, text=text)
    assert told.exit_code == 2
    assert why in told.output


def test_statements_are_stored_one_by_one_as_the_reader_confirms_them(run, tmp_path, monkeypatch):
    """What is confirmed is stored with its origin, what is not is asked again; what is stored is asked no more."""
    monkeypatch.setenv("TRADE_TARGET_DATABASE_URL", f"sqlite:///{tmp_path}/own.sqlite")
    file = tmp_path / "own.txt"
    file.write_text(
        "Suva, 14 July 2025. In 2024 trade between Fiji and Malta reached $5.2 million, up 4.1%. "
        "Fiji's exports came to $2.1 million and imports from Malta to $3.1 million."
    )
    words = [
        "read",
        str(file),
        "--add",
        "--publisher",
        "The Ledger",
        "--url",
        "https://ledger.example/1",
        "--by",
        "ann",
    ]
    first = CliRunner().invoke(main, words, input="y\nn\ny\n")
    assert (first.exit_code, first.stderr.count("Store it?")) == (0, 3)
    assert "2 stored in fiji-malta" in first.stderr
    with open_store() as store:
        kept = store.series("fiji-malta").statements
        assert {s.flow: s.level.value for s in kept} == {"total": 5.2e6, "imports": 3.1e6}
        assert {(s.origin.publisher, s.origin.url) for s in kept} == {("The Ledger", "https://ledger.example/1")}
        assert {c.by for c in store.changes() if c.series == "fiji-malta"} == {"ann"}
    second = CliRunner().invoke(main, words, input="y\n")
    assert (second.exit_code, second.stderr.count("Store it?")) == (0, 1)
    third = CliRunner().invoke(main, words, input="")
    assert "nothing stored" in third.stderr
    refused = run("--add", text=NEWS)
    assert refused.exit_code == 2
    assert "cannot ask you while the article comes from standard input" in refused.output


@pytest.mark.parametrize(
    ("typed", "stored", "again"),
    [
        ("д\n", True, 0),
        ("Да\n", True, 0),
        ("yes\n", True, 0),
        ("н\n", False, 0),
        ("\n", False, 0),
        ("ja\nд\n", True, 1),
    ],
)
def test_a_question_is_asked_and_answered_in_the_language_spoken(tmp_path, monkeypatch, typed, stored, again):
    """Yes and no in Russian or English, nothing is a no; what is neither is asked about again, with what can be typed."""
    monkeypatch.setenv("TRADE_TARGET_DATABASE_URL", f"sqlite:///{tmp_path}/own.sqlite")
    file = tmp_path / "own.txt"
    file.write_text("Suva, 14 July 2025. In 2024 trade between Fiji and Malta reached $5.2 million.")
    told = CliRunner().invoke(main, ["--lang", "ru", "read", str(file), "--add"], input=typed)
    assert told.exit_code == 0
    assert told.stderr.count("Сохранить? [д/Н]: ") == 1 + again
    assert told.stderr.count("Ошибка: введите «д» (да) или «н» (нет).") == again
    assert ("ничего не сохранено" not in told.stderr) is stored
    assert "y/N" not in told.stderr + told.stdout


@pytest.mark.parametrize(
    ("text", "english", "russian"),
    [
        ("In January-May 2025 trade", "total January-May 2025: $1.2bn", "товарооборот, январь–май 2025 г.: 1,2 млрд $"),
        ("In May 2025 trade", "total May 2025: $1.2bn", "товарооборот, май 2025 г.: 1,2 млрд $"),
        ("In 2024 trade", "total 2024: $1.2bn", "товарооборот, 2024 г.: 1,2 млрд $"),
        (
            "In the fiscal year 2024-25, from April to March, trade",
            "total the year to March 2025: $1.2bn",
            "товарооборот, год по март 2025 г. включительно: 1,2 млрд $",
        ),
    ],
)
def test_a_period_is_told_in_words_and_kept_as_a_code(run, text, english, russian):
    """A person reads months by their names; programs read the code that `--statements` takes."""
    text = f"Delhi, 14 July 2025. {text} between India and Oman reached $1.2 billion."
    for told, language in ((english, "en"), (russian, "ru")):
        output = run("--lang", language, "--pair", "India / Oman", text=text).output
        assert told in re.sub(r"[\u00a0\u202f]", " ", output)
        assert not re.search(r"\d{4}-\d\d/", output)
    codes = [row["period"] for row in json.loads(run("--format", "json", text=text).output)["statements"]]
    assert [len(code) in {4, 7, 15} and code[:2] for code in codes] == ["20"]


def test_every_target_of_an_article_is_answered_or_told_why_not():
    """Twelve marks: ten have an answer, the others say that they are asked one by one."""
    marks = " ".join(f"India and Egypt aim to lift trade to ${n}bn by {2024 + n}." for n in range(5, 17))
    text = f"In 2023 trade of India and Egypt was $4.1bn, in 2024 it was $4.4bn. {marks}"
    article = read_article(text, published="2025-07-14", pair=("India", "Egypt"))
    news = news_of(article, None, shipped_priors())
    assert len(article.targets) == len(news.asked) == 12
    assert all(asked.answer is not None for asked in news.asked[:10])
    assert all("ask this one by itself" in asked.refused for asked in news.asked[10:])
