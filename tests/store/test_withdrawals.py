"""What is withdrawn: a false statement goes out of use, a text goes for good, and both leave place and reason."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import text

from api.library import Library
from forecast.data import catalog
from forecast.errors import InputError, UnknownNameError
from forecast.store import StoredRun, StoreError, Token, backup, check, open_store, restore, schema
from forecast.store.engine import engine_of, parse_url, reading, writing
from forecast.store.migrating import migrate
from tests.support.postgres import new_url, seeded_url

KINDS = ("sqlite", "postgresql")
HEAD = "reporter,partner,period,level,unit,published,event,publisher,title,url,note\n"
TOLD = "The Secret Gazette of Aland,Trade doubled says the minister,https://gazette.example/1,a long note"
TWO = HEAD + f"Aland,Bland,2023,1.5bn,USD,2024-03-01,a,{TOLD}\nAland,Bland,2024,1.6bn,USD,2025-03-01,b,Office,,,\n"
SERIES, FALSE, GOOD = "aland-bland", "a/total/2023", "b/total/2024"
SECRETS = ("Secret Gazette", "Trade doubled", "gazette.example", "a long note")


@pytest.fixture(params=KINDS)
def store(request, tmp_path):
    """Return a store with two statements of a pair of its own."""
    with open_store(seeded_url(request.param, tmp_path)) as opened:
        opened.add_statements(SERIES, TWO, by="ann")
        yield opened


def shown(name, store):
    """Return a run that shows the statements of the pair, as it would be stored in two formats."""
    statements = [
        {"id": s.id, "publisher": s.origin.publisher, "title": s.origin.title, "url": s.origin.url, "note": s.note}
        for s in store.series(SERIES).statements
    ]
    answer = {"status": "open", "median": None, "probability_by_deadline": None, "probability_by": []}
    said = {
        "run": {"id": name},
        "answer": answer,
        "statements": statements,
        "summary": f"as {SECRETS[1]} says the minister",
    }
    page = f"<p>{TOLD}</p>".encode()
    kept = {"json": json.dumps(said).encode(), "html": page, "citation": b"{}"}
    return StoredRun(name, "t-1", SERIES, "series=x", "1", store.version(), kept)


def test_a_retracted_statement_is_out_of_use_kept_and_told_with_its_reason(store):
    """It leaves the series, not the store; the change names it, who and why; twice is once."""
    before = store.series(SERIES)
    change = store.withdraw(
        SERIES, FALSE, "retraction", reason="  the office\n denies it ", by=Token("ann", "", None, 7)
    )
    assert (change.kind, change.statements, change.by, change.token) == ("retraction", (FALSE,), "ann", 7)
    assert change.note.endswith("the office denies it")
    assert [s.id for s in store.series(SERIES).statements] == [GOOD]
    (kept,) = store.withdrawals(SERIES)
    assert (kept.statement, kept.kind, kept.change) == (before.statements[0], "retraction", change.number)
    assert store.withdraw(SERIES, FALSE, "retraction", reason="again", by="ann") is None
    assert store.version() == change.number
    assert store.changes(limit=1) == (change,)
    assert check(store) == []


def test_what_was_retracted_comes_back_by_a_correction_alone(store):
    """The same file again is refused with how to bring it back; a correction may say anything, the same too."""
    store.withdraw(SERIES, FALSE, "retraction", reason="a hoax", by="ann")
    with pytest.raises(InputError, match="was retracted"):
        store.add_statements(SERIES, TWO, by="ann")
    assert [s.id for s in store.series(SERIES).statements] == [GOOD]
    store.add_statements(SERIES, TWO.splitlines()[0] + "\n" + TWO.splitlines()[1], by="ann", corrects=FALSE)
    assert [s.id for s in store.series(SERIES).statements] == [FALSE, GOOD]
    store.withdraw(SERIES, FALSE, "retraction", reason="a hoax after all", by="ann")
    assert [s.id for s in store.series(SERIES).statements] == [GOOD]
    assert check(store) == []


def test_a_retraction_needs_a_statement_that_stands_and_a_reason(store):
    """An unknown id is answered with near ones; an empty reason is refused; nothing is appended."""
    version = store.version()
    with pytest.raises(UnknownNameError, match=r"did you mean a/total/2023"):
        store.withdraw(SERIES, "a/total/2032", "retraction", reason="x", by="ann")
    with pytest.raises(UnknownNameError):
        store.withdraw("nowhere", FALSE, "retraction", reason="x", by="ann")
    for reason in ("", " \n", "x" * 1_001, "a\0b"):
        with pytest.raises(InputError, match="reason"):
            store.withdraw(SERIES, FALSE, "retraction", reason=reason, by="ann")
    assert store.version() == version


def test_a_series_whose_statements_are_all_retracted_takes_nothing_with_it(store):
    """It is empty in the store, asked nowhere, and not read from what the package ships."""
    for name in (FALSE, GOOD):
        store.withdraw(SERIES, name, "retraction", reason="a hoax", by="ann")
    snapshot = Library(store).snapshot()
    assert SERIES not in snapshot.series
    with pytest.raises(UnknownNameError, match="all of them were retracted"):
        snapshot.one_series(SERIES)


def test_a_redacted_text_is_gone_from_row_and_runs_and_place_checksum_and_figures_stay(store):
    """Nothing of the text is left; figures stay in use; the run says what is missing; other runs keep their bytes."""
    store.put_run(shown("showing", store))
    other = StoredRun("other", "t-2", "belarus-st-petersburg", "q", "1", 1, shown("other", store).documents)
    store.put_run(other)
    with reading(store.engine) as connection:
        sums = {row.content for row in connection.execute(schema.statements.select())}
    change = store.withdraw(SERIES, FALSE, "redaction", reason="a court order", by="ann")
    (now, _) = store.series(SERIES).statements
    assert (now.id, now.level.value) == (FALSE, 1.5e9)
    assert (now.origin.publisher, now.origin.title, now.origin.url, now.note) == ("", "", "", "")
    (told,) = store.withdrawals(SERIES)
    assert (told.kind, told.reason) == ("redaction", "a court order")
    assert told.checksum in sums
    run = store.run("showing")
    answer = json.loads(run.documents["json"])
    assert answer["redactions"] == [
        {"statement": FALSE, "at": answer["redactions"][0]["at"], "change": change.number, "reason": "a court order"}
    ]
    assert answer["statements"][0] == {"id": FALSE, "publisher": "", "title": "[withdrawn]", "url": "", "note": ""}
    assert answer["statements"][1]["publisher"] == "Office"
    assert not [secret for secret in SECRETS if secret in run.documents["json"].decode()]
    assert set(run.documents) == {"json", "citation"}
    assert (run.removed["html"].kind, run.removed["html"].reason) == ("redaction", "a court order")
    assert store.run("other").documents == other.documents
    assert store.add_statements(SERIES, TWO, by="ann").repeated == (FALSE, GOOD)
    assert check(store) == []


def test_no_byte_of_a_redacted_text_is_left_in_the_file(tmp_path):
    """The SQLite file and its log hold nothing of it once the store is closed."""
    place = tmp_path / "store.sqlite"
    with open_store(f"sqlite:///{place}") as store:
        store.add_statements(SERIES, TWO, by="ann")
        assert any(SECRETS[0].encode() in file.read_bytes() for file in Path(tmp_path).iterdir())
        store.withdraw(SERIES, FALSE, "redaction", reason="a court order", by="ann")
        for file in tmp_path.iterdir():
            assert not [secret for secret in SECRETS if secret.encode() in file.read_bytes()], file


def test_a_withdrawal_survives_a_backup_and_the_database_lets_nothing_else_go(store, tmp_path):
    """Restored elsewhere all is as it was; an update of a figure, or of a text that is not withdrawn, is refused."""
    store.put_run(shown("showing", store))
    store.withdraw(SERIES, FALSE, "redaction", reason="a court order", by="ann")
    store.withdraw(SERIES, GOOD, "retraction", reason="a hoax", by="ann")
    backup(store, tmp_path / "kept.zip")
    kind = "sqlite" if store.engine.dialect.name == "postgresql" else "postgresql"
    (tmp_path / "other").mkdir()
    url = new_url(kind, tmp_path / "other")
    restore(url, tmp_path / "kept.zip")
    with open_store(url) as again:
        assert again.withdrawals(SERIES) == store.withdrawals(SERIES)
        assert again.run("showing") == store.run("showing")
        assert check(again) == []
    for order in (
        "UPDATE statements SET level = 1 WHERE id = 'a/total/2023'",
        "UPDATE statements SET skipped = 3 WHERE id = 'a/total/2023'",
        "UPDATE statements SET year_ends = 6 WHERE id = 'a/total/2023'",
        "UPDATE statements SET title = '' WHERE id = 'b/total/2024'",
        "UPDATE documents SET body = '' WHERE suffix = 'citation'",
        "DELETE FROM withdrawals",
    ):
        with pytest.raises(StoreError, match="never changed or deleted"), writing(store.engine) as connection:
            connection.execute(text(order))


@pytest.mark.parametrize("kind", KINDS)
def test_a_store_of_the_release_before_is_upgraded_and_withdraws(kind, tmp_path):
    """A database at revision 0003 with data and a run takes the step and keeps both; then a text can go."""
    url = seeded_url(kind, tmp_path)
    with open_store(url) as store:
        store.add_statements(SERIES, TWO, by="ann")
        store.put_run(shown("showing", store))
        before = store.series(SERIES), store.run("showing"), store.changes()
    engine = engine_of(parse_url(url))
    with writing(engine) as connection:
        migrate(connection, to="0003")
    engine.dispose()
    with open_store(url) as store:
        assert (store.series(SERIES), store.run("showing"), store.changes()) == before
        assert store.withdraw(SERIES, FALSE, "redaction", reason="a court order", by="ann")
        assert "html" in store.run("showing").removed
        # The step back forgot what that release did not know: that some targets are of fiscal years.
        found = [re.fullmatch(r"targets row \d+ \((.*)\) does not say what was stored", one) for one in check(store)]
        fiscal = [target.id for target in catalog.targets() if target.year_ends != 12]
        assert sorted(one and one[1] for one in found) == sorted(fiscal)


QUARTERS = (
    HEAD + "Aland,Bland,2023-Q1,1.5bn,USD,2023-05-01,q1,Office,,,\n"
    f"Aland,Bland,2023-Q2,1.6bn,USD,2023-08-01,q2,{TOLD}\n"
)
PART, SUM = "q2/total/2023-04..2023-06", "q2/total/2023-01..2023-06"


@pytest.fixture(params=KINDS)
def quarters(request, tmp_path):
    """Return a store with two quarters, which are read as one and the half year."""
    with open_store(seeded_url(request.param, tmp_path)) as opened:
        opened.add_statements(SERIES, QUARTERS, by="ann")
        yield opened


def _run_of_sum(name, store, *, parts):
    """Return a run that shows the sum of the quarters, with its parts or as runs told it before they had them."""
    _, half = store.series(SERIES).statements
    assert (half.id, half.parts) == (SUM, ("q1/total/2023-01..2023-03", PART))
    entry = {
        "id": half.id,
        "publisher": half.origin.publisher,
        "title": half.origin.title,
        "url": half.origin.url,
        "note": half.note,
    }
    run = shown(name, store)
    said = json.loads(run.documents["json"]) | {"statements": [entry | ({"parts": half.parts} if parts else {})]}
    history = {"entries": [{"new": [said["statements"][0]]}]}
    kept = run.documents | {"json": json.dumps(said).encode(), "history": json.dumps(history).encode()}
    return StoredRun(name, "t-1", SERIES, "series=x", "1", store.version(), kept)


@pytest.mark.parametrize("parts", [True, False], ids=["parts told", "parts not told yet"])
def test_a_redacted_text_is_gone_from_runs_that_show_it_in_a_sum(quarters, parts):
    """A sum carries the text of its last part: every document of the run loses it."""
    quarters.put_run(_run_of_sum("summing", quarters, parts=parts))
    quarters.withdraw(SERIES, PART, "redaction", reason="a court order", by="ann")
    run = quarters.run("summing")
    for suffix in ("json", "history"):
        assert not [secret for secret in SECRETS if secret in run.documents[suffix].decode()]
    assert "html" in run.removed
    assert [one["statement"] for one in json.loads(run.documents["json"])["redactions"]] == [PART]
    _, half = quarters.series(SERIES).statements
    assert (half.origin.publisher, half.origin.title, half.level.value) == ("", "", 3.1e9)
    assert check(quarters) == []


def test_a_run_without_a_redacted_statement_keeps_its_bytes_though_it_shows_another_sum(quarters):
    """Neither another series' run nor one of another sum of the same series is touched."""
    run = _run_of_sum("summing", quarters, parts=True)
    said = json.loads(run.documents["json"])
    said["statements"][0] |= {"parts": ["x/total/2020-01..2020-03"]}
    kept = run.documents | {"json": json.dumps(said).encode()}
    quarters.put_run(StoredRun("summing", "t-1", SERIES, "series=x", "1", quarters.version(), kept))
    quarters.withdraw(SERIES, PART, "redaction", reason="a court order", by="ann")
    assert quarters.run("summing").documents == kept


def test_a_part_whose_text_no_run_shows_leaves_the_runs_of_its_sum_as_they_are(quarters):
    """A sum has the text of its last part: another's is in no document, and nothing is taken from them."""
    run = _run_of_sum("summing", quarters, parts=True)
    quarters.put_run(run)
    quarters.withdraw(SERIES, "q1/total/2023-01..2023-03", "redaction", reason="a court order", by="ann")
    assert quarters.run("summing").documents == run.documents


def test_a_publisher_alone_is_gone_from_a_sum_of_a_run_stored_before_sums_told_their_parts(tmp_path):
    """Short as it is, and without title or address, it is the text of the sum's last part."""
    with open_store(seeded_url("sqlite", tmp_path)) as store:
        store.add_statements(SERIES, QUARTERS.replace(TOLD, "Gazette,,,"), by="ann")
        _, half = store.series(SERIES).statements
        told = {"id": half.id, "publisher": half.origin.publisher, "title": "", "url": None, "note": half.note}
        run = shown("summing", store)
        said = json.loads(run.documents["json"]) | {"statements": [told], "summary": ""}
        kept = {"json": json.dumps(said).encode(), "citation": b"{}"}
        store.put_run(StoredRun("summing", "t-1", SERIES, "series=x", "1", store.version(), kept))
        store.withdraw(SERIES, PART, "redaction", reason="a court order", by="ann")
        assert "Gazette" not in store.run("summing").documents["json"].decode()


def test_a_sum_is_withdrawn_and_corrected_by_its_parts(quarters):
    """Its own id, which answers tell, names them; nothing is appended."""
    version = quarters.version()
    named = rf"name one of its parts: q1/total/2023-01\.\.2023-03, {PART.replace('.', chr(92) + '.')}"
    with pytest.raises(UnknownNameError, match=named):
        quarters.withdraw(SERIES, SUM, "retraction", reason="a hoax", by="ann")
    one = HEAD + "Aland,Bland,2023-01/2023-06,3bn,USD,2023-09-01,q3,Office,,,\n"
    with pytest.raises(InputError, match=named):
        quarters.add_statements(SERIES, one, by="ann", corrects=SUM)
    assert quarters.version() == version
    quarters.withdraw(SERIES, PART, "retraction", reason="a hoax", by="ann")
    assert [(s.id, s.level.value) for s in quarters.series(SERIES).statements] == [("q1/total/2023-01..2023-03", 1.5e9)]
