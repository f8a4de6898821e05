"""Articles: what is read from them, and what is not."""

from __future__ import annotations

import pytest

from forecast.articles import MAX_CHARACTERS, read_article
from forecast.data import read_series
from forecast.errors import InputError
from forecast.report import statements_csv
from forecast.words import doubt_said
from tests.support.articles import DAY, statements_told
from tests.support.news import NEWS


def test_dollars_of_a_country_that_is_not_known_are_doubtful():
    """A dollar sign behind letters of no known country says neither whose dollars nor that they are those of the US."""
    read = read_article(
        "Exports of Australia to Fiji were QQ$612 million in 2024.", published="2025-06-01", pair=("Australia", "Fiji")
    )
    assert [s.doubt.kind for s in read.statements] == ["currency"]


def test_an_article_gives_its_figures_its_pair_and_its_mark():
    """A whole piece of news is read without being told its day or its pair."""
    article = read_article(NEWS)
    assert (article.published.isoformat(), article.pair.id, article.doubts) == (DAY, "belarus-st-petersburg", ())
    assert statements_told(article) == [
        ("total", "2024", 2.46e9, "exact", 10.5, "exact"),
        ("exports", "2024", 1.66e9, "exact", 1.2, "exact"),
        ("imports", "2024", 793.2e6, "exact", 9.1, "exact"),
        ("total", "2025-01/2025-05", None, None, None, "up"),
    ]
    [target] = article.targets
    assert (target.value, target.unit, target.by, target.when, target.kind) == (2.5e9, "USD", None, "soon", "stated")
    for said in (*article.statements, *article.targets, *article.unused):
        assert article.text[said.span[0] : said.span[1]] == said.words


def test_what_is_read_is_a_statements_file():
    """The statements of an article, written as CSV, are read back as the same statements."""
    series = read_article(NEWS).series(publisher="BelTA")
    again = read_series(statements_csv(series), series_id=series.id, where="csv")
    assert [(s.flow, s.period, s.level, s.growth) for s in again.statements] == [
        (s.flow, s.period, s.level, s.growth) for s in series.statements
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Out of trade of $5bn in 2024, $2bn were Indian exports and $3bn imports.", ("2000000000", "3000000000")),
        ("В 2024 году 2 млрд долларов составил экспорт, 3 млрд — импорт.", ("2000000000", "3000000000")),
        ("В 2024 году 2 млрд долларов пришлось на экспорт и 3 млрд - на импорт.", ("2000000000", "3000000000")),
    ],
)
def test_an_amount_before_its_flow_is_of_that_flow(text, said):
    """Amounts whose flow stands behind them are told for it, not for the flow named before."""
    article = read_article(text, published=DAY, pair=("India", "Egypt"))
    told = {s.flow: f"{s.level:.0f}" for s in article.statements}
    assert (told.get("exports"), told.get("imports")) == said


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The ministry denied that trade of India with Egypt fell to $2 billion in 2024.", "as a fact"),
        ("Did trade of India with Egypt really hit $9 billion in 2024?", "as a fact"),
        ("Without sanctions trade of India with Egypt would have been $9 billion in 2024.", "as a fact"),
        ("In 2024 trade of India with Egypt was 3.5-4 billion dollars.", "end of a range"),
        ("In 2024 trade of India with Egypt was $4-5bn.", "end of a range"),
        ("From January 2022 to June 2024 trade of India with Egypt was $4.2bn.", "more than twelve months"),
        ("Trade of India with Egypt was $4.2bn between January 2022 and June 2024.", "more than twelve months"),
        ("С января 2022 года по июнь 2024 года товарооборот Индии и Египта составил 4 млрд долларов.", "more than"),
        ("Trade of India with Egypt grew by 20% from May 2022 to May 2024.", "more than twelve months"),
        ("In 2024 trade of India with Egypt was $4.2.", "too small"),
        ("In 2024 Australia's trade with Vietnam was $26.3 billion.", "AUD or USD"),
        ("Trade of India with Egypt was $2bn this year.", "not over"),
        ("Since the start of the year trade of India with Egypt has grown by 18%.", "no period"),
        ("С начала года товарооборот Индии и Египта составил 2 млрд долларов.", "no period"),
        ("Trade of India with Egypt was $2bn.", "no period"),
        ("In fiscal year 2021-22 trade of Chile with Peru was $2bn.", "fiscal year"),
        ("В 2024 году товарооборот Индии и Египта составил 1.250 млн долларов.", "thousands"),
    ],
)
def test_what_is_doubtful_is_not_used(text, why):
    """A level without a year, a fiscal year of nobody knows which months, and doubtful digits wait for a person."""
    pair = (
        ("Chile", "Peru")
        if "Chile" in text
        else ("Australia", "Vietnam")
        if "Australia" in text
        else ("India", "Egypt")
    )
    article = read_article(text, published=DAY, pair=pair)
    assert why in doubt_said(article.statements[0].doubt)
    assert article.usable == ()


@pytest.mark.parametrize(
    ("said", "levels"),
    [("was $3-4bn", [3e9, 4e9]), ("was $3 to 4bn", [3e9, 4e9]), ("rose from $3 to $4bn", [4e9, 3e9])],
)
def test_both_ends_of_a_range_have_the_scale_of_the_last(said, levels):
    """Nobody means three dollars; both ends of what no direction orders are doubtful."""
    article = read_article(f"In 2024 trade of India with Egypt {said}.", published=DAY, pair=("India", "Egypt"))
    assert [s.level for s in article.statements] == levels
    assert all(s.doubt for s in article.statements) is ("rose" not in said)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("In 2024 Chinese firms put $4bn of investment into Egypt.", "other"),
        ("World trade came to $25 trillion in 2024.", "world"),
        ("In 2024 Egypt had 15% of India's exports.", "share"),
        ("In 2024 India's agricultural exports to Egypt were $300m.", "part"),
        ("India's cut-flower exports to Egypt rose 12% to $30m in 2024.", "part"),
        ("India's avocado exports to Egypt rose in 2024 to $30m.", "part"),
        ("India's surplus in trade with Egypt was $3bn in 2024.", "balance"),
        ("Trade of India and Egypt has grown 12% a year on average since 2019.", "average"),
        ("Trade of India and Egypt averaged $350 million a month in 2024.", "monthly"),
        ("Trade of India and Egypt averaged $4bn a year over 2020-2024.", "average"),
        ("The share of India in the exports of Egypt rose to 81% in 2024.", "share"),
    ],
)
def test_other_figures_are_told_and_not_used(text, reason):
    """Investments, world trade, shares, parts, balances and averages are no statements."""
    article = read_article(text, published=DAY, pair=("India", "Egypt"))
    assert article.statements == ()
    assert reason in {one.reason for one in article.unused}


def test_an_amount_of_them_is_a_part_and_no_level():
    """What stands between commas behind a flow is not its level; it is told as a part."""
    text = "Imports of India from Egypt, $300m of them oil, were $0.5bn in 2024."
    read = read_article(text, published=DAY, pair=("India", "Egypt"))
    assert [(s.flow, s.level) for s in read.statements] == [("imports", 5e8)]
    assert [(one.words, one.reason) for one in read.unused] == [("$300m", "part")]


def test_an_expectation_for_the_year_is_a_target_and_no_statement():
    """What trade will be by the year's end is expected, not published."""
    article = read_article(
        "Trade of India and Egypt is expected to reach $5bn by the end of this year.",
        published=DAY,
        pair=("India", "Egypt"),
    )
    [target] = article.targets
    assert (article.statements, target.kind, target.by) == ((), "expectation", 2025)


def test_exports_are_seen_from_the_first_side():
    """What the other side exports is what the first imports."""
    text = "Egypt's exports to India were $1bn in 2024, while exports from India to Egypt were $3bn."
    article = read_article(text, published=DAY, pair=("India", "Egypt"))
    assert [(s.flow, s.level) for s in article.statements] == [("imports", 1e9), ("exports", 3e9)]


def test_the_latter_that_exports_is_a_country():
    """Of two countries named before, the latter may sell to the former; of two flows, the latter may fall."""
    sides = "India and Egypt both gain. In 2024 the latter exported goods worth $120m to the former."
    flows = "Exports of India to Egypt were $3bn in 2024 and imports $1bn. The latter fell 3%."
    told = [read_article(text, published=DAY, pair=("India", "Egypt")).statements for text in (sides, flows)]
    assert [(s.flow, s.level) for s in told[0]] == [("imports", 120e6)]
    assert [(s.flow, s.growth_pct) for s in told[1]] == [("exports", None), ("imports", -3.0)]


def test_goods_bound_for_a_side_are_exports_to_it():
    """The side before "-bound" is where they go, not whose they are."""
    article = read_article(
        "Brazil's China-bound exports rose 12% to $95bn in 2024.", published=DAY, pair=("Brazil", "China")
    )
    assert [(s.flow, s.level, s.growth_pct) for s in article.statements] == [("exports", 95e9, 12.0)]


@pytest.mark.parametrize(
    ("text", "published", "told"),
    [
        ("", DAY, "is empty"),
        ("Trade of India and Egypt was $2bn last year.", None, "day of publication"),
        ("Trade of India and Egypt was $2bn last year.", "yesterday", "YYYY-MM-DD"),
        ("貿易は二倍になったと発表したのではないかとみられるかもしれない", DAY, "English or Russian"),
        ("x" * (MAX_CHARACTERS + 1), DAY, "article alone"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_would_help(text, published, told):
    """An empty or endless text, no day, and another language are refused in clear words."""
    with pytest.raises(InputError, match=told):
        read_article(text, published=published)


def test_markup_is_not_text():
    """The same article as a page gives the same statements; scripts are not read."""
    page = f"<html><head><title>$9bn trade</title></head><body><script>var trade = '$7bn in 2024';</script><p>{NEWS}</p></body></html>"
    assert statements_told(read_article(page)) == statements_told(read_article(NEWS))


@pytest.mark.parametrize("text", ["", "Zażółć gęślą jaźń i inne słowa"])
def test_all_that_is_wrong_with_what_was_given_is_told_at_once(text):
    """A text that cannot be read, a day that is none and sides that nobody knows are told together."""
    with pytest.raises(InputError) as caught:
        read_article(text, published="yesterday", pair="Narnia / Oz")
    assert [fault.where for fault in caught.value.faults][:2] == ["text", "published"]
    assert {fault.given for fault in caught.value.faults[2:]} == {"Narnia", "Oz"}
