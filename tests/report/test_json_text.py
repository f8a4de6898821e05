"""The text of a document: what Python's own writer of JSON gives with an indent, made in a third of the time."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.report import dumps

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text() | st.integers() | st.booleans() | st.none(), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_it_is_written_as_python_writes_it(value: object) -> None:
    """Byte for byte: quotes, indents, empty lists and objects, numbers, and keys that are no text."""
    assert dumps(value) == json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def test_a_number_of_numpy_is_a_number() -> None:
    """One that is a float, as those of double precision are."""
    assert dumps({"a": [np.float64(0.1)]}) == '{\n "a": [\n  0.1\n ]\n}\n'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")], {"a": float("nan")}])
def test_what_is_no_number_is_refused(value: object) -> None:
    """JSON has no word for it."""
    with pytest.raises(ValueError, match="Out of range"):
        dumps(value)
