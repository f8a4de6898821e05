"""What stands beside the figures of a pair: trade of all countries, of goods, of a whole country, of others."""

from __future__ import annotations

import pytest

from forecast.articles import read_article
from tests.support.articles import DAY

VIETNAM = ("Vietnam", "Japan")
TATARSTAN = ("Tatarstan", "Turkey")
REGION = ("Minsk Region", "Russia")


def _told(text, pair):
    article = read_article(text, published=DAY, pair=pair)
    return [
        (s.flow, str(s.period), s.level, s.growth_pct or s.growth_qualifier) for s in article.statements if not s.doubt
    ]


@pytest.mark.parametrize(
    "aside",
    [
        "Vietnam's exports to all markets hit $405bn.",
        "The country's total trade turnover reached $786bn.",
        "Vietnam's total import and export turnover was $786bn.",
        "Total merchandise exports of Vietnam stood at $405bn.",
        "Overall, the country's exports rose 14% to $405bn.",
        "Japan took 6% of Vietnam's exports, which totalled $405bn.",
        "The country's overall foreign trade was $786bn, of which exports were $405bn.",
        "The overall trade surplus was $25bn, with exports of $405bn and imports of $380bn.",
        "Electronics remained the top export with $3.6bn.",
        "Vehicles and parts headed the list of exports at $2.9bn.",
        "Machinery was the largest export group, worth $2.9bn.",
        "China was the first partner, ahead of Italy with a trade turnover of $161bn.",
        "China was first with $205bn, followed by South Korea with $80bn and Thailand with $20bn.",
        "Trade with countries other than Japan rose 9%.",
        "Japan left South Korea behind, with which Vietnam traded $80bn.",
        "China overtook Japan as Vietnam's biggest partner with a volume of $205bn.",
        "Vietnam exported goods worth $405bn in all in 2024, 14% more.",
        "Overall U.S. imports plunged 16%.",
        "Excluding fuels, exports fell 1% and imports rose 3%.",
    ],
)
def test_what_is_not_of_the_pair_leaves_its_figures_alone(aside):
    """The trade of all countries, of goods and of others is told as not used, and changes nothing that was told before."""
    text = "Vietnam's exports to Japan came to $24.6bn in 2024 and its imports from there to $21.6bn. "
    told = [("exports", "2024", 24.6e9, None), ("imports", "2024", 21.6e9, None)]
    assert _told(text + aside, VIETNAM) == told


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("Trade of Tatarstan and Turkey was $2.6bn in 2024. Russia's trade with Turkey reached $52bn.", TATARSTAN),
        (
            (
                "Товарооборот Татарстана с Турцией в 2024 году составил 2,6 млрд долларов. Россия и Турция планируют довести "
                "взаимный товарооборот до 100 млрд долларов."
            ),
            TATARSTAN,
        ),
    ],
)
def test_a_country_is_not_its_region(text, pair):
    """Trade and marks of the country of a region, told with the partner, are not those of the region."""
    article = read_article(text, published=DAY, pair=pair)
    assert [(s.flow, s.level) for s in article.statements] == [("total", 2.6e9)]
    assert article.targets == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Exports to Japan were $2bn in May 2025, up 9% on the year and down 4% from April.",
            [("exports", "2025-05", 2e9, 9.0)],
        ),
        ("On a month-on-month basis exports to Japan rose 4% to $2bn in May 2025.", [("exports", "2025-05", 2e9, None)]),
        ("Exports to Japan were $2bn in the third quarter of 2024, 6% more than in the second.", [("exports", "2024-07/2024-09", 2e9, None)]),
        ("Trade with Japan was $46bn in 2024, $1bn less than in 2023.", [("total", "2024", 46e9, "down")]),
        ("Trade with Japan was $46bn in 2024. This is $1bn more than in 2023.", [("total", "2024", 46e9, "up")]),
        ("Trade with Japan was $46bn in 2024, slightly less than a year earlier.", [("total", "2024", 46e9, "down")]),
        (
            "In 2024 exports to Japan were $24bn and imports $21bn, both lower than a year before.",
            [("exports", "2024", 24e9, "down"), ("imports", "2024", 21e9, "down")],
        ),
        ("In 2024 trade with Japan was $46bn, 3% less than in 2023, when trade of the two countries had hit $47.4bn.",
         [("total", "2024", 46e9, -3.0), ("total", "2023", 47.4e9, None)]),
        ("Exports to Japan were $24bn in 2024. That was 10% more than in 2023 and almost double the figure of 2021.",
         [("exports", "2024", 24e9, 10.0)]),
        ("Exports to Japan were down slightly to $24bn in 2024.", [("exports", "2024", 24e9, "down")]),
        ("Exports to Japan were $2bn in April 2025. Imports fell 11% from March to $1.8bn.",
         [("exports", "2025-04", 2e9, None), ("imports", "2025-04", 1.8e9, None)]),
        ("Exports to Japan fell 16% in April 2025, a third consecutive monthly decline.", []),
        ("In 2024 exports to Japan fell 8% to $24bn, while imports from Japan went up.",
         [("exports", "2024", 24e9, -8.0), ("imports", "2024", None, "up")]),
        ("Exports to Japan, of which machinery represents three quarters, were $24bn in 2024.",
         [("exports", "2024", 24e9, None)]),
        ("The Economic Survey 2025 shows that exports to Japan were $24bn in 2024.", [("exports", "2024", 24e9, None)]),
        ("Imports of Japanese origin fell 2% to $21bn in 2024.", [("imports", "2024", 21e9, -2.0)]),
        ("Exports to Japan were $24bn in 2024, while exports to Laos fell 3%.", [("exports", "2024", 24e9, None)]),
        ("Trade with Japan grew by between 10 and 12% to $46bn in 2024.", [("total", "2024", 46e9, None)]),
        ("Exports to Japan rose $2.2bn (11 percent) to $24bn in 2024.", [("exports", "2024", 24e9, 11.0)]),
        (
            "Trade with Japan was $46bn in 2024. Exports were $24bn and imports $22bn. In January-May 2025 the figure was $20bn.",
            [("total", "2024", 46e9, None), ("exports", "2024", 24e9, None), ("imports", "2024", 22e9, None),
             ("total", "2025-01/2025-05", 20e9, None)],
        ),
    ],
)  # fmt: skip
def test_growth_and_figures_are_of_what_they_are_told_of(text, told):
    """Growth over a month or a quarter before is none of a year; a change in money tells a direction."""
    assert _told(text, VIETNAM) == told


def test_a_bare_dollar_is_of_the_reporter_where_its_office_is_named():
    """Statistics Canada counts in its own dollars; without such a name they may be either."""
    text = "Canada's exports to Mexico were $9bn in 2024."
    assert [s.doubt is None for s in read_article(text, published=DAY, pair=("Canada", "Mexico")).statements] == [False]
    told = read_article(f"{text} Statistics Canada said so.", published=DAY, pair=("Canada", "Mexico")).statements
    assert [(s.unit, s.doubt) for s in told] == [("CAD", None)]


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("The plan is to bring trade with Japan to $50bn by 2027 and $60bn by 2030.", [(50e9, 2027), (60e9, 2030)]),
        ("They had planned to bring trade with Japan to $50bn by 2020.", []),
        ("They once set the $50bn mark for trade with Japan but failed to reach it.", []),
        ("The target set by the two leaders for trade with Japan is $60bn.", [(60e9, None)]),
        ("Trade with Japan may exceed $60bn by the end of the year.", [(60e9, 2025)]),
        ("We want to pass the $60-billion mark with Japan, and there is room for trade to do it.", [(60e9, None)]),
        ("Trade with Japan was $46bn. The ministry had planned to reach $60bn during the half.", []),
        ("They agreed to bring trade with Japan to $50bn this year, and later on to $60bn.", [(50e9, 2025), (60e9, None)]),
        ("They hope to bring trade with Japan to $60bn in the current fiscal year.", [(60e9, 2026)]),
    ],
)  # fmt: skip
def test_each_mark_has_its_own_year(text, marks):
    """Of two marks each has the year beside it; one whose year is over is no target."""
    pair = ("India", "Japan")
    assert [(t.value, t.by) for t in read_article(text, published=DAY, pair=pair).targets] == marks
