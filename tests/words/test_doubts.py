"""Why something read from an article is not used: a sentence for each kind, in the language asked for."""

from __future__ import annotations

from typing import get_args

import pytest

from forecast import words
from forecast.articles import Doubt, DoubtKind, read_article
from forecast.forecasting import news_of
from forecast.report import article_document

#: Two figures that nothing dates, one of them in a currency that several countries pay in.
VAGUE = "MINSK, 14 July 2025. Trade between Belarus and St. Petersburg came to 3.1bn crowns."


@pytest.mark.parametrize("kind", get_args(DoubtKind))
def test_every_kind_of_doubt_is_a_clause_in_both_languages(kind):
    """No kind is without its sentence, names what it is about, and is left in English on a Russian page."""
    about = {"decimal-point": ("1.234",), "decimal-comma": ("1,234",), "currency": ("SEK", "NOK")}.get(
        kind, ("Belarus", "Russia") if kind == "pair-unclear" else ()
    )
    doubt = Doubt(kind, about)
    english = words.doubt_said(doubt)
    assert english[0].islower() or english.startswith(about[0])
    assert all(name in english for name in about)
    with words.speaking(words.locale_of("ru")):
        told = words.doubt_said(doubt)
    assert told != english
    assert not [word for word in told.split() if word.isascii() and word.isalpha() and word not in about]


def test_the_document_tells_doubts_in_the_language_spoken():
    """A program that asks in Russian shows its reader Russian; one that does not gets the words it always got."""

    def doubts():
        article = read_article(VAGUE)
        return [said.doubt for said in article_document(news_of(article, None, None, ())).statements]

    assert doubts() == ["its currency may be SEK, NOK, DKK, ISK or CZK"]
    with words.speaking(words.locale_of("ru")):
        assert doubts() == ["валюта указана неоднозначно: SEK, NOK, DKK, ISK или CZK"]
