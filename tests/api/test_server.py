"""The real server process: starts, answers, stops."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.support.serving import COMMAND


@pytest.fixture(scope="module")
def address():
    """Start `trade-target serve` on a free port, from nothing, and give its address; no other process works behind it."""
    told = {**os.environ, "TRADE_TARGET_REFRESH": "false"}
    with subprocess.Popen([*COMMAND, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True, env=told) as process:
        assert process.stdout
        found = re.search(r"(http://127\.0\.0\.1:\d+)/", process.stdout.readline())
        assert found
        yield found.group(1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_the_server_answers_the_question(address):
    """The address that the server prints answers over a real socket."""
    with urlopen(f"{address}/v1/forecast.json?series=belarus-st-petersburg&target=2.5bn") as answer:
        document = json.load(answer)
    assert document["answer"]["status"] == "open"
    with urlopen(f"{address}/healthz") as answer:
        assert json.load(answer) == {"status": "ok"}


def test_a_setting_that_is_no_setting_is_refused():
    """A bad environment variable is named, with status 2 and no traceback."""
    told = subprocess.run(
        [*COMMAND, "serve", "--port", "0"],
        env={**os.environ, "TRADE_TARGET_THREADS": "abc"}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert told.returncode == 2
    assert "TRADE_TARGET_THREADS: 'abc'" in told.stderr
    assert "Traceback" not in told.stderr


def test_the_server_refuses_with_a_problem_document(address):
    """A bad question over a real socket gets problem+json."""
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{address}/v1/forecast.json?series=belarus-st-petersburg&target=soon")
    assert refused.value.code == 422
    assert refused.value.headers["Content-Type"] == "application/problem+json"
    refused.value.close()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"x" * 40_000 + b"\r\n\r\n", 431),
        (b"what is this\r\n\r\n", 400),
    ],
)
def test_what_is_not_http_gets_a_problem_document(address, sent, status):
    """Refusals before Flask are problem documents, too."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(sent)
        told = b"".join(iter(lambda: connection.recv(65_536), b"")).decode()
    head, _, body = told.partition("\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert "Content-Type: application/problem+json" in head
    assert json.loads(body)["status"] == status
