"""Text from outside: formulas, links, characters nobody sees."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.data.escaping import inert, plain, visible, web_link
from tests.support.hostile import HOSTILE, UNSEEN

#: What a spreadsheet starts a formula with, by OWASP's list, the wide forms included.
TRIGGERS = "=+-@\t\r\n＝＋－＠"


@given(st.text(alphabet="'=+-@|% \t\r\nabc1", max_size=6) | st.text(max_size=20))
def test_what_is_made_inert_comes_back(text):
    """`plain` undoes `inert` for every text, and nothing inert begins like a formula."""
    assert plain(inert(text)) == text
    assert not inert(text).startswith(tuple(TRIGGERS))
    assert not inert(text).lstrip(" ").startswith(tuple(TRIGGERS))


def test_ordinary_text_is_left_alone():
    """Names, notes in quotes and empty cells stay as they are."""
    for text in ("", "BelTA", "'about 125m'; third", "St. Petersburg", "2025-07-14", "a=b", "O'Brien"):
        assert inert(text) == text


@pytest.mark.parametrize("text", HOSTILE)
def test_only_addresses_of_the_web_are_links(text):
    """No hostile text is a link, alone or behind an address."""
    assert web_link(text) is None
    if not text.strip("lonxg "):
        return
    found = web_link(f"https://example.org/{text}")
    assert found is None or not set(found) & set("<>\"'`\\^{|} \n")


def test_addresses_that_mislead_are_no_links():
    """Other schemes, hidden users, missing hosts, spaces and overlong ones are refused."""
    good = "https://deu.belta.by/president/view/a-75037-2025?b=(c)&d=%20#e"
    assert web_link(good) == good
    assert web_link("HTTP://EXAMPLE.ORG") == "HTTP://EXAMPLE.ORG"
    for bad in (
        "", "javascript:alert(1)", " https://a.b", "https://", "https://[::1", "ftp://a.b", "https://bank.example@evil.example",
        "https://a.b/\u202egpj", "https://a.b/" + "x" * 3_000, "data:text/html,x", "//a.b", "/v1/forecast", "https:/a.b",
    ):  # fmt: skip
        assert web_link(bad) is None, bad


@given(st.text(max_size=40))
def test_shown_text_is_one_line_of_visible_characters(text):
    """What is shown has no control, no direction mark, no half surrogate, no line break; doing it twice is once."""
    shown = visible(text)
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
    assert visible(shown) == shown
    assert visible(UNSEEN) == "a b cdef gh"
