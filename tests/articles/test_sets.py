"""How well the texts with a right reading are read, and that every number of them is accounted for."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.articles import measure
from forecast.articles import read_article
from forecast.articles.tokens import tokens_of
from tests.support.articles import texts

#: Texts that the grammar was made on or mended by, and how many of their statements are doubtful or not seen as trade:
#: dollars that may be of either country, "did not quite reach", a buyer whose side no word of trade tells, and the like.
LEFT_OUT = {
    "by_hand": 0, "set_aside": 0, "set_aside_second": 0, "set_aside_third": 0, "set_aside_fourth": 0,
    "set_aside_fifth": 3, "set_aside_sixth": 1, "shapes": 0, "agencies": 0, "kinds": 3, "frames": 4,
    "set_aside_seventh": 0, "wires": 1, "lenty": 2, "briefs": 1, "set_aside_eighth": 5,
    "desks": 7, "oblasti": 8, "offices": 1, "dailies": 4, "stringers": 8, "set_aside_ninth": 3,
    "set_aside_tenth": 2, "set_aside_eleventh": 7, "columns": 0, "press": 2,
}  # fmt: skip
#: Marks without a currency of their own ("планка в 10 миллиардов", "не меньше 300"), or behind a word of investment.
TARGETS_LEFT_OUT = {"desks": 1, "oblasti": 1}
#: Known to be told wrongly: a year's level behind a month's ("advanced 11.5% over the year to US$19.7bn"), "slightly less
#: than in 2023" without its direction, a country's trade for its region's, growth of "that flow" behind another figure.
WRONG = {"set_aside_ninth": 1, "set_aside_tenth": 2, "press": 1}


def _counts(name):
    counts = Counter()
    for (kind, _language, what), number in measure(texts(name)).items():
        counts[kind, what] += number
    return counts


@pytest.mark.parametrize("name", LEFT_OUT)
def test_texts_that_the_grammar_was_mended_by_stay_read_rightly(name):
    """All that is told of them is right; of statements only the few are left out that are known to be."""
    counts = _counts(name)
    assert counts["statements", "told"] - counts["statements", "right"] == WRONG.get(name, 0)
    assert counts["statements", "wanted"] - counts["statements", "right"] == LEFT_OUT[name]
    assert counts["targets", "right"] == counts["targets", "told"]
    assert counts["targets", "wanted"] - counts["targets", "right"] == TARGETS_LEFT_OUT.get(name, 0)


@pytest.mark.parametrize("name", LEFT_OUT)
def test_every_number_of_a_text_is_accounted_for(name):
    """Each number stands in a statement or target of some pair, or in the list of what is not used, with a reason."""
    for row in texts(name):
        article = read_article(row["text"], published=row["published"], pair=tuple(row["pair"]))
        told = [one for of in article.pairs for one in (*of.statements, *of.targets)]
        places = [part for one in told for part in one.parts] + [one.span for one in article.unused]
        for token in tokens_of(article.text):
            if token.kind == "number":
                assert any(start <= token.start and token.end <= end for start, end in places), (row["id"], token.text)
