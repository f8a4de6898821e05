"""Security: no write without a token, no secret in the logs, nothing that a stranger sends is stored, fetched or run."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
import subprocess
from html.parser import HTMLParser
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from api.app import create_app
from api.settings import Settings
from forecast.data.statement_csv import COLUMNS
from forecast.store import audit_log, open_store
from tests.support.cases import some_of
from tests.support.hostile import ECHOED, HOSTILE
from tests.support.postgres import seeded_url
from tests.support.serving import run, serving

PAIR = "belarus-st-petersburg"
ROW = {
    "period": "2020",
    "level": "1bn",
    "unit": "USD",
    "published": "2021-03-01",
    "reporter": "Aland",
    "partner": "Bland",
}
TARGETS = "reporter,partner,target_value,currency,deadline\nAland,Bland,4bn,USD,2030\n"
WRITES = {
    "/v1/statements": {"series": "aland-bland", "statements": [ROW]},
    "/v1/targets": {"csv": TARGETS},
    "/v1/runs": {"series": PAIR, "target": "2.5bn"},
}
HARMLESS = {"viewport", "description", "color-scheme", "generator"}
PAGES = ("/", "/targets/blr-spb-2.5bn", "/embed/blr-spb-2.5bn", "/own", "/docs", "/nothing")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Return a store of its own."""
    with open_store(seeded_url("sqlite", tmp_path_factory.mktemp("security"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(store):
    """Return a client of the application on it."""
    return create_app(Settings(), store).test_client()


def held(store):
    """Return what a store holds that anybody could have written."""
    return store.version(), store.series_ids(), len(store.targets()), store.runs()


def test_no_write_without_a_valid_token(store, client, tmp_path):
    """None, another scheme, unknown, revoked, of another store, overlong, not ASCII: 401, and nothing is stored."""
    revoked, live = store.create_token("gone"), store.create_token("here")
    store.revoke_token("gone")
    with open_store(f"sqlite:///{tmp_path}/other.sqlite") as other:
        foreign = other.create_token("here")
    bad = (
        None, "", "Bearer", "Bearer ", "Bearer tt_unknown", f"Bearer {revoked}", f"Bearer {foreign}", f"Basic {live}",
        f"Token {live}", live, f"Bearer  {live}", f"Bearer {live}x", f"Bearer {live[:-1]}", f"Bearer {live.upper()}",
        f"Bearer {'x' * 7_000}", f"Bearer {live}{' ' * 300}x", "Bearer ü€", f"Bearer {live}, Bearer {live}",
    )  # fmt: skip
    before = held(store)
    for path, body in WRITES.items():
        for given in bad:
            headers = {} if given is None else {"Authorization": given.encode().decode("latin-1")}
            answer = client.post(path, json=body, headers=headers)
            assert (answer.status_code, answer.content_type) == (401, "application/problem+json"), (path, given)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert live not in answer.text
        # A bad body tells a stranger nothing before the token was looked at.
        assert client.post(path, data=b"{", content_type="application/json").status_code == 401
        assert client.post(f"{path}?token={live}", json=body | {"token": live}).status_code == 401
    assert held(store) == before


def test_nothing_that_a_stranger_sends_is_stored(store, client):
    """Questions, statements of one's own and pasted figures leave the store as it was."""
    before = held(store)
    rows = [ROW | {"period": str(year), "published": f"{year + 1}-03-01"} for year in (2018, 2019, 2020)]
    assert client.post("/v1/forecast", json={"target": "2bn", "statements": rows}).status_code == 200
    assert client.post("/own", data={"csv": as_csv(rows), "target": "2bn"}).status_code == 200
    assert client.get(f"/v1/forecast?series={PAIR}&target=2.7bn").status_code == 200
    assert held(store) == before


def test_no_secret_reaches_the_logs(tmp_path):
    """A real server's log, at its most talkative, holds no token, no query, no body and no database password."""
    log, database = tmp_path / "log", f"sqlite:///{tmp_path}/store.sqlite"
    marks = ("querysecret", "bodysecret", "headersecret", "refsecret")
    with log.open("w") as out, serving(database, log=out, log_level="debug", refresh="false") as (_, address):
        secret = re.search(r"tt_\S+", run("tokens", "create", "ann", database=database).stdout).group()
        for path, data, token in (
            ("/v1/statements", WRITES["/v1/statements"], secret),
            ("/v1/statements", {"series": "bodysecret"}, secret),
            ("/v1/statements", WRITES["/v1/statements"], "tt_headersecret"),
            ("/v1/statements?querysecret=1", {}, secret),
            (f"/v1/{quote('bodysecret')}?x=querysecret", None, secret),
            ("/v1/forecast?series=querysecret&target=querysecret", None, secret),
        ):
            body = None if data is None else json.dumps(data).encode()
            headers = {
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                "Referer": "http://refsecret/",
            }
            try:
                urlopen(Request(address + path, body, headers)).close()
            except HTTPError as error:
                error.close()
        for line in (b"GET /querysecret HTTP/9.9", b"querysecret", b"GET /?querysecret HTTP/1.1\r\nheadersecret"):
            with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as raw:  # no HTTP at all
                raw.sendall(line + b"\r\nAuthorization: Bearer headersecret\r\n\r\n")
                assert b"400" in raw.recv(1_000) or line.endswith(b"9.9")
    told = log.read_text()
    assert secret not in told
    assert not [mark for mark in marks if mark in told], told
    assert all(line.startswith("{") for line in told.splitlines()), told
    lines = [json.loads(line) for line in told.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert {line["status"] for line in requests} >= {200, 201, 401, 404, 422}
    assert all(re.fullmatch(r"[A-Za-z0-9._-]{1,64}", line["request_id"]) for line in requests)
    assert any(line["writer"] == "ann #1" for line in requests)


def test_settings_hide_the_password_of_a_database():
    """`trade-target settings` prints everything but that."""
    told = run("settings", database="postgresql://trade:pass%40word@db.example/trade?sslmode=require").stdout
    assert "TRADE_TARGET_DATABASE_URL=postgresql://trade:***@db.example/trade" in told
    assert "word" not in told


def as_csv(rows):
    """Return statements as CSV text."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(COLUMNS))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def hostile_rows(text):
    """Return statements whose every free text is hostile."""
    years = ((2018, "1.00bn"), (2019, "1.10bn"), (2020, "1.25bn"), (2021, "1.30bn"), (2022, "1.45bn"))
    told = {name: text for name in ECHOED if name != "event"}
    return [
        {"period": str(y), "level": v, "unit": "USD", "published": f"{y + 1}-03-01", "event": f"{text}{y}", **told}
        for y, v in years
    ]


class Markup(HTMLParser):
    """The tags of a page, with those that run, load or send."""

    def __init__(self, text):
        super().__init__()
        self.bad, self.count = [], 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Note what runs, loads from elsewhere or leads to a script."""
        self.count += 1
        named = {name: (value or "").strip().lower() for name, value in attrs}
        own = tag in {"script", "link"} and named.get("src", named.get("href", "")).startswith("/")
        plain = tag == "meta" and ("charset" in named or named.get("name") in HARMLESS)
        if tag in {"script", "iframe", "object", "embed", "base", "meta"} and not own and not plain:
            self.bad.append((tag, attrs))
        if any(name.startswith("on") for name in named):
            self.bad.append((tag, attrs))
        if any(named.get(name, "").startswith(("javascript:", "data:text")) for name in ("href", "src", "action")):
            self.bad.append((tag, attrs))
        if tag == "img" and named.get("src", "").startswith(("http", "//", "data:text")):
            self.bad.append((tag, attrs))


def check_inert(form, answer, text):
    """Assert that an answer holds a stranger's text as text, and nothing that runs."""
    assert not [name for name, _ in answer.headers if name.lower() in {"set-cookie", "x-evil"}]
    assert re.fullmatch(
        r'inline; filename="[A-Za-z0-9.-]+"', answer.headers.get("Content-Disposition", 'inline; filename="x"')
    )
    if form == "json":
        assert any(s["publisher"] == text.strip() for s in json.loads(answer.text)["statements"])
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    elif form == "csv":
        for row in csv.reader(io.StringIO(answer.text, newline="")):
            assert not [cell for cell in row if cell.startswith(("=", "@", "\t", "\r"))]
            assert not [cell for cell in row if cell[:1] in "+-" and cell and not re.fullmatch(r"[+-][\d.e+-]+", cell)]
    elif form == "xlsx":
        for sheet in load_workbook(io.BytesIO(answer.data)):
            for cells in sheet.iter_rows():
                assert not [c for c in cells if c.data_type == "f"]
                assert not [c for c in cells if c.hyperlink and not re.match(r"https?://", c.hyperlink.target or "#")]
    elif form == "svg":
        for element in ET.fromstring(answer.text).iter():
            assert element.tag.rpartition("}")[2] not in {"script", "foreignObject", "iframe", "image", "a"}
            assert not [name for name in element.attrib if name.lower().startswith("on")]
    elif form == "md":
        rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(answer.text)
        assert Markup(rendered).bad == []
    else:
        found = Markup(answer.text)
        assert found.count > 10
        assert found.bad == []


TAKEN = [text for text in HOSTILE if len(text) < 1_000]
#: From the second on, each third runs always: a formula, a script, an address that is one, a quote, a template.
TRIED = some_of(TAKEN[1:] + TAKEN[:1], every=3)


@pytest.mark.parametrize("text", TRIED)
def test_hostile_texts_of_statements_come_out_inert(client, text):
    """Formulas, markup, headers and template marks in names and notes are text in JSON, CSV and on the page."""
    rows = hostile_rows(text)
    for form in ("json", "csv"):
        answer = client.post(f"/v1/forecast.{form}", json={"target": "2bn", "statements": rows})
        assert answer.status_code == 200, answer.text
        check_inert(form, answer, text)
    check_inert("html", client.post("/own", data={"csv": as_csv(rows), "target": "2bn"}), text)
    check_inert("html", client.post("/own", data={"csv": text, "target": text, "by": text, "scenario": text}), text)


NAMES = ("=cmd|' /C calc'!A0", "<script>alert(1)</script>", "![x](http://evil.example/x.png)")


@pytest.mark.parametrize("name", some_of(NAMES, every=3))
def test_hostile_texts_come_out_inert_in_every_format(client, name):
    """As above in spreadsheets, pictures and reports, all hostile texts in one series."""
    rows = [
        hostile_rows(text)[0]
        | {"period": str(1990 + i), "published": f"{1991 + i}-03-01", "reporter": name, "partner": name}
        for i, text in enumerate(TAKEN)
    ]
    for form in ("xlsx", "svg", "md", "html"):
        answer = client.post(f"/v1/forecast.{form}", json={"target": "2bn", "statements": rows})
        assert answer.status_code == 200, answer.text[:500]
        check_inert(form, answer, name)


def test_hostile_texts_that_were_stored_come_out_inert(tmp_path):
    """Series and targets that an operator let in are inert in the catalogue's CSV, XLSX, feed, registry and pages."""
    with open_store(seeded_url("sqlite", tmp_path)) as store:
        client = create_app(Settings(refresh=False), store).test_client()
        token = {"Authorization": f"Bearer {store.create_token('ann')}"}
        texts = [text for text in TAKEN if not text.startswith("long")]
        rows = [
            hostile_rows(text)[0]
            | {"reporter": "=A1", "partner": "<b>B</b>", "period": str(1990 + i), "published": "2023-03-01"}
            for i, text in enumerate(texts)
        ]
        added = client.post("/v1/statements", json={"series": "a1-b-b-b", "statements": rows}, headers=token)
        assert added.status_code == 201, added.text
        head = "id,reporter,partner,target_value,currency,deadline,announced_by,title,publisher,url,note\n"
        out = io.StringIO(newline="")
        csv.writer(out).writerows(["one", "=A1", "<b>B</b>", "3bn", "USD", "2030", *[text] * 5] for text in texts[7:8])
        assert client.post("/v1/targets", json={"csv": head + out.getvalue()}, headers=token).status_code in {201, 422}
        for path, form in (("/v1/series/a1-b-b-b.csv", "csv"), ("/v1/series/a1-b-b-b.xlsx", "xlsx"), ("/", "page")):
            answer = client.get(path)
            assert answer.status_code == 200
            check_inert(form, answer, "")
        for path in ("/v1/changes.json", "/v1/targets?words=b", "/v1/series"):
            assert json.loads(client.get(path).text)


@pytest.mark.parametrize("text", ["a\r\nX-Evil: 1\r\n\r\n<script>", *TRIED])
def test_a_query_that_is_echoed_is_inert(client, text):
    """Markup, line breaks and quotes in any echoed value stay inside the JSON or the page."""
    for path in ("/v1/forecast", "/v1/series/x", "/v1/targets", "/v1/nothing"):
        answer = client.get(path, query_string={"series": text, "words": text, text[:40]: text})
        assert 400 <= answer.status_code < 500
        assert answer.content_type == "application/problem+json"
        assert "X-Evil" not in answer.headers
        json.loads(answer.text)
    for path in ("/", f"/targets/{quote(text, safe='')}", "/targets/blr-spb-2.5bn", "/embed/blr-spb-2.5bn"):
        query = {"words": text, "target": text, "by": text, "scenario": text}
        answer = client.get(path, query_string=query, headers={"Accept": "text/html"})
        assert answer.status_code in {200, 404, 414, 422}
        assert "X-Evil" not in answer.headers
        if answer.mimetype == "text/html":
            assert Markup(answer.text).bad == []


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd", "/static/%2fetc%2fpasswd",
        "/static/....//app.py", "/static/..\\app.py", "/static/%00", "/v1/runs/..%2f..%2fapp.py", "/v1/runs/../../etc/passwd",
        "/v1/runs/%2e%2e.json", "/v1/series/..%2f..%2fetc%2fpasswd", "/v1/series/..%2f..%2fetc%2fpasswd.csv", "/v1/series/%00.csv",
        "/v1/targets/..%2f..%2fetc%2fpasswd/history", "/targets/..%2f..%2fetc%2fpasswd", "/embed/%2e%2e%2f%2e%2e",
    ],
)  # fmt: skip
def test_no_path_leads_to_a_file(client, path):
    """Traversal in any part of an address finds nothing."""
    answer = client.get(path, follow_redirects=True)  # double slashes lead to single ones
    assert answer.status_code == 404
    assert "root:" not in answer.text
    assert "create_app" not in answer.text


def test_a_host_header_changes_no_answer_that_others_get(client):
    """What was asked under one host names no other; a host that is no host is refused or ignored."""
    plain = {path: client.get(path).data for path in PAGES[:4]}
    for path, body in plain.items():
        evil = client.get(path, headers={"Host": "evil.example"})
        assert client.get(path).data == body
        assert b"evil.example" not in client.get(path).data
        assert evil.status_code in {200, 400}
    for host in ('"><script>alert(1)</script>', "a b", "evil.example/x", "x\\y"):
        answer = client.get("/targets/blr-spb-2.5bn", headers={"Host": host, "Accept": "text/html"})
        assert "<script>alert" not in answer.text
    set_up = create_app(
        Settings(base_url="https://trade.example.org"), client.application.extensions["trade_target"].library.store
    )
    page = set_up.test_client().get("/targets/blr-spb-2.5bn", headers={"Host": "evil.example"}).text
    assert "https://trade.example.org/" in page
    assert "evil.example" not in page


def test_no_input_makes_the_service_connect_anywhere(client, store, monkeypatch):
    """Addresses in statements and targets are kept as text: nothing is looked up or fetched."""
    tried = []

    def refuse(*given, **_named):
        tried.append(given)
        msg = "an outgoing connection"
        raise OSError(msg)

    for name in ("getaddrinfo", "create_connection", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(subprocess, "Popen", refuse)
    token = {"Authorization": f"Bearer {store.create_token('net')}"}
    monkeypatch.setattr(client.application.extensions["trade_target"].refresher, "wake", lambda: None)
    rows = hostile_rows("http://evil.example/x")
    rows = [row | {"url": "http://evil.example/x", "reporter": "Neta", "partner": "Netb"} for row in rows]
    for form in ("json", "svg", "html", "docx", "md"):
        assert client.post(f"/v1/forecast.{form}", json={"target": "2bn", "statements": rows}).status_code == 200
    assert client.post("/own", data={"csv": as_csv(rows), "target": "2bn"}).status_code == 200
    added = client.post("/v1/statements", json={"series": "neta-netb", "statements": rows}, headers=token)
    assert added.status_code == 201, added.text
    client.get("/oembed?url=http://evil.example/targets/x")
    assert tried == []


def test_pages_allow_no_inline_script_or_style_and_set_no_cookie(client):
    """Every page's Content-Security-Policy, and what it holds, need neither; only embeds may be framed."""
    for path in PAGES:
        answer = client.get(path, headers={"Accept": "text/html"})
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, path
        assert "default-src 'none'" in policy
        assert ("frame-ancestors *" in policy) == path.startswith("/embed"), path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        # What is shown in a text field or a code example is text, and escaped.
        assert not re.search(r"<[^>]+ style=|<style|<script(?![^>]* src=)", answer.text), path
    for path in (*PAGES, "/v1/series", f"/v1/forecast.svg?series={PAIR}&target=2.5bn", "/metrics", "/healthz"):
        assert "Set-Cookie" not in client.get(path).headers


def test_an_unexpected_fault_tells_a_stranger_nothing(store, monkeypatch):
    """Wherever a route breaks down, JSON and page hold neither the exception's text nor its place."""
    from forecast.store import Store

    app = create_app(Settings(), store)

    def fail(*_):
        msg = "inner secret"
        raise RuntimeError(msg)

    monkeypatch.setattr(Store, "version", fail)
    monkeypatch.setattr(Store, "state", fail)
    for path in ("/v1/series", "/", "/v1/changes.json", "/readyz"):
        for accept in ("*/*", "text/html"):
            answer = app.test_client().get(path, headers={"Accept": accept})
            assert answer.status_code == 500
            assert not re.search(r"inner secret|RuntimeError|Traceback|\.py", answer.text)
            assert answer.headers["X-Request-ID"]


def test_the_audit_log_tells_which_token_wrote_from_where(store):
    """By the setting nothing, the network or all of the address is kept; a refused write leaves no line."""
    token = {"Authorization": f"Bearer {store.create_token('audited')}", "X-Request-ID": "asked-7"}
    (number,) = (one.id for one in store.tokens() if one.name == "audited")
    for kept, year, origin in (("none", 2001, ""), ("network", 2002, "203.0.113.0/24"), ("whole", 2003, "203.0.113.9")):
        writer = create_app(Settings(audit_addresses=kept, refresh=False), store).test_client()
        sent = {"headers": token, "environ_base": {"REMOTE_ADDR": "203.0.113.9"}}
        row = ROW | {"period": str(year), "reporter": "Auda", "partner": "Audb"}
        added = writer.post("/v1/statements", json={"series": "auda-audb", "statements": [row]}, **sent)
        assert added.status_code == 201, added.text
        assert writer.post("/v1/statements", json={"series": "auda-audb"}, **sent).status_code == 422
        line = list(audit_log(store, token=number))[-1]
        assert (line.action, line.author.name, line.author.origin) == ("statements", "audited", origin)
        assert line.author.request == "asked-7"
        assert line.what.startswith(f"change {added.json['change']}: ")
    assert len(list(audit_log(store, token=number))) == 3
