"""Units and compose file: what systemd and a composer would read is well formed, and names what there is."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
import yaml

from api.settings import Settings
from forecast.cli import main
from tests.support.postgres import seeded_url
from tests.support.serving import ask, serving

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = ("trade-target.service", "trade-target-backup.service")


def lines(unit):
    """Return the settings of a unit, by section and name."""
    found, section = {}, ""
    for line in (DEPLOY / unit).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found[section, name] = value
    return found


def check_command(words):
    """Assert that a command line is one of the program's: commands and options that there are."""
    command = main
    for word in words:
        if isinstance(command, click.Group):
            assert word in command.commands, words
            command = command.commands[word]
        elif word.startswith("--"):
            assert word in {name for one in command.params for name in one.opts}, words


def check_settings(names):
    """Assert that variables are settings."""
    known = set(Settings().listed())
    assert {name for name in names if name.startswith("TRADE_TARGET_")} <= known


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_runs_a_command_there_is_with_settings_there_are(unit):
    """Its command line is the program's, its variables are settings, and it is started again."""
    told = lines(unit)
    program, *words = told["Service", "ExecStart"].split()
    assert program.endswith("/bin/trade-target")
    check_command(words)
    check_settings(re.findall(r"(\w+)=", told["Service", "Environment"]))
    assert told["Service", "Restart"] == "always"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here; the test above stays")
@pytest.mark.parametrize("unit", UNITS)
def test_systemd_finds_no_fault_in_a_unit(unit, tmp_path):
    """Every key is known and every value is taken; the program stands in for by one that is there."""
    text = (DEPLOY / unit).read_text(encoding="utf-8").replace("/opt/trade-target/bin/trade-target", "/bin/true")
    (tmp_path / unit).write_text(text, encoding="utf-8")
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / unit],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    faults = [line for line in told.stderr.splitlines() if unit in line]
    assert faults == []


def test_the_compose_file_joins_service_database_and_proxy():
    """It parses; commands, settings and volumes are there; only the proxy is open, and it alone is believed."""
    told = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = told["services"]
    assert set(services) == {"service", "backups", "database", "proxy"}
    assert [name for name, one in services.items() if "ports" in one] == ["proxy"]
    for name in ("service", "backups"):
        check_settings(services[name]["environment"])
        assert (DEPLOY / services[name]["build"]["context"] / services[name]["build"]["dockerfile"]).is_file()
    check_command(services["backups"]["command"])
    believed = services["service"]["environment"]["TRADE_TARGET_TRUSTED_PROXY"]
    assert services["proxy"]["networks"]["front"]["ipv4_address"] == believed
    assert told["networks"]["inside"]["internal"] is True
    assert set(services["database"]["networks"]) == {"inside"}
    for one in services.values():
        for volume in one.get("volumes", ()):
            place = volume.partition(":")[0]
            assert place in told["volumes"] or (DEPLOY / place).is_file(), volume
        for other in one.get("depends_on", ()):
            assert other in services


def test_the_proxy_passes_to_the_service_and_keeps_operators_addresses_in():
    """It names the service and its port, balances its brackets, and shows no counters to the public."""
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert text.count("{") == text.count("}")
    assert "reverse_proxy service:8000" in text
    assert re.search(r"@operators path /metrics /readyz\n\s+respond @operators 404", text)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("caddy") is None, reason="there is no Caddy here; the test above stays")
def test_the_service_answers_behind_the_proxy_that_is_shipped(tmp_path):
    """A real Caddy with the shipped file before a real service: answers pass, operators' addresses do not."""
    told = {"log_level": "error", "refresh": "false", "trusted_proxy": "127.0.0.1"}
    with (
        serving(seeded_url("sqlite", tmp_path), **told) as (_, address),
        socket.create_server(("127.0.0.1", 0)) as free,
    ):
        place = f"http://127.0.0.1:{free.getsockname()[1]}"
        free.close()
        text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8").replace("service:8000", urlsplit(address).netloc)
        (tmp_path / "Caddyfile").write_text("{\n\tadmin off\n}\n" + text, encoding="utf-8")
        command = ["caddy", "run", "--adapter", "caddyfile", "--config", tmp_path / "Caddyfile"]
        home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
        with subprocess.Popen(command, env={**os.environ, **home, "SITE": place}, stderr=subprocess.DEVNULL) as caddy:
            try:
                until = time.monotonic() + 30
                while _status(place, "/healthz") != 200 and time.monotonic() < until:
                    time.sleep(0.2)
                paths = ("/healthz", "/", "/v1/series", "/metrics", "/readyz")
                assert [_status(place, path) for path in paths] == [200, 200, 200, 404, 404]
            finally:
                caddy.terminate()


def _status(place, path):
    """Return the status of an address, 0 while nothing answers there."""
    try:
        return ask(place, path)[0]
    except OSError:
        return 0
