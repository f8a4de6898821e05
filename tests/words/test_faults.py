"""Faults in other languages: recognised by the shape of their text, whatever stands in their places."""

from __future__ import annotations

import re

import pytest

from forecast import words
from forecast.errors import Fault
from forecast.words.faults import CONTEXT
from forecast.words.locale import shapes
from tests.support.catalogues import ROOT
from tests.support.problem_texts import problem_texts


@pytest.fixture(scope="module")
def russian():
    """Return the language."""
    return words.locale_of("ru")


@pytest.fixture(scope="module")
def texts():
    """Return every text of a fault in the code."""
    return problem_texts(ROOT / package for package in ("forecast", "api"))


def test_every_text_is_recognised_with_its_values(russian, texts):
    """Filled as the code fills it, a text is said in Russian, and each value still stands in it."""
    known = set(shapes("ru", CONTEXT))
    assert len(known & set(texts)) > 400
    for text in known & set(texts):  # what is newer is told in English until it is translated
        values = {name: f"Q{name}7" for name in re.findall(r"\{(\w)\}", text)}
        with words.speaking(russian):
            told = words.problem_words(text.format(**values))
        assert re.search("[а-я]", told) or not re.search(r"[a-z]{3} [a-z]{3}", text), text
        assert all(value in told for value in values.values()), (text, told)


def test_a_fault_keeps_what_was_given(russian):
    """Where and what is wrong are said; what was given stays as it was given."""
    fault = Fault("own.csv, line 4, level", "lots", "is not an amount of money", "takes 1 or later")
    with words.speaking(russian):
        assert str(words.fault_words(fault)) == (
            "own.csv, строка 4, level: 'lots' не денежная сумма; принимается 1 или позже"
        )
    assert words.fault_words(fault) is fault


def test_a_text_that_nobody_knows_stays(russian):
    """A message of a library is told as it came."""
    with words.speaking(russian):
        assert words.problem_words("out of cheese") == "out of cheese"
