"""What a person at a terminal is told to type next can be typed there."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from forecast.cli import main
from forecast.cli.root import called

PROGRAM = Path(sys.executable).parent / "trade-target"


def test_a_terminal_names_the_next_commands():
    """They begin with the program as it was typed; what goes into a file holds none of them."""
    ours, theirs = pty.openpty()
    command = [PROGRAM, "forecast", "belarus-st-petersburg", "--target", "2.5bn"]
    environment = {**os.environ, "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(ours, 65_536):
                seen += part
        except OSError:  # the terminal closes when the program ends
            pass
        os.close(ours)
    assert process.returncode == 0
    told = seen.decode().partition("Next: ")[2]
    assert re.findall(rf"{re.escape(str(PROGRAM))} (\S+)", told) == ["audit", "serve", "--help"]
    filed = CliRunner().invoke(main, command[1:])
    assert filed.exit_code == 0
    assert "Next: " not in filed.output


@pytest.mark.parametrize(
    ("path", "typed", "told"),
    [("bin", "bin/trade-target", "trade-target"), ("", "bin/trade-target", "bin/trade-target")],
    ids=["activated", "not-activated"],
)
def test_a_program_is_named_as_the_shell_finds_it(path, typed, told, tmp_path, monkeypatch):
    """By its name in an activated environment, else by the path."""
    program = tmp_path / "bin" / "trade-target"
    program.parent.mkdir()
    program.touch(mode=0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", path)
    monkeypatch.setattr("sys.argv", [typed])
    assert called() == told
