"""Units and compose file: what systemd and a composer would read is well formed, and names what there is."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
import tomllib
from ipaddress import ip_address, ip_network
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


def composed():
    """Return what the compose file says."""
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


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
    told = composed()
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


def test_nobody_is_given_the_address_of_the_proxy():
    """Addresses are given from a range without the proxy's; the service, which starts first, once had it."""
    told = composed()
    (front,) = told["networks"]["front"]["ipam"]["config"]
    given, fixed = ip_network(front["ip_range"]), told["services"]["proxy"]["networks"]["front"]["ipv4_address"]
    assert given.subnet_of(ip_network(front["subnet"]))
    assert ip_address(fixed) in ip_network(front["subnet"])
    assert ip_address(fixed) not in given


def test_images_are_named_whole_and_come_again_after_a_reboot():
    """Podman knows no registry by itself, and what it starts after a reboot is what is restarted always."""
    used = [one["image"] for one in composed()["services"].values() if "build" not in one]
    used += re.findall(r"^FROM (\S+)", (ROOT / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(used) == 3
    assert all(re.fullmatch(r"docker\.io/library/[a-z]+:[\w.-]+", image) for image in used), used
    assert {one["restart"] for one in composed()["services"].values()} == {"always"}


def test_who_is_waited_for_tells_its_health_in_the_file():
    """Podman leaves an image's own check out; a database is asked where its first, private server does not answer."""
    services = composed()["services"]
    awaited = {
        name
        for one in services.values()
        if isinstance(one.get("depends_on"), dict)
        for name, told in one["depends_on"].items()
        if told["condition"] == "service_healthy"
    }
    assert awaited == {"database", "service"}
    assert all(services[name]["healthcheck"]["test"][0] == "CMD" for name in awaited)
    assert services["database"]["healthcheck"]["test"][-2:] == ["-h", "127.0.0.1"]
    asked = services["service"]["healthcheck"]["test"][-1]
    assert asked in (ROOT / "Containerfile").read_text(encoding="utf-8")


def test_a_stop_waits_longer_than_a_request_may_take():
    """Units and compose file give the service more seconds than its own limit."""
    limit = Settings().timeout_seconds
    assert int(lines("trade-target.service")["Service", "TimeoutStopSec"]) > limit
    assert int(composed()["services"]["service"]["stop_grace_period"].removesuffix("s")) > limit


def test_both_units_use_one_store_as_one_user():
    """What the service writes, the backups read: user, folder, store and file of settings are the same."""
    service, backups = (lines(unit) for unit in UNITS)
    for name in ("User", "DynamicUser", "StateDirectory", "StateDirectoryMode", "EnvironmentFile"):
        assert service["Service", name] == backups["Service", name]
    stores = {re.search(r"DATABASE_URL=(\S+)", told["Service", "Environment"])[1] for told in (service, backups)}
    assert stores == {"sqlite:////var/lib/trade-target/trade-target.sqlite"}


def test_the_commands_that_install_the_units_are_about_what_there_is():
    """They install the copy of the repository with extras that it has, and copy files that are in it."""
    head = (DEPLOY / UNITS[0]).read_text(encoding="utf-8").partition("[Unit]")[0]
    (extras,) = re.findall(r"pip install -c constraints\.txt '\.\[([\w,]+)\]'", head)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(extras.split(",")) <= set(project["optional-dependencies"])
    assert {ROOT / name for name in re.findall(r"deploy/\S+\.service", head)} == {DEPLOY / unit for unit in UNITS}
    check_command(re.search(r"bin/trade-target (tokens create) desk", head)[1].split())


def test_the_password_is_not_taken_into_the_repository():
    """The file of settings that the compose file asks for is ignored."""
    assert "deploy/.env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


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
