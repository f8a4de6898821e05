"""Each attack of docs/operations.md with its guard taken out: run `python -m tests.support.attacks`, or with words of it.

A copy of the repository is made, the guard is disabled in it by a small change, and the test that holds the attack is run
there. It must fail: a test that passes without the mend shows nothing. Each line printed is evidence that can be had again.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["ATTACKS", "Attack", "is_red"]

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Attack:
    """A guard, how it is taken out, and the test that must miss it.

    Parameters
    ----------
    name : str
        As the table of docs/operations.md has it, or the beginning of that.
    test : str
        File and name of the test.
    file : str
        Where the guard stands.
    guard, without : str
        Its text, which stands there once, and what takes its place.
    """

    name: str
    test: str
    file: str
    guard: str
    without: str


_FAULTS, _STORE = "tests/api/test_service_faults.py", "tests/store/test_store_faults.py"
_LOOP, _READY = "api/connections.py", "tests/api/test_ready.py"

ATTACKS = (
    Attack(
        "the SQLite file removed or replaced",
        f"{_STORE}::test_a_sqlite_file_removed_or_replaced_under_an_open_store_is_noticed",
        "forecast/store/engine.py",
        "if record.info[_FILE] != _file_now(url):",
        "if False:",
    ),
    Attack(
        "a restore under a running service",
        f"{_STORE}::test_a_restore_refuses_an_open_store_and_replaces_it_online_when_told",
        "forecast/store/backups.py",
        "        if online:\n",
        "        if True:\n",
    ),
    Attack(
        "a day far in the future",
        "tests/store/test_store.py::test_days_beyond_today_are_refused_all_at_once",
        "forecast/store/changes.py",
        "for place, day in days if day > last]",
        'for place, day in days if day > "9999"]',
    ),
    Attack(
        "figures of a stranger that are published after today",
        "tests/api/test_refusals.py::test_figures_published_after_today_are_refused_unless_a_day_is_named",
        "api/refusals.py",
        "if not as_of and",
        "if False and",
    ),
    Attack(
        "a pair that cannot be asked",
        "tests/tracking/test_tracking.py::test_a_target_that_cannot_be_asked_keeps_no_other_from_being_answered",
        "forecast/tracking.py",
        "        except InputError:\n            continue  # it cannot be asked; its history says why",
        "        except ZeroDivisionError:\n            continue",
    ),
    Attack(
        "a write while the queue of forecasts is full",
        "tests/api/test_service.py::test_a_write_is_acknowledged_and_wakes_its_forecasts_while_the_queue_is_full",
        "api/routes/keeping.py",
        "except (BusyError, StoreUnavailableError):",
        "except StoreUnavailableError:",
    ),
    Attack(
        "a refresh that fails",
        "tests/api/test_service.py::test_a_failed_refresh_is_tried_again_by_itself_and_counted",
        "api/refresher.py",
        "            self._wanted.wait(wait)  # a new change is a reason to try at once\n            self._wanted.set()\n",
        "            self._wanted.wait(wait)\n",
    ),
    Attack(
        "a false statement",
        "tests/store/test_withdrawals.py::test_a_retracted_statement_is_out_of_use_kept_and_told_with_its_reason",
        "forecast/store/statements.py",
        " | retracted(connection, series_id, until=until)",
        "",
    ),
    Attack(
        "a text that must go",
        "tests/store/test_withdrawals.py::test_no_byte_of_a_redacted_text_is_left_in_the_file",
        "forecast/store/store.py",
        'if kind == "redaction" and self._engine.dialect.name == "sqlite":',
        "if False:",
    ),
    Attack(
        "runs without end",
        "tests/store/test_keeping.py::test_only_old_runs_that_nobody_cites_and_something_follows_are_pruned",
        "forecast/store/keeping.py",
        "cited.c.run.is_(None), runs.c.at",
        "runs.c.at",
    ),
    Attack(
        "one change among many targets",
        "tests/tracking/test_tracking.py::test_a_refresh_looks_at_the_series_that_changed_alone",
        "forecast/tracking.py",
        "own = set(store.series_ids()) if only is None else set(store.series_ids()) & set(only)",
        "own = set(store.series_ids())",
    ),
    Attack(
        "a clock that is set back",
        "tests/store/test_store.py::test_the_feed_never_runs_backwards_when_the_clock_does",
        "forecast/store/changes.py",
        '"at": max(now(), last)',
        '"at": now()',
    ),
    Attack(
        "contradictions, and a name of a token given again",
        "tests/store/test_tokens.py::test_the_number_of_a_token_is_the_author_of_what_it_wrote",
        "forecast/store/changes.py",
        "else Author(by.name, by.id)",
        "else Author(by.name)",
    ),
    Attack(
        "400,000 unknown keys",
        f"{_FAULTS}::test_the_worst_that_strangers_send_is_refused_soon_and_within_memory",
        "api/bodies.py",
        "    given = _cut(given, model)\n",
        "",
    ),
    Attack(
        "pair after pair",
        "tests/api/test_memory.py::test_a_worker_holds_less_than_500_mb_whatever_is_fitted_and_drawn",
        "forecast/forecasting/fits.py",
        "if self._held() <= most:",
        "if True:",
    ),
    Attack(
        "a batch that takes all turns",
        "tests/api/test_batch.py::test_a_batch_waits_at_the_strangers_gate_and_no_longer_than_it_may",
        "api/batch.py",
        "        except BusyError:\n            continue  # it waited",
        "        except ZeroDivisionError:\n            continue  # it waited",
    ),
    Attack(
        "figures of strangers without end",
        "tests/api/test_refusals.py::test_strangers_wait_at_a_gate_of_their_own",
        "api/routes/forecasts.py",
        "    with current().own.enter():\n",
        "    if True:\n",
    ),
    Attack(
        "slow and silent connections",
        f"{_FAULTS}::test_slow_and_silent_connections_keep_nobody_out",
        _LOOP,
        "channel_timeout=settings.timeout_seconds,",
        "channel_timeout=600,",
    ),
    Attack(
        "a body that is refused",
        f"{_FAULTS}::test_a_large_body_is_refused_and_the_connection_ends_well",
        _LOOP,
        "and rest and not self.expect_continue:",
        "and False:",
    ),
    Attack(
        "what is no HTTP",
        "tests/api/test_server.py::test_what_is_not_http_gets_a_problem_document",
        _LOOP,
        "    error_task_class = _ErrorTask\n",
        "    error_task_class = ErrorTask\n",
    ),
    Attack(
        "a frozen PostgreSQL with every thread taken",
        f"{_FAULTS}::test_it_lives_while_every_thread_is_taken_and_its_database_is_frozen",
        _LOOP,
        'LIVELY = frozenset({"/healthz", "/metrics"})',
        "LIVELY = frozenset()",
    ),
    Attack(
        "a store that takes no write",
        f"{_READY}::test_a_store_that_another_writer_holds_is_not_ready_and_is_told_as_locked",
        "api/library.py",
        "                self.store.prove_write()\n",
        "",
    ),
    Attack(
        "`q=0`",
        f"{_READY}::test_a_coding_that_a_client_refuses_is_not_sent",
        "api/edge.py",
        "if asked.quality(liked) > 0 and asked.quality(liked) >= plain",
        "if asked.quality(liked) >= plain",
    ),
    Attack(
        "an address that would run something",
        "tests/data/test_statement_csv.py::test_an_address_that_would_run_something_is_refused",
        "forecast/data/csv_table.py",
        "if scheme and ",
        "if False and ",
    ),
    Attack(
        "forwarded headers of a stranger",
        "tests/api/test_limits.py::test_forwarded_headers_are_believed_of_the_proxy_that_is_named_alone",
        _LOOP,
        'told = {"trusted_proxy": proxy, "trusted_proxy_headers": _FORWARDED} if proxy else {}',
        'told = {"trusted_proxy": "*", "trusted_proxy_headers": _FORWARDED}',
    ),
    Attack(
        "a stop while requests run",
        f"{_FAULTS}::test_a_stop_lets_a_running_request_end",
        _LOOP,
        "while any(server.busy() for server in servers) and",
        "while False and",
    ),
)


@contextmanager
def _without(attack: Attack) -> Iterator[Path]:
    """Give a copy of the repository in which a guard is taken out."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in filter(None, names.split("\0")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_file():
                (copy / name).write_bytes((ROOT / name).read_bytes())
        changed = copy / attack.file
        text = changed.read_text(encoding="utf-8")
        assert text.count(attack.guard) == 1, f"{attack.file}: {attack.guard}"
        changed.write_text(text.replace(attack.guard, attack.without), encoding="utf-8")
        yield copy


def is_red(attack: Attack) -> bool:
    """Return whether the test of an attack fails, as a test and not for want of one, without its guard."""
    with _without(attack) as copy:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-m",
            "slow or not slow",
            attack.test,
        ]
        told = subprocess.run(
            command, cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)}, capture_output=True, text=True, check=False
        )
        return told.returncode == 1 and "FAILED" in told.stdout


def main() -> None:
    """Print of each attack, or of those that hold a word, whether its test is red without the guard."""
    wanted = [one for one in ATTACKS if not sys.argv[1:] or any(word in one.name for word in sys.argv[1:])]
    for one in wanted:
        sys.stdout.write(f"{'red' if is_red(one) else 'NOT RED'}: {one.name} ({one.test.split('::')[1]})\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
