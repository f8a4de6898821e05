"""The commands that keep the store: what a person types, and what comes back."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import time
from datetime import date

import pytest
from click.testing import CliRunner

from forecast.cli import main
from forecast.data import catalog
from forecast.store import audit_log, open_store
from tests.support.postgres import seeded_url
from tests.support.serving import COMMAND, environment

PAIR = "belarus-st-petersburg"
NEXT = "period,level,unit,published,event\n2008,1.61bn,USD,2010-02-10,feb\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs a command in a folder of its own; little is shipped, so answers are cheap."""
    few = catalog.series(PAIR).known_at(date(2009, 6, 30))
    one = tuple(t for t in catalog.targets() if t.id == "arm-irn-1bn")
    read = catalog.series
    monkeypatch.setattr(catalog, "series", lambda name: few if name == few.id else read(name))
    monkeypatch.setattr(catalog, "targets", lambda: one)
    monkeypatch.delenv("TRADE_TARGET_DATABASE_URL", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    return lambda *words: runner.invoke(main, [str(w) for w in words])


def test_reading_commands_make_no_store_and_read_it_when_there_is_one(run, tmp_path):
    """Without a store the shipped series are listed; with one, those of the store."""
    assert PAIR in run("series").output
    assert not (tmp_path / "data").exists()
    made = run("db", "upgrade")
    assert made.exit_code == 0
    assert "1 series, 6 statements, 1 announced targets, change 1" in made.output
    own = tmp_path / "own.csv"
    own.write_text("reporter,partner,period,level,unit,published\nAland,Bland,2024,1bn,USD,2025-01-05\n")
    assert run("statements", "add", "aland-bland", own).exit_code == 0
    assert "Aland and Bland" in run("series").output
    told = run("forecast", "aland-bland", "--target", "2bn", "--format", "csv")
    assert told.exit_code == 0
    assert "aland-bland" in told.output


def test_added_statements_are_told_with_the_audit_and_registered_targets_are_answered_anew(run, tmp_path):
    """Added, repeated and superseded are printed; findings about the new statements follow."""
    rows = tmp_path / "targets.csv"
    rows.write_text("reporter,partner,target_value,currency,deadline\nBelarus,St. Petersburg,4bn,USD,2030\n")
    told = run("registry", "add", rows)
    assert told.exit_code == 0, told.output
    assert "belarus-st-petersburg-4bn-2030" in told.output
    assert "1 of 2 announced targets" in run("targets", "2030").output
    new = tmp_path / "new.csv"
    new.write_text(NEXT)
    told = run("statements", "add", PAIR, new, "--by", "ann")
    assert told.exit_code == 0, told.output
    assert "1 statement added\n  feb/total/2008" in told.output
    assert "1 new answer of registered targets stored" in told.output
    again = run("statements", "add", PAIR, new)
    assert "1 statement there already" in again.output
    new.write_text(NEXT.replace("1.61bn", "0.161bn"))
    refused = run("statements", "add", PAIR, new)
    assert refused.exit_code == 2
    assert "new.csv, line 2" in refused.output
    corrected = run("statements", "add", PAIR, new, "--corrects", "feb/total/2008")
    assert "1 statement superseded" in corrected.output
    assert "finding" in corrected.output
    assert run("db", "check").exit_code == 0


def test_tokens_are_made_listed_and_revoked(run):
    """The secret alone stands on the standard output, and nowhere else."""
    made = run("tokens", "create", "ann")
    secret = made.stdout.strip()
    assert secret.startswith("tt_")
    assert "shown this once" in made.stderr
    with open_store() as store:
        assert store.verify_token(secret) == "ann"
    listed = run("tokens", "list").output
    assert "ann  created 20" in listed
    assert secret not in listed
    assert run("tokens", "revoke", "ann").exit_code == 0
    assert "revoked" in run("tokens", "list").output
    assert run("tokens", "revoke", "ann").exit_code == 2


def test_backups_are_restored_elsewhere_and_checked(run, tmp_path):
    """A backup fills a new store; what cannot be done is told in a sentence, with exit status 2."""
    run("tokens", "create", "ann")
    assert "wrote" in run("db", "backup", "one.zip").output
    assert run("db", "backup", "one.zip").exit_code == 2
    other = f"sqlite:///{tmp_path}/other.sqlite"
    assert "restored" in run("db", "restore", "one.zip", "--database", other).output
    assert "is whole" in run("db", "check", "--database", other).output
    for words, said in (
        (("db", "restore", "one.zip"), "holds data of its own"),
        (("db", "restore", "none.zip"), "cannot read or write"),
        (("db", "check", "--database", "sqlite:///none.sqlite"), "there is no database"),
        (("db", "check", "--database", "mysql://x"), "are not known here"),
        (("statements", "add", PAIR, "none.csv"), "cannot be read"),
    ):
        refused = run(*words)
        assert refused.exit_code == 2, words
        assert said in refused.output


def test_check_tells_what_is_wrong_with_exit_status_1(run, tmp_path):
    """A store whose rows were altered is not whole."""
    import sqlite3

    run("db", "upgrade")
    raw = sqlite3.connect(tmp_path / "data" / "trade-target" / "store.sqlite")
    raw.execute("DROP TRIGGER statements_stay_update")
    raw.execute("UPDATE statements SET note = 'x' WHERE seq = 1")
    raw.commit()
    raw.close()
    told = run("db", "check")
    assert told.exit_code == 1
    assert "does not say what was stored" in told.output


def test_the_audit_log_tells_who_wrote_what(run, tmp_path):
    """Writes of the command line stand in it, as text, CSV and JSON lines, those of a day or a token alone if asked."""
    run("tokens", "create", "ann")
    new = tmp_path / "new.csv"
    new.write_text(NEXT)
    run("statements", "add", PAIR, new, "--by", "bob")
    told = run("db", "audit").output.splitlines()
    assert len(told) == 2
    assert "command line  token created  token 1, ann" in told[0]
    assert "bob  statements  change 2: " in told[1]
    first, *_ = csv.DictReader(io.StringIO(run("db", "audit", "--format", "csv").output))
    assert (first["who"], first["action"], first["token"]) == ("command line", "token created", "")
    assert json.loads(run("db", "audit", "--format", "json").output.splitlines()[1])["who"] == "bob"
    assert run("db", "audit", "--since", "2199-01-01").output == ""
    assert run("db", "audit", "--token", "1").output == ""


def test_webhooks_are_registered_listed_and_removed(run):
    """The secret is printed once; the list tells how it goes; what is no address, or no webhook, is refused."""
    made = run("webhooks", "add", "https://example.org/hook", "--by", "ann")
    assert made.exit_code == 0, made.output
    assert made.stdout.startswith("whsec_")
    listed = run("webhooks", "list").output
    assert "1  https://example.org/hook  by ann" in listed
    assert "nothing told yet" in listed
    assert made.stdout.strip() not in listed
    assert "moved" in run("webhooks", "remove", "1", "--reason", "moved").output
    assert "ended: moved" in run("webhooks", "list").output
    assert run("webhooks", "remove", "9").exit_code == 2
    assert run("webhooks", "add", "ftp://example.org").exit_code == 2


def test_a_backup_that_found_no_store_is_made_soon_after_there_is_one(tmp_path):
    """A real process that starts before the service has made the store, as after a reboot: it does not sleep its six hours."""
    database, folder = f"sqlite:///{tmp_path / 'late.sqlite'}", tmp_path / "kept"
    told = [*COMMAND, "db", "backup", str(folder), "--every", "6h"]
    with subprocess.Popen(told, env=environment(database), stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr.readline().startswith("no backup was made: ")
            open_store(database).close()
            until = time.monotonic() + 30
            while not list(folder.glob("trade-target-*Z.zip")) and time.monotonic() < until:
                time.sleep(0.1)
        finally:
            process.terminate()
    assert len(list(folder.glob("trade-target-*Z.zip"))) == 1


def test_backups_are_made_again_and_again_and_the_oldest_make_room(tmp_path):
    """A real process that is stopped: so many files stay, whole and with other files untouched; wrong times are told."""
    database, folder = seeded_url("sqlite", tmp_path), tmp_path / "kept"
    folder.mkdir()
    (folder / "mine.zip").write_text("not theirs")
    for wrong in (("--every", "soon"), ("--every", "0h"), ("--every", "9000d"), ("--keep", "3")):
        assert CliRunner().invoke(main, ["db", "backup", str(folder), *wrong]).exit_code == 2
    assert CliRunner().invoke(main, ["db", "backup", str(folder / "mine.zip"), "--every", "1h"]).exit_code == 2
    told = [*COMMAND, "db", "backup", str(folder), "--every", "1s", "--keep", "2"]
    with subprocess.Popen(told, env=environment(database), stdout=subprocess.PIPE, text=True) as process:
        seen: set[str] = set()
        until = time.monotonic() + 120
        while len(seen) < 4 and time.monotonic() < until:  # three told, the fourth under way
            time.sleep(0.1)
            seen |= {path.name for path in folder.glob("trade-target-*Z.zip")}
        process.send_signal(signal.SIGTERM)
        lines = process.communicate(timeout=60)[0].splitlines()
    assert process.returncode == 0
    assert len(lines) >= 3
    assert all(line.startswith("wrote ") for line in lines)
    files = sorted(path.name for path in folder.iterdir())
    assert files[0] == "mine.zip"
    assert len(files) in {3, 4}  # one more when it was stopped before the oldest made room
    with open_store(database) as store:
        noted = sum(one.action == "backup" for one in audit_log(store))
    assert noted - len(lines) in {0, 1}  # one more when it was stopped between the note and the line
