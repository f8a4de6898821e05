"""`trade-target pull`: what the sources answer over HTTP becomes statements, whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from forecast.audit import audit
from forecast.data import catalog, check_answers, parse_pair
from forecast.priors import shipped_priors
from forecast.store import open_store
from tests.support.answering import Reply, comtrade_json, eurostat_xml, imf_csv, imf_xml
from tests.support.postgres import seeded_url
from tests.support.pulling import FIGURES, PAIR, imf, told


@pytest.mark.parametrize("form", [imf_xml, imf_csv])
def test_the_imf_is_read_by_either_form_and_a_second_pull_adds_nothing(shop, server, form):
    """Both sides' figures are taken unmultiplied, other partners and empty cells left out; then nothing is new."""
    server.reply = imf(form=form)
    assert "fiji-malta: 8 new, 0 superseded, 0 unchanged (imf, 2 requests" in shop.run("pull", "imf", "Fiji", "Malta")
    assert told(shop.series()) == {
        ("fiji", "exports", "2022"): 1000000.5,
        ("fiji", "exports", "2023"): 1.2e6,
        ("fiji", "exports", "2024"): 1.5e6,
        ("fiji", "imports", "2022"): 3e6,
        ("fiji", "imports", "2023"): 3.1e6,
        ("fiji", "total", "2022"): 4000000.5,
        ("fiji", "total", "2023"): 4.3e6,
        ("malta", "imports", "2023"): 2.9e6,
    }
    assert "XG_FOB_USD+MG_CIF_USD" in server.asked[0][0]
    before = shop.version()
    assert "0 new, 0 superseded, 8 unchanged" in shop.run("pull", "imf", "Malta", "Fiji"), "however it is written"
    assert shop.version() == before


def test_history_is_known_by_the_lag_rule_and_a_revision_by_its_stamp(shop, server):
    """A pair pulled today can be asked as of an earlier day; what is revised stands beside what was said before."""
    server.reply = imf()
    shop.run("pull", "imf", PAIR, "--frequency", "annual")
    origin = {(s.flow, s.period.year): s.origin for s in shop.series().select(statistics="fiji")}
    assert (origin["exports", 2023].published, origin["exports", 2023].precision) == (date(2024, 7, 1), "inferred")
    assert len(shop.series().known_at(date(2023, 12, 31)).select(flow="exports")) == 1
    changed = FIGURES | {("FJI", "XG_FOB_USD", "MLT", "A"): {"2022": "1000000.5", "2023": "1234567", "2024": "1500000"}}
    server.reply = imf(changed, stamp="2025-12-20T00:00:00Z")
    printed = shop.run("pull", "imf", PAIR, "--frequency", "annual")
    assert "0 new, 2 superseded, 6 unchanged" in printed, "the exports, and the total that they are part of"
    old, new = (s for s in shop.series().select(statistics="fiji", flow="exports") if s.period.year == 2023)
    assert (old.level.value, new.level.value, new.supersedes) == (1.2e6, 1234567, old.event)
    assert (new.origin.published, new.origin.precision) == (date(2025, 12, 20), "day")
    assert "pulled 2026-01-15" in new.note
    findings = audit(shop.series(), shipped_priors().profile)
    assert any(f.code == "revised" and old.id in f.statements for f in findings), findings
    assert "0 new, 0 superseded, 8 unchanged" in shop.run("pull", "imf", PAIR, "--frequency", "annual")


def test_a_year_that_a_later_pull_finds_new_is_known_by_its_stamp(shop, server):
    """It was not there before, so no rule says that it was known earlier; a year before all others is history."""
    few = {("FJI", "XG_FOB_USD", "MLT", "A"): {"2022": "5"}}
    server.reply = imf(few)
    shop.run("pull", "imf", PAIR)
    server.reply = imf({("FJI", "XG_FOB_USD", "MLT", "A"): {"2021": "4", "2022": "5", "2023": "6"}})
    assert "2 new, 0 superseded, 1 unchanged" in shop.run("pull", "imf", PAIR)
    days = {s.period.year: (s.origin.published, s.origin.precision) for s in shop.series().statements}
    assert days[2021] == (date(2022, 7, 1), "inferred")
    assert days[2023] == (date(2025, 11, 3), "day")


def test_months_become_the_year_so_far_and_the_same_months_before(shop, server):
    """Both flows go as far as the shorter; a year whose months are all there and that is not printed is their sum."""
    months = {f"2023-M{m:02d}": 10 * m for m in range(1, 13)} | {f"2024-M{m:02d}": 20 * m for m in range(1, 13)}
    server.reply = imf(
        {
            ("FJI", "XG_FOB_USD", "MLT", "M"): months | {"2025-M01": 1, "2025-M02": 2, "2025-M03": 3},
            ("FJI", "MG_CIF_USD", "MLT", "M"): {"2025-M01": 7, "2025-M02": 7},
            ("FJI", "XG_FOB_USD", "MLT", "A"): {"2023": 781},
        }
    )
    shop.run("pull", "imf", PAIR)
    assert told(shop.series()) == {
        ("fiji", "exports", "2023"): 781,
        ("fiji", "exports", "2024"): 20 * 78,
        ("fiji", "exports", "2023-01/2023-02"): 30,
        ("fiji", "exports", "2024-01/2024-02"): 60,
        ("fiji", "exports", "2025-01/2025-02"): 3,
        ("fiji", "imports", "2025-01/2025-02"): 14,
        ("fiji", "total", "2025-01/2025-02"): 17,
    }


def test_flags_become_reliability(shop, server):
    """A provisional figure is of medium reliability, an estimated one of low."""
    server.reply = imf(extra=' STATUS="P"')
    shop.run("pull", "imf", PAIR, "--frequency", "annual")
    assert {s.reliability for s in shop.series().statements} == {"medium"}
    assert all("provisional" in s.note for s in shop.series().statements)


def test_raw_answers_are_kept_byte_for_byte_and_missed_when_they_change(shop, server):
    """Each statement names the checksum of an answer that is there; a changed file is found."""
    server.reply = imf()
    shop.run("pull", "imf", PAIR)
    sent = imf_xml(FIGURES)
    (kept,) = (shop.folder / "answers").glob("*.gz")
    assert gzip.decompress(kept.read_bytes()) == sent
    assert kept.stem == hashlib.sha256(sent).hexdigest()
    sidecar = json.loads(kept.with_suffix(".json").read_text())
    assert (sidecar["pulled"], sidecar["bytes"]) == ("2026-01-15", len(sent))
    assert check_answers(shop.folder / "answers", shop.series().statements) == ()
    kept.write_bytes(gzip.compress(sent + b" "))
    assert check_answers(shop.folder / "answers", shop.series().statements) == (kept.stem,)


def test_a_backup_carries_the_raw_answers_and_check_misses_them(shop, server, monkeypatch):
    """Restored elsewhere, each is there byte for byte; one that is gone or changed is told with exit status 1."""
    server.reply = imf()
    shop.run("pull", "imf", PAIR, "--frequency", "annual")
    (kept,) = (shop.folder / "answers").glob("*.gz")
    assert "is whole" in shop.run("db", "check")
    assert re.search(r"wrote [\d,]+ rows and 1 raw answer to", shop.run("db", "backup", shop.folder / "one.zip"))
    other = shop.folder / "other"
    other.mkdir()
    monkeypatch.setenv("TRADE_TARGET_DATABASE_URL", f"sqlite:///{other}/store.sqlite")
    assert re.search(r"restored [\d,]+ rows and 1 raw answer into", shop.run("db", "restore", shop.folder / "one.zip"))
    back = other / "answers" / kept.name
    for name in (back, back.with_suffix(".json")):
        assert name.read_bytes() == (kept.parent / name.name).read_bytes()
    assert "is whole" in shop.run("db", "check")
    back.write_bytes(back.read_bytes()[:-9])
    assert f"the raw answer {kept.stem} is not in {other}/answers, or not whole" in shop.run("db", "check", status=1)
    with zipfile.ZipFile(shop.folder / "one.zip") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(shop.folder / "bad.zip", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content[:-9] if name.endswith(".gz") else content)
    monkeypatch.setenv("TRADE_TARGET_DATABASE_URL", f"sqlite:///{other}/third.sqlite")
    assert "is not what it was" in shop.run("db", "restore", shop.folder / "bad.zip", status=2)
    assert not (other / "third.sqlite").exists()


def test_a_pull_into_postgresql_is_the_same(shop, server, monkeypatch):
    """New, then unchanged, then superseded; a fault leaves the store as it was."""
    monkeypatch.setenv("TRADE_TARGET_DATABASE_URL", seeded_url("postgresql", shop.folder))
    monkeypatch.setenv("TRADE_TARGET_ANSWERS_DIR", str(shop.folder / "kept"))
    shop.url = os.environ["TRADE_TARGET_DATABASE_URL"]
    server.reply = imf()
    words = ("pull", "imf", PAIR, "--frequency", "annual")
    assert "8 new, 0 superseded, 0 unchanged" in shop.run(*words)
    assert told(shop.series())["fiji", "exports", "2022"] == 1000000.5
    assert "0 new, 0 superseded, 8 unchanged" in shop.run(*words)
    before = shop.version()
    server.reply = [Reply(imf_xml(FIGURES)[:1500])]
    assert "ends in the middle" in shop.run(*words, status=2)
    assert shop.version() == before
    server.reply = imf(FIGURES | {("MLT", "XG_FOB_USD", "FJI", "A"): {"2023": "2950000"}})
    assert "0 new, 1 superseded, 7 unchanged" in shop.run(*words)
    assert {s.level.value for s in shop.series().select(statistics="malta")} == {2.9e6, 2.95e6}
    assert "is whole" in shop.run("db", "check")


def test_targets_of_a_pulled_pair_are_answered_anew(tmp_path, server, shop, monkeypatch):
    """A registered target has a new answer after a pull that changed its series, and none after one that did not."""
    monkeypatch.setattr(catalog, "targets", tuple)
    shop.url = f"sqlite:///{tmp_path}/own.sqlite"
    monkeypatch.setenv("TRADE_TARGET_DATABASE_URL", shop.url)
    years = {str(year): 1e6 * 1.05 ** (year - 2019) for year in range(2019, 2025)}
    two = {("FJI", i, "MLT", "A"): years for i in ("XG_FOB_USD", "MG_CIF_USD")}
    with open_store(shop.url) as store:
        header = "reporter,partner,target_value,currency,deadline,announced\n"
        (target,) = store.add_targets(f"{header}Fiji,Malta,5m,USD,2030,2026-01-05\n", by="ann").statements
    server.reply = imf(two)
    words = ("pull", "imf", PAIR, "--frequency", "annual")
    assert "1 new answer of registered targets stored" in shop.run(*words)
    assert "registered targets" not in shop.run(*words)
    server.reply = imf({key: known | {"2024": 3e6} for key, known in two.items()}, stamp="2026-01-10T00:00:00Z")
    assert "1 new answer of registered targets stored" in shop.run(*words)
    with open_store(shop.url) as store:
        assert len(store.runs_of(target)) == 2


def test_a_dry_run_shows_what_would_change_and_keeps_nothing(shop, server):
    """A line for each figure; store and folder stay as they were."""
    server.reply = imf()
    before = shop.version()
    printed = shop.run("pull", "imf", PAIR, "--dry-run")
    assert "would be 8 new" in printed
    assert re.search(r"malta +imports +2023 +- +2,900,000  new, known 2024-07-01", printed)
    assert shop.version() == before
    assert not (shop.folder / "answers").exists()


def test_a_dry_run_is_told_in_the_language_asked_for(shop, server):
    """Heads, figures and what becomes of each: numbers as the language writes them, sides as they are typed."""
    server.reply = imf()
    printed = " ".join(shop.run("pull", "imf", PAIR, "--dry-run", "--lang", "ru").split())
    assert "статистика поток период хранится, USD источник, USD станет" in printed
    assert "malta импорт 2023 - 2 900 000 новое, известно с 2024-07-01" in printed


def test_shipped_figures_of_the_same_publisher_are_what_was_known_before(shop, server):
    """Argentina's exports of 2019 as shipped are unchanged when the IMF says the same; a new figure supersedes them."""
    shipped = catalog.series("argentina-australia").select(statistics="argentina", flow="exports")
    held = {s.period.year: s.level.value for s in shipped}
    series = {"2018": held[2018] * 1.02, "2019": held[2019] + 3.4, "2021": 1e9}
    server.reply = imf({("ARG", "XG_FOB_USD", "AUS", "A"): series})
    assert ": 1 new, 1 superseded, 1 unchanged" in shop.run(
        "pull", "imf", "argentina", "australia", "--frequency", "annual"
    )
    found = shop.series("argentina-australia")
    newest = {
        s.period.year: s for s in found.select(statistics="argentina", flow="exports") if s.event.startswith("imf")
    }
    assert newest[2018].supersedes == "dots-arg-2018"
    assert newest[2021].origin.published == date(2022, 7, 1), "history that was not shipped"


ROWS = [
    {"period": "2023", "reporterCode": 242, "partnerCode": 470, "flowCode": "X", "primaryValue": 1250000.0},
    {"period": "2023", "reporterCode": 242, "partnerCode": 470, "flowCode": "M", "primaryValue": 3e6, "fobvalue": 3e6},
    {
        "period": "2023",
        "reporterCode": 470,
        "partnerCode": 242,
        "flowCode": "X",
        "primaryValue": 2.9e6,
        "isReported": False,
    },
    {"period": "2023", "reporterCode": 242, "partnerCode": 470, "flowCode": "X", "primaryValue": 9e5, "motCode": 2100},
    {
        "period": "2023",
        "reporterCode": 242,
        "partnerCode": 470,
        "flowCode": "M",
        "primaryValue": 9e5,
        "customsCode": "C01",
    },
]
FILES = [{"reporterCode": 242, "period": 2023, "publicationDate": "2024-05-02T11:24:10Z"}]


def test_comtrade_asks_for_totals_and_takes_them_alone(shop, server, monkeypatch):
    """The three zeros are asked for, parts left out; stamps come from the list of files, estimates are weak."""
    monkeypatch.setenv("TRADE_TARGET_COMTRADE_KEY", "a-key-of-ours-1")
    server.reply = lambda path: Reply(comtrade_json(FILES if "bulk" in path else ROWS), kind="application/json")
    shop.run("pull", "comtrade", PAIR, "--frequency", "annual", "--since", "2020")
    path, headers = server.asked[-1]
    assert path.startswith("/data/v1/get/C/A/HS?")
    assert {"motCode=0", "customsCode=C00", "partner2Code=0", "cmdCode=TOTAL"} <= set(path.partition("?")[2].split("&"))
    assert headers["Ocp-Apim-Subscription-Key"] == "a-key-of-ours-1"
    assert told(shop.series()) == {
        ("fiji", "exports", "2023"): 1.25e6,
        ("fiji", "imports", "2023"): 3e6,
        ("fiji", "total", "2023"): 4.25e6,
        ("malta", "imports", "2023"): 2.9e6,
    }
    found = {(s.statistics, s.flow): s for s in shop.series().statements}
    assert found["fiji", "exports"].origin.published == date(2024, 5, 2)
    assert found["fiji", "exports"].origin.precision == "day"
    assert found["malta", "imports"].reliability == "low"
    assert "imports FOB" in found["fiji", "imports"].note


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (comtrade_json(ROWS * 100), "answered 500 rows, the most it gives: the newest are cut off"),
        (b'{"count": 9, "data": []}', "counts 9 rows and sent 0"),
        (comtrade_json(ROWS).replace(b"primaryValue", b"value"), "lacks primaryValue"),
        (comtrade_json(ROWS)[:300], "JSON that ends in the middle"),
        (b"[]", "lacks data in its answer"),
        (b"[" * 200_000, "JSON that ends in the middle, or is none"),
        (comtrade_json([ROWS[0] | {"reporterCode": [242]}]), "'[242]' is no number of a place"),
        (comtrade_json([ROWS[0] | {"reporterCode": "242"}]), "'242' is no number of a place"),
    ],
)
def test_an_answer_of_comtrade_that_is_not_whole_is_refused(shop, server, body, message):
    """A silent cut, a count that is not kept, a changed column: nothing is taken."""
    server.reply = [Reply(body, kind="application/json")]
    assert message in shop.run("pull", "comtrade", PAIR, "--frequency", "annual", status=2)


def test_two_sources_of_one_pair_are_compared_by_the_audit(shop, server):
    """Fiji's exports of 2023 differ between the IMF and Comtrade: the audit names both, and imports by source."""
    server.reply = imf()
    shop.run("pull", "imf", PAIR, "--frequency", "annual")
    server.reply = [Reply(comtrade_json(ROWS), kind="application/json")]
    shop.run("pull", "comtrade", PAIR, "--frequency", "annual")
    ids = {
        s.origin.publisher: s.id
        for s in shop.series().select(statistics="fiji", flow="exports")
        if s.period.year == 2023
    }
    assert len(ids) == 2
    assert any(set(ids.values()) <= set(f.statements) for f in audit(shop.series(), shipped_priors().profile))
    printed = shop.run("audit", PAIR)
    assert "$3m by United Nations and $3.1m by International Monetary Fund: the sources may" in " ".join(
        printed.split()
    )


def test_eurostat_is_read_in_euros_as_a_series_of_its_own(shop, server):
    """Malta's books on Fiji: flow 1 is imports; the series is in euros, beside the one in dollars."""
    dims = {"freq": "A", "reporter": "MT", "partner": "FJ", "product": "TOTAL", "indicators": "VALUE_IN_EUROS"}
    body = eurostat_xml(
        [dims | {"flow": "1"}, dims | {"flow": "2"}],
        [[("2022", "100.5", ""), ("2023", "120", ' OBS_FLAG="p"')], [("2023", "80", "")]],
    )
    server.reply = imf()
    shop.run("pull", "imf", PAIR)
    server.reply = lambda path: Reply(body) if "/A." in path else Reply(status=404)
    printed = shop.run("pull", "eurostat", PAIR)
    assert "fiji-malta-eur: 4 new" in printed
    assert "/DS-045409/A.MT.FJ.TOTAL.1+2.VALUE_IN_EUROS" in server.asked[-2][0]
    found = shop.series("fiji-malta-eur")
    assert (found.unit, told(found)["malta", "exports", "2022"]) == ("EUR", 100.5)
    assert told(found)["malta", "total", "2023"] == 200
    assert {s.reliability for s in found.statements if s.flow == "exports" and s.period.year == 2023} == {"medium"}
    assert "0 new, 0 superseded, 4 unchanged" in shop.run("pull", "eurostat", PAIR)


HEADER = ["CTY_CODE", "CTY_NAME", "ALL_VAL_MO", "ALL_VAL_YR", "time", "CTY_CODE"]


def census(path):
    """Return what the bureau says: its list of a month, or the months of one country."""
    header = [name.replace("ALL", "GEN") if "imports" in path else name for name in HEADER]
    if "time=2025-12" in path:
        rows = [
            ["-", "TOTAL FOR ALL COUNTRIES", "9", "9"],
            ["0026", "OECD", "9", "9"],
            ["5800", "KOREA, SOUTH", "1", "2"],
        ]
        return Reply(json.dumps([header[:4], *rows]).encode(), kind="application/json")
    times = {"2023-12": 12, "2024-03": 3, "2024-12": 13, "2025-03": 4}
    rows = [["5800", "KOREA, SOUTH", "1", str(v), t, "5800"] for t, v in times.items()]
    return Reply(json.dumps([header, *rows]).encode(), kind="application/json")


def test_census_finds_its_number_of_a_country_and_prints_the_year_to_date(shop, server, monkeypatch):
    """South Korea is KOREA, SOUTH there; what the bureau prints to a month is taken as it is; the key stays secret."""
    monkeypatch.setenv("TRADE_TARGET_CENSUS_KEY", "census-secret-1")
    server.reply = census
    printed = shop.run("pull", "census", "south korea", "usa", "--since", "2023")
    assert "CTY_CODE=5800" in server.asked[1][0]
    assert all("key=census-secret-1" in path for path, _ in server.asked)
    found = shop.series("south-korea-united-states")
    mine = {k: v for k, v in told(replace_only(found, "US Census Bureau")).items() if k[1] == "imports"}
    assert mine["united-states", "imports", "2024"] == 13, "America's exports are Korea's imports"
    assert mine["united-states", "imports", "2025-01/2025-03"] == 4
    kept = [file.read_bytes() for file in (shop.folder / "answers").iterdir()] + [printed.encode()]
    kept += [(shop.folder / "store.sqlite").read_bytes()]
    assert not any(b"census-secret-1" in content for content in kept)


def replace_only(series, publisher):
    """Return a series with one publisher's statements alone."""
    return replace(series, statements=tuple(s for s in series.statements if s.origin.publisher == publisher))


def test_a_wrong_key_of_census_answers_a_page_and_is_told(shop, server, monkeypatch):
    """The page is named as such; the key stands in no message."""
    monkeypatch.setenv("TRADE_TARGET_CENSUS_KEY", "census-secret-2")
    server.reply = [Reply(b"<html><title>Invalid Key</title><body>census-secret-2 is invalid", kind="text/html")]
    printed = shop.run("pull", "census", "south korea", "usa", status=2)
    assert "answered with a page for readers (HTML)" in printed
    assert "wrong" in printed
    assert "census-secret-2" not in printed


def test_all_tracked_pairs_go_on_where_they_stopped(shop, server, monkeypatch):
    """What was pulled before a fault stays; the same command asks only for the rest; each pair once."""
    pairs = tuple(parse_pair(text) for text in ("fiji-malta", "malta-tuvalu", "tuvalu-fiji"))
    monkeypatch.setattr("forecast.cli.pull._tracked_pairs", lambda _store: pairs)
    every = FIGURES | {
        ("TUV", "XG_FOB_USD", "FJI", "A"): {"2023": "5"},
        ("MLT", "XG_FOB_USD", "TUV", "A"): {"2023": "6"},
    }
    server.reply = lambda path: Reply(b"", 500) if "TUV+FJI" in path else imf(every)(path)
    words = ("pull", "imf", "--all-tracked", "--frequency", "annual")
    assert "answered 500" in shop.run(*words, status=2)
    assert len(shop.series().statements) == 8
    server.reply, server.asked[:] = imf(every), []
    printed = shop.run(*words)
    assert "2 of 3 were pulled before; going on" in printed
    assert len(server.asked) == 1
    assert "3 of 3" in shop.run(*words)
    assert "0 new, 0 superseded" in shop.run(*words).splitlines()[-1]


def test_a_third_partys_source_in_one_file_is_pulled(shop, server, monkeypatch):
    """The example of docs/pull.md, installed as its entry point says, is a source like any other."""
    page = Path("docs/pull.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", page, flags=re.DOTALL).group(1)
    entry = re.search(r"```toml\n(.*?)```", page, flags=re.DOTALL).group(1)
    named = re.search(r'^(\w+) = "([\w.:]+)"$', entry, flags=re.MULTILINE)
    site = shop.folder / "site"
    (site / "ministry-1.0.dist-info").mkdir(parents=True)
    (site / "ministry-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: ministry\nVersion: 1.0\n")
    declared = f"[trade_target.sources]\n{named.group(1)} = {named.group(2)}\n"
    (site / "ministry-1.0.dist-info" / "entry_points.txt").write_text(declared)
    (site / f"{named.group(2).partition(':')[0]}.py").write_text(code)
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setenv("TRADE_TARGET_MINISTRY_URL", server.address)
    sent = b"year,exports,imports,published\n2023,1200000,3100000,2024-02-10\n2024,1500000,,2025-02-11\n"
    server.reply = [Reply(sent, kind="text/csv")]
    assert "fiji-malta: 4 new" in shop.run("pull", "ministry", PAIR)
    assert told(shop.series())["fiji", "total", "2023"] == 4.3e6
    assert "0 new, 0 superseded, 4 unchanged" in shop.run("pull", "ministry", PAIR)
