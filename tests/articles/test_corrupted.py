"""Corrupted and endless articles: no crash, no hang, nothing invented."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forecast.articles import MAX_CHARACTERS, read_article
from forecast.errors import InputError
from tests.support.articles import DAY, texts
from tests.support.news import NEWS
from tests.support.work import calls_of


def _digits(text):
    return re.findall(r"\d+", text)


def _stands(number, printed):
    """Return whether the digits of a number stand in a row of digits, its scale aside."""
    return f"{abs(number):.6f}".replace(".", "").strip("0") in printed


#: What a level told in words alone is, as far as the texts have any.
_NUMERALS = {
    "half": 0.5, "полмиллиарда": 0.5e9, "полтора": 1.5, "полутора": 1.5, "two": 2.0, "пяти": 5.0, "seven": 7.0,
}  # fmt: skip
_SCALES = {"billion": 1e9, "milliard": 1e9, "миллиард": 1e9, "million": 1e6, "миллион": 1e6}


def _in_words(words):
    """Return what a level can be that is printed in words: "half a billion" is 500 million."""
    low = words.lower().split()
    scale = next((size for word in low for name, size in _SCALES.items() if word.startswith(name)), 1.0)
    return {_NUMERALS[word] * scale for word in low if word in _NUMERALS} or {scale}


def _invents(article, said):
    """Return what a statement or target says that its own words in the text do not hold."""
    words = [article.text[a:b] for a, b in said.parts]
    printed = "".join(_digits(" ".join(words)))
    level = said.level if hasattr(said, "level") else None if said.kind == "derived" else said.value
    if level is not None and not _digits(words[0]):
        return None if level in _in_words(words[0]) else level
    if level is not None and not _stands(level, printed):
        return level
    growth = getattr(said, "growth_pct", None)
    in_words = growth is not None and said.growth_resolution_pct in {5.0, 10.0, 50.0}  # "doubled", "by a quarter"
    in_words = in_words or (growth is not None and said.growth_resolution_pct == 100.0 and not _digits(" ".join(words)))
    if growth is not None and not in_words:
        # 9 %, 109 per cent of the year before, 1.09 times: three ways to print one growth.
        ways = (growth, 100 + growth, 1 + growth / 100)
        return None if any(_stands(way, printed) for way in ways) else growth
    return None


def _other_letters(text):
    """Return a text as a scanner may read it: letters for digits, Cyrillic letters for Latin ones, odd blanks."""
    return text.translate(str.maketrans({"a": "а", "e": "е", "o": "о", " ": "\u00a0", "-": "\u2212"}))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    row=st.sampled_from(texts("by_hand", "set_aside", "set_aside_second", "set_aside_fourth", "agencies", "frames")),
    other=st.sampled_from(texts("by_hand")),
    cut=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    noise=st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from("\x00\u202e<>&;l0O1.,%$ \n\r\t-–\ufeff日£")), max_size=12
    ),
    ways=st.sets(st.sampled_from(["page", "scanned", "mixed"])),
)
def test_corrupted_texts_crash_nothing_and_invent_nothing(row, other, cut, noise, ways):
    """Cut, mistyped, mixed, scanned and marked-up texts are read or refused; all digits told stand in them."""
    text = row["text"] + other["text"][: int(len(other["text"]) * cut[0])]
    text = text[int(len(text) * min(cut) / 2) : max(int(len(text) * max(cut)), 1)]
    for at, mark in noise:
        place = int(len(text) * at)
        text = text[:place] + mark + text[place + 1 :]
    if "mixed" in ways:
        halves = [part.split(". ") for part in (text, other["text"])]
        text = ". ".join(sentence for both in zip(*halves, strict=False) for sentence in both)
    if "scanned" in ways:
        text = _other_letters(text)
    if "page" in ways:
        figures = re.sub(r"(\d[\d.,]*)", r"<b>\1</b>&nbsp;", text)
        text = f"<html><style>p {{width: 77px}}</style><div data-n='88'><p>{figures}<!-- 99 --></div>"
    try:
        article = read_article(text, published=row["published"], pair=tuple(row["pair"]))
    except InputError:
        return
    for one in (*article.statements, *article.targets):
        assert _invents(article, one) is None, one
        assert article.text[one.span[0] : one.span[1]] == one.words


@pytest.mark.parametrize("row", texts("set_aside_tenth")[::8], ids=lambda row: row["id"])
def test_a_text_that_ends_behind_any_word_is_read(row):
    """People copy a part of an article: it may end behind each of its words, without a full stop."""
    for word in re.finditer(r"\w+", row["text"]):
        with suppress(InputError):
            read_article(row["text"][: word.end()], published=row["published"], pair=tuple(row["pair"]))


def test_a_text_that_ends_in_a_multiple_of_a_year_is_read():
    """What stands behind the last word is nothing: "1.4 times the 2023" has no figure of it."""
    article = read_article(
        "Exports to Egypt were $110m in 2024, 1.4 times the 2023", published=DAY, pair=("India", "Egypt")
    )
    assert [s.level for s in article.statements] == [110e6]


def test_a_place_right_before_an_amount_is_read():
    """Where a side is told to be a supplier, the amount may stand behind the other side without a word between."""
    article = read_article(
        "Spain was the largest supplier of Cuba $118m in 2024.", published=DAY, pair=("Cuba", "Spain")
    )
    assert [(s.flow, s.level) for s in article.statements] == [("imports", 118e6)]


#: Texts of a unit repeated: an article, nothing but figures, and a sentence without an end.
_ENDLESS = {
    "articles": lambda times: (NEWS + " ") * times,
    "figures": lambda times: "In 2024 trade was $2bn, up 5% to 3 млрд. " * (150 * times),
    "a sentence": lambda times: "a billion " * (600 * times),
}


@pytest.mark.parametrize("kind", _ENDLESS)
def test_four_times_the_text_takes_about_four_times_the_work(kind):
    """Work grows with the text, not with its square: an endless sentence once took half a minute."""

    def calls(times):
        text = _ENDLESS[kind](times)
        return calls_of(lambda: read_article(text, published=DAY, pair=("India", "Egypt")))

    assert calls(4) < 5 * calls(1)


def test_the_longest_text_that_is_taken_is_read():
    """Of nothing but figures, up to the last character that is allowed."""
    text = ("In 2024 trade was $2bn, up 5% to 3 млрд. " * 3000)[:MAX_CHARACTERS]
    assert read_article(text, published=DAY, pair=("India", "Egypt")).statements
