"""What a source gets wrong, or cannot be asked: told, and nothing is left half stored."""

from __future__ import annotations

import gzip
import sqlite3
import sys

import pytest

from tests.support.answering import Reply, imf_csv, imf_xml
from tests.support.pulling import FIGURES, PAIR, imf

WHOLE = imf_xml(FIGURES)
FAULTS = {
    "429": (
        [Reply(b"", 429, headers=(("Retry-After", "900"),))],
        "asks to wait 900 s; run the same command again in 15",
    ),
    "500": ([Reply(b"oops", 500)], "answered 500, 2 times"),
    "403": ([Reply(b"<title>Forbidden</title>", 403)], "answered 403: it wants a key"),
    "moved": ([Reply(b"", 301, headers=(("Location", "http://127.0.0.1:1/"),))], "has moved; set TRADE_TARGET_IMF_URL"),
    "html": ([Reply(b"<!DOCTYPE html><p>Closed for work", kind="text/html")], "a page for readers (HTML)"),
    "empty": ([Reply(b"")], "gave no figure of Fiji and Malta since 1990 (200 with no data)"),
    "204": ([Reply(status=204)], "gave no figure of Fiji and Malta since 1990 (204)"),
    "no series": ([Reply(imf_xml({}))], "gave no figure of Fiji and Malta"),
    "cut": ([Reply(WHOLE, cut=len(WHOLE) // 2)], "was cut off in the middle, 2 times"),
    "half": ([Reply(WHOLE[: len(WHOLE) // 2])], "ends in the middle"),
    "half csv": ([Reply(imf_csv(FIGURES)[:-120], kind="text/csv")], "cut off, or changed"),
    "changed": ([Reply(WHOLE.replace(b" COUNTRY=", b" REF_AREA="))], "lacks COUNTRY in its answer, which has"),
    "changed csv": ([Reply(imf_csv(FIGURES).replace(b"OBS_VALUE", b"VALUE"))], "lacks OBS_VALUE"),
    "no value": ([Reply(WHOLE.replace(b"OBS_VALUE", b"VALUE"))], "lacks OBS_VALUE"),
    "letters": ([Reply(WHOLE.replace(b'"1200000"', b'"a lot"'))], "'a lot' is not an amount of trade"),
    "negative": ([Reply(WHOLE.replace(b'"1200000"', b'"-5"'))], "is not an amount of trade"),
    "bomb": ([Reply(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')], "SDMX without a document type"),
    "odd wait": ([Reply(b"", 429, headers=(("Retry-After", "\u00b2"),))], "answered 429, 2 times"),
    "no year": ([Reply(WHOLE.replace(b'"2022"', b'"0000"'))], "'0000' is no year or month that this program reads"),
    "huge": ([Reply(WHOLE.replace(b'"1200000"', b'"1e300"'))], "'1e300' is not an amount of trade"),
    "zip cut": (
        [Reply(gzip.compress(WHOLE)[:-40], headers=(("Content-Encoding", "gzip"),))],
        "ends in the middle",
    ),
    "said twice": (
        [
            Reply(
                WHOLE.replace(b'<Obs TIME_PERIOD="2023" OBS_VALUE="1200000"', b'<Obs TIME_PERIOD="2022" OBS_VALUE="7"')
            )
        ],
        "says both 7 and 1,000,000 of exports",
    ),
    "silence": ([Reply(WHOLE, silence=0.6)], "was silent for 0.3 s, 2 times"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_source_is_told_and_leaves_nothing_half_stored(shop, server, fault):
    """A clear message and exit status 2; the store is as it was, and no answer is kept."""
    server.reply, message = list(FAULTS[fault][0]), FAULTS[fault][1]
    before = shop.version()
    printed = shop.run("pull", "imf", PAIR, "--frequency", "annual", status=2)
    assert message in printed
    assert "trade-target: imf" in printed
    assert shop.version() == before
    assert not (shop.folder / "answers").exists()
    with sqlite3.connect(shop.folder / "store.sqlite") as database:
        assert database.execute("SELECT count(*) FROM series WHERE id = ?", [PAIR]).fetchone() == (0,)
    database.close()


def test_a_passing_fault_is_tried_again(shop, server):
    """After 503 and a wait that the source names, the answer is taken; the wait is told."""
    server.reply = [Reply(b"", 503, headers=(("Retry-After", "0"),)), Reply(WHOLE)]
    printed = shop.run("pull", "imf", PAIR, "--frequency", "annual")
    assert "imf answered 503; trying again in 0 s" in printed
    assert "8 new" in printed


def test_no_network_is_told(shop, monkeypatch):
    """Nobody listens at the address: what to do is said, and the store is as it was."""
    monkeypatch.setenv("TRADE_TARGET_IMF_URL", "http://127.0.0.1:9")
    assert "cannot be reached, 2 times; see that the network is there" in shop.run("pull", "imf", PAIR, status=2)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("pull", "oecd", "fiji", "malta"), "is not a source known here; known are: imf, comtrade, eurostat, census"),
        (("pull", "imf"), "takes a source"),
        (("pull", "imf", "fiji", "atlantis"), "is not a place known here"),
        (("pull", "census", "fiji", "malta"), "has books of the United States alone"),
        (("pull", "eurostat", "fiji", "china"), "has books of members of the European Union alone"),
        (("pull", "imf", "belarus-st-petersburg"), "has books of countries alone, not of St. Petersburg"),
    ],
)
def test_what_no_source_can_be_asked_is_refused_before_it_is_asked(shop, server, words, message):
    """Clear words, exit status 2, and no request."""
    assert message in shop.run(*words, status=2)
    assert not server.asked


def test_a_setting_that_cannot_be_meant_is_refused_by_name(shop, monkeypatch):
    """An address with a path, and a number that is none, are told at once."""
    monkeypatch.setenv("TRADE_TARGET_IMF_URL", "http://127.0.0.1:8080/external")
    monkeypatch.setenv("TRADE_TARGET_PULL_RETRIES", "many")
    printed = shop.run("pull", "imf", PAIR, status=2)
    assert "TRADE_TARGET_IMF_URL" in printed
    assert "TRADE_TARGET_PULL_RETRIES: 'many' is not a number" in printed


def test_a_pull_without_its_libraries_says_what_to_install(shop, server, monkeypatch):
    """No traceback: the extra is named, and nothing is asked."""
    monkeypatch.setitem(sys.modules, "sdmx", None)
    printed = shop.run("pull", "imf", PAIR, status=2)
    assert "not installed: sdmx; pip install 'trade-target[sources]'" in printed
    assert not server.asked


def test_figures_of_another_unit_are_refused(shop, server):
    """Should the source begin to send millions, nothing is taken."""
    server.reply = imf()
    shop.run("pull", "imf", PAIR)
    small = {key: {t: str(float(v) / 1e6) for t, v in known.items()} for key, known in FIGURES.items()}
    server.reply = imf(small)
    assert "its unit seems to have changed" in shop.run("pull", "imf", PAIR, status=2)
