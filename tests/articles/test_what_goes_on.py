"""What a sentence says of those before it, and of what stands beside its figures: rules that no text of a set shows alone."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.articles import read_article
from forecast.errors import InputError
from tests.support.articles import DAY, statements_told

PAIR = ("India", "Egypt")
OURS = ("Беларусь", "Россия")


def _told(text, pair=PAIR):
    """Return flow, period and level of each statement that is no doubt."""
    article = read_article(text, published=DAY, pair=pair)
    return [(s.flow, str(s.period), s.level, s.growth_pct) for s in article.statements if not s.doubt]


@pytest.mark.parametrize(
    ("text", "pair", "said"),
    [
        (
            (
                "India's exports to Egypt in June 2024 were $8m, and imports $4m. A year earlier they were $7m and $5m, "
                "respectively."
            ),
            PAIR,
            [("exports", "2023-06", 7e6, None), ("imports", "2023-06", 5e6, None)],
        ),
        (
            (
                "Экспорт Беларуси в Россию в 2024 году составил 8 млрд долларов, импорт - 4 млрд. К уровню прошлого года это "
                "плюс 9,4% и минус 5,6% соответственно."
            ),
            OURS,
            [("exports", "2024", 8e9, 9.4), ("imports", "2024", 4e9, -5.6)],
        ),
        (
            "India's exports to Egypt in 2024 were $8bn, and imports $4bn. The latter had been $5bn in 2023.",
            PAIR,
            [("imports", "2023", 5e9, None)],
        ),
        (
            (
                "India's exports to Egypt and its imports from that country were $8bn and $4bn in 2024, the former rising "
                "by 24%, the latter by 31%."
            ),
            PAIR,
            [("exports", "2024", 8e9, 24.0), ("imports", "2024", 4e9, 31.0)],
        ),
    ],
)
def test_what_is_said_one_by_one_is_of_the_flows_before(text, pair, said):
    """Each of "respectively", "the former" and "the latter" is of a flow of the sentence before, in their order."""
    assert _told(text, pair)[-len(said) :] == said


def test_a_level_that_only_goes_on_yields_to_one_whose_clause_names_its_flow():
    """A far smaller amount without a flow of its own is of something else; one nearby is a second opinion, both doubtful."""
    far = "India's exports to Egypt were $8bn in 2024. Chicken accounted for $344m of that."
    assert _told(far) == [("exports", "2024", 8e9, None)]
    near = "Trade of India and Egypt was $8bn in 2024. Egyptian statistics put the figure at $7.5bn."
    assert _told(near) == []


@pytest.mark.parametrize(
    ("text", "told", "marks"),
    [
        ("Both now speak of lifting trade to $9bn by 2030", [], [(9e9, 2030)]),
        ("They agreed to double their trade, $4bn in 2024, by 2030", [("total", "2024", 4e9, None)], [(8e9, 2030)]),
        ("The $4bn goal was reached in 2024 ahead of the plan", [], []),
        ("Having passed the mark of $4bn set for 2030, they now look to $9bn", [], [(9e9, None)]),
        ("Trade, which had been supposed to hit $9bn in 2020, was $4bn in 2024", [("total", "2024", 4e9, None)], []),
        ("Trade surpassed $2bn for the first time, reaching $2.25bn in 2024", [("total", "2024", 2.25e9, None)], []),
        ("They deny having promised to bring trade to $9bn by 2030", [], []),
        ("Could trade of the two top $9bn by 2030?", [], []),
    ],
)
def test_the_year_behind_an_amount_tells_a_mark_from_a_level(text, told, marks):
    """A year to come makes an amount a target, one that was over a level; what was reached or denied is neither."""
    end = "" if text.endswith("?") else "."
    article = read_article(f"India and Egypt met. {text}{end}", published=DAY, pair=PAIR)
    assert _told(f"India and Egypt met. {text}{end}") == told
    assert [(t.value, t.by) for t in article.targets] == marks


@given(
    st.sampled_from(["lift", "avocado", "turbine", "carpet", "button"]),
    st.sampled_from(["exports", "shipments", "sales"]),
)
def test_goods_that_no_lexicon_knows_are_no_trade(goods, flow):
    """An unknown word between an owner and a flow names goods: their money is a part of trade."""
    for owner in ("India's", "Indian", "Its"):
        assert _told(f"{owner} {goods} {flow} to Egypt were $50m in 2024.") == []
    assert _told(f"India's own {flow} to Egypt were $50m in 2024.") == [("exports", "2024", 5e7, None)]


@given(st.sampled_from(["лифтов", "вагонов", "носков", "стаканов", "роялей"]), st.sampled_from(["Экспорт", "Поставки"]))
def test_goods_that_no_russian_lexicon_knows_are_no_trade(goods, flow):
    """An unknown genitive behind a flow names goods; goods in general, and whose they are, do not."""
    for whose in ("", "белорусских "):
        assert _told(f"{flow} {whose}{goods} в Россию в 2024 году - 50 млн долларов.", OURS) == []
    for all_of_it in ("товаров", "белорусских товаров", "белорусской продукции"):
        assert _told(f"{flow} {all_of_it} в Россию в 2024 году - 50 млн долларов.", OURS) == [
            ("exports", "2024", 5e7, None)
        ]


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_a_line_that_was_ended_on_purpose_ends_a_sentence(columns):
    """A headline is no part of the sentence below it, however the text below is wrapped; a wrapped line is no end."""
    body = "По итогам 2024 года товарооборот Беларуси с Россией составил 52,3 млрд долларов, что на 6% меньше, чем годом ранее."
    text = "Россия - главный внешнеторговый партнер\n" + "\n".join(textwrap.wrap(body, columns))
    assert _told(text, OURS) == [("total", "2024", 52.3e9, -6.0)]


def test_a_direction_is_told_only_where_nothing_else_tells_it():
    """Neither a rate nor the year before's level stands beside a verb that tells a direction."""
    text = "Trade of India and Egypt slipped to $4.3bn in 2024. Exports, which were $2bn in 2023, rose to $3bn in 2024."
    [total, before, exports] = statements_told(read_article(text, published=DAY, pair=PAIR))
    assert (total[-1], before[-1], exports[-1]) == ("down", None, None)


def test_names_of_people_and_agencies_are_no_places_and_no_aims():
    """Владимир is a town and a name, AIM an agency and an aim."""
    text = "«Товарооборот Беларуси и России в 2024 году составил 5 млрд долларов», - сказал Владимир Путин."
    assert _told(text, OURS) == [("total", "2024", 5e9, None)]
    assert _told("Cairo (AIM) - Trade of India and Egypt was $4bn in 2024.") == [("total", "2024", 4e9, None)]


@pytest.mark.parametrize(
    "goal",
    [
        "India and Egypt abandoned their goal of $9bn in trade by 2030.",
        "India and Egypt gave up the goal of lifting trade to $9bn by 2030.",
        "India and Egypt no longer plan to reach $9bn of trade by 2030.",
        "Trade between India and Egypt is unlikely to reach $9bn by 2030.",
        "India and Egypt want to treble trade of $9bn within five years.",
        "India and Egypt had hoped to lift trade to $9bn by 2030.",
    ],
)
def test_a_goal_that_is_given_up_or_doubted_is_no_target(goal):
    """Nobody is held to what the text itself says will not be."""
    assert read_article(goal, published=DAY, pair=PAIR).targets == ()


@pytest.mark.parametrize(
    "text",
    [
        "India's exports to Egypt, which fell 8% in 2022, reached $300m in 2024.",
        "India's exports to Egypt, having fallen 8% in 2022, recovered to $300m in 2024.",
        "Having doubled in 2022, India's exports to Egypt fell to $300m in 2024.",
    ],
)
def test_growth_of_years_before_gives_a_level_neither_its_year_nor_its_rate(text):
    """A clause on an earlier year between commas is of that year alone."""
    assert _told(text) == [("exports", "2024", 3e8, None)]


def test_the_same_period_is_the_one_spoken_of_unless_a_year_is_named():
    """In one sentence "over the same period" goes on, "in the same period a year earlier" goes back."""
    text = "In January-May 2024 India's exports to Egypt were $3bn. Imports over the same period were $0.4bn, "
    text += "against $0.3bn in the same period a year earlier."
    assert [(flow, months) for flow, months, _level, _growth in _told(text)] == [
        ("exports", "2024-01/2024-05"), ("imports", "2024-01/2024-05"), ("imports", "2023-01/2023-05"),
    ]  # fmt: skip


def test_the_marks_of_an_answer_to_a_letter_are_no_text():
    """What mail programs put before quoted lines parts no amount from its scale."""
    text = "> India's exports to Egypt were $29\n> billion in 2024. They want\n> $40 billion by 2030."
    assert _told(text) == [("exports", "2024", 29e9, None)]
    assert [t.value for t in read_article(text, published=DAY, pair=PAIR).targets] == [40e9]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "India's exports to Egypt grew 9% to $8bn in the first half (April-September) of 2024-25.",
            [("exports", "2024-04/2024-09", 8e9, 9.0)],
        ),
        (
            "Trade was $4bn in 2024. A tyre plant worth $210 million is being built in Cairo.",
            [("total", "2024", 4e9, None)],
        ),
        (
            "Imports from Egypt recovered from a lower base: at $4.8bn in 2024 they exceeded by 5.5% the level of 2023.",
            [("imports", "2024", 4.8e9, 5.5)],
        ),
        ("Purchases from Egypt grew much less, 2.1%, and reached $7.4bn in 2024.", [("imports", "2024", 7.4e9, 2.1)]),
        (
            "India's exports to Egypt, which from Saturday face a tariff of 31%, came to $8bn in 2024, down 2.9%.",
            [("exports", "2024", 8e9, -2.9)],
        ),
        ("India's purchases of Egyptian gas rose to $2bn in 2024.", []),
        ("В 2024 году Египет поставил в Индию товаров на $6 млрд - на 7,3% меньше, чем месяцем ранее.", [("imports", "2024", 6e9, None)]),
        ("Главными в 2024 году были зерно и мука, которых египетские покупатели приобрели на $2 млрд.", []),
    ],
)  # fmt: skip
def test_what_stands_beside_a_figure_says_what_it_is(text, said):
    """Months in brackets, what is worth so much, growth that exceeds, that is less, or is on the month before."""
    assert _told(text) == said


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("India and Egypt have left behind the $20bn trade target set four years ago and now aim for $25bn.", [(25e9, None)]),
        ("They aim for $25bn. Trade was $20bn in 2024. I believe we will see the $25bn by 2027.", [(25e9, 2027)]),
        ("The threshold of $30bn fixed three years ago was crossed in 2024, when trade amounted to $32bn.", []),
        ("Egyptian traders have pledged $35 million for warehouses.", []),
        ("Curbs on garments are likely to hit Egyptian supplies worth $770 million.", []),
        ("The minister regards $10bn as a realistic mark for trade of India and Egypt.", [(10e9, None)]),
        ("Trade of India and Egypt was $5bn in 2024, and they are looking at $10bn of trade by 2030.", [(10e9, 2030)]),
        ("Trade of India and Egypt was $5bn in 2024; they agreed to increase it threefold within three years.", [(15e9, 2028)]),
        ("A deal could bring trade with Egypt to $20bn.", [(20e9, None)]),
        ("An Egypt-MERCOSUR deal could bring trade with the bloc to $20bn.", []),
    ],
)  # fmt: skip
def test_a_target_is_what_is_aimed_at_and_not_yet_reached(text, marks):
    """What was passed, pledged or is to be lost is none; what is told again with its year has it."""
    article = read_article(text, published=DAY, pair=PAIR)
    assert [(target.value, target.by) for target in article.targets] == marks


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Оборот в 2024 году составил 4 млрд долларов, а доля России - 13,7% (в 2022-м была 15,1%). Экспорт - 1 млрд.",
            [("total", "2024", 4e9, None), ("exports", "2024", 1e9, None)],
        ),
        (
            "Рекордным стал 2022 год, когда оборот достиг $14,9 млрд, из которых $13,9 млрд обеспечили белорусские поставки.",
            [("total", "2022", 14.9e9, None), ("exports", "2022", 13.9e9, None)],
        ),
        (
            "В 2024 году оборот достиг $4 млрд, увеличившись на 6,5%. Годом ранее оборот прибавил сразу 21%.",
            [("total", "2024", 4e9, 6.5), ("total", "2023", None, 21.0)],
        ),
        (
            "Сальдо в торговле с Россией в 2023 году, годом ранее составлявшее около 4 млрд долларов, превысило 8,8 млрд.",
            [],
        ),
        (
            "В 2024 году оборот составил $4 млрд, и если экспорт остался прежним, $2 млрд, то импорт вырос до $2 млрд.",
            [("total", "2024", 4e9, None), ("exports", "2024", 2e9, None), ("imports", "2024", 2e9, None)],
        ),
        (
            "Импорт в 2024 году, вопреки ожиданиям, вырос на более скромные 20% и составил $2 млрд.",
            [("imports", "2024", 2e9, 20.0)],
        ),
    ],
)  # fmt: skip
def test_dailies_long_sentences_give_each_figure_its_months(text, said):
    """Months in brackets, of a record year and of the year before are those of their own figure alone."""
    assert _told(text, OURS) == said


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Оборот в 2024 году составил 5 млрд долларов. В этом году рассчитываем взять десятимиллиардную отметку.", [(10e9, 2025)]),
        ("Оборот в 2024 году составил $498 млн. Теперь миллиардный рубеж планируется взять к 2030 году.", [(1e9, 2030)]),
        ("Оборот в 2024 году составил $1,2 млрд, впервые перешагнув миллиардный рубеж.", []),
        ("Задача выйти на 750 млн долларов, которую мы ставили три года назад, выполнена.", []),
        ("Прежний ориентир в $30 млрд к 2025 году перекрыт вдвое, новый - $100 млрд к 2030 году.", [(100e9, 2030)]),
        ("Планируют выйти в ближайшие годы на 1 млрд долларов, а к 2030 году - на 2 млрд.", [(1e9, None), (2e9, 2030)]),
        ("Дорожная карта на 2025-2027 годы предусматривает рост взаимной торговли до 130 млрд рублей.", [(130e9, 2027)]),
        ("До 2027 года планируют выйти на 60 млрд долларов, а в долгосрочной перспективе - на 100 млрд.",
         [(60e9, 2027), (100e9, None)]),
        ("Прежде ориентировались на 1 млрд долларов, теперь намерены выйти на 2 млрд к 2030 году.", [(2e9, 2030)]),
    ],
)  # fmt: skip
def test_marks_in_russian_are_told_in_adjectives_and_by_their_years(text, marks):
    """An adjective says a mark, each mark has its own year or none, and what was reached is none."""
    article = read_article(text, published=DAY, pair=OURS)
    assert [(target.value, target.by) for target in article.targets] == marks


def test_growth_told_at_two_rates_is_doubtful():
    """What a text tells first is meant; another rate for the same flow and months is shown and not used."""
    text = "Exports of India to Egypt rose 3% to $8bn in 2024. Exports then fell by 12% in 2024."
    article = read_article(text, published=DAY, pair=PAIR)
    assert [(s.growth_pct, s.doubt.kind if s.doubt else "") for s in article.statements] == [
        (3, ""),
        (-12, "several-rates"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Peru's exports to Korea were $1.4bn in 2024. For its part, the Asian nation shipped $493m worth of goods.",
         [("exports", 1.4e9), ("imports", 493e6)]),
        ("In 2024 the bloc bought $48bn in Brazilian goods.", [("exports", 48e9)]),
    ],
)  # fmt: skip
def test_a_side_is_known_by_its_part_of_the_world(text, said):
    """A nation of a continent where only one side lies is that side; "the bloc" is the union that is a side."""
    pair = ("Peru", "South Korea") if "Korea" in text else ("Brazil", "European Union")
    article = read_article(text, published=DAY, pair=pair)
    assert [(s.flow, s.level) for s in article.statements if not s.doubt] == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Trade of India and Egypt rose twenty-five percent to one hundred and twenty million dollars in 2024.", []),
        ("Экспорт Индии в Египет вырос в 2024 году на 3% после роста на 11% годом ранее, до 1,9 млрд долларов.",
         [("exports", "2024", 1.9e9, 3.0)]),
        ("Between 2019 and 2024, trade of India and Egypt rose by 40% to $2.9 billion.", [("total", "2024", 2.9e9, None)]),
        ("India's exports to Egypt rose 8%, not 12% as reported earlier, to $870 million in 2024.",
         [("exports", "2024", 870e6, 8.0)]),
        ("India bought $280 million more from Egypt than it sold in 2024.", []),
        ("India's imports from Egypt fell 150% to $1 billion in 2024.", [("imports", "2024", 1e9, None)]),
        ("Trade between India and Egypt exceeded $4bn in 2024; the next mark is $5bn.", [("total", "2024", 4e9, None)]),
    ],
)  # fmt: skip
def test_what_is_denied_or_of_other_years_is_not_used(text, said):
    """Tails of numbers in words, rates of years before, denied ones and differences are told and not used."""
    assert [one for one in _told(text) if one[2] is not None] == said


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("There are no plans to raise trade of India and Egypt to $500 million by 2027.", []),
        ("India and Egypt do not expect trade to reach $1 billion before 2030.", []),
        ("Индия и Египет выйдут на 10 млрд долларов торговли не в 2027 году, а в 2030-м.", [(10e9, 2030)]),
        ("India's imports from Egypt fell threefold to $4m in 2024.", []),
        ("Trade of India and Egypt was $633m in 2024. Three years ago we had set a target of $500m.", []),
    ],
)  # fmt: skip
def test_what_nobody_aims_at_is_no_target(text, marks):
    """Denied plans, falls and marks that the newest year has passed are none; "not in 2027" is no deadline."""
    assert [(target.value, target.by) for target in read_article(text, published=DAY).targets] == marks


def test_a_date_that_a_text_speaks_of_is_not_its_day():
    """Only a dateline, or a line with little else, tells when an article was published."""
    spoken = "On 24 January 1992 India and Egypt established ties. Trade of India and Egypt was $910 million last year."
    with pytest.raises(InputError, match="dateline"):
        read_article(spoken)
    assert str(read_article(f"24 January 2025\n\n{spoken}").statements[0].period) == "2024"


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Индия рассчитывает, что в 2025 году торговля с Египтом составит $5 млрд, а к концу десятилетия - $9 млрд.",
         [(5e9, 2025), (9e9, 2030)]),
        ("India expects trade with Egypt to reach $5 billion in 2025 and $9 billion by the end of the decade.",
         [(5e9, 2025), (9e9, 2030)]),
        ("Индия и Египет намерены довести торговлю до $5 млрд в ближайшие два года, а к 2030-му - до $9 млрд.",
         [(5e9, 2027), (9e9, 2030)]),
    ],
)  # fmt: skip
def test_each_of_two_marks_has_its_own_year(text, marks):
    """What stands behind a conjunction is not the year of the mark before it."""
    assert [(target.value, target.by) for target in read_article(text, published=DAY).targets] == marks


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Торговля Индии и Египта в 2024 году достигла $4 млрд. Из них $3 млрд - индийские поставки, $1 млрд - египетские.",
         [("total", "2024", 4e9, None), ("exports", "2024", 3e9, None), ("imports", "2024", 1e9, None)]),
        (("Экспорт Индии в Египет в 2024 году вырос на 4% до $3 млрд. Годом ранее поставки составляли $2,9 млрд. "
         "Импорт снизился до $1 млрд."),
         [("exports", "2024", 3e9, 4.0), ("exports", "2023", 2.9e9, None), ("imports", "2024", 1e9, None)]),
        ("Торговля Индии с Египтом в 2023 году составила $4 млрд. В 2024 г. Индия экспортировала в Египет товаров на $3 млрд.",
         [("total", "2023", 4e9, None), ("exports", "2024", 3e9, None)]),
        (("India's exports to Egypt fell 3% in November 2024, from $505m in October to $490m. "
         "Compared with November 2023, exports were up 2.6%."),
         [("exports", "2024-11", 490e6, 2.6), ("exports", "2024-10", 505e6, None)]),
    ],
)  # fmt: skip
def test_what_a_sentence_goes_on_about_is_what_was_told_before(text, said):
    """A year before, an adjective alone, an abbreviated year and growth told with its base are read by what led to them."""
    assert _told(text) == said
