"""Places in running text."""

from __future__ import annotations

import pytest

from forecast.data import fold, places_mentioned


def _codes(text):
    words = text.split()
    return [m.place.code for m in places_mentioned([fold(w) for w in words], [w[:1].isupper() for w in words])]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("trade of the United Arab Emirates with Guinea Bissau", ["ARE", "GNB"]),
        ("товарооборот Казахстана с Китаем и Омской областью", ["KAZ", "CHN", "RU-OMS"]),
        ("белорусский экспорт", ["BLR"]),
        ("trade with turkey and chad", []),
        ("中 国 与 哈 萨 克 斯 坦", ["CHN", "KAZ"]),
        ("deutschen Ausfuhren nach Polen", ["DEU", "POL"]),
        ("Georgia and Armenia", ["GEO", "ARM"]),
        ("торговля с Вьетнамом и Египтом", ["VNM", "EGY"]),
        ("торговля Вьетнама с Нигерией и Нигером", ["VNM", "NGA", "NER"]),
        ("с Саудовской Аравией и с Шри Ланкой", ["SAU", "LKA"]),
        ("Свердловской области и Приморского края", ["RU-SVE", "RU-PRI"]),
        ("с Южной Кореей и Новой Зеландией", ["KOR", "NZL"]),
        ("Нижней Саксонии, Нового Южного Уэльса, Иракским Курдистаном", ["DE-NI", "AU-NSW", "IQ-KR"]),
        ("из Канарских островов в Средней Азии", ["ES-CN", "CAS"]),
        ("Малых предприятий, Финских компаний", ["FIN"]),
    ],
)
def test_places_are_found_in_any_case(text, codes):
    """Names in other languages, Russian cases, adjectives and names of several words are found; small words are not."""
    assert _codes(text) == codes
