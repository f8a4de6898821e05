"""What the tests of the store put into it."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from forecast.errors import InputError
from forecast.store import StoredRun

KINDS = ("sqlite", "postgresql")
PAIR = "belarus-st-petersburg"
HEAD = "reporter,partner,period,level,unit,published,event,publisher\n"
TWO = HEAD + "Aland,Bland,2023,1.5bn,USD,2024-03-01,a,Office\nAland,Bland,2024,1.6bn,USD,2025-03-01,b,Office\n"
SHORT = "period,level,unit,published,event\n"
#: The least that a stored run's JSON must tell.
DOCUMENT = {
    "answer": {
        "status": "open", "median": {"year": 2026, "month": 4}, "probability_by_deadline": None,
        "probability_by": [{"year": 2025 + n, "probability": n / 10} for n in range(10)],
    },
}  # fmt: skip


def made_run(name="abc", *, target="t-1", change=1, version="1"):
    """Return a run with two documents."""
    body = json.dumps(DOCUMENT | {"run": {"id": name}}).encode()
    return StoredRun(name, target, PAIR, "series=x", version, change, {"json": body, "png": b"\x89PNG\0\xff" * 50})


@contextmanager
def executed(store):
    """Give the list of all SQL that a store executes meanwhile."""
    told = []

    def note(_connection, _cursor, statement, *_):
        told.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


def faults(call):
    """Return the faults that a call is refused with."""
    with pytest.raises(InputError) as caught:
        call()
    return caught.value.faults
