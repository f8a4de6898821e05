"""What people print of trade, in words: a level with the words around it, a range, and growth however it is said.

`parse_level` reads "almost $2bn" and "$13-15bn", `parse_growth` "doubled", "2.2 times", "by a quarter", "вырос на
12,5 %" and "$500m more". What may mean two things is refused with the question it leaves.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from forecast.data.amounts import SAME_DIGIT, Amount, parse_amount
from forecast.data.statements import GrowthPrint, GrowthQualifier, LevelPrint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.data.precision import Qualifier

__all__ = ["parse_growth", "parse_level"]

_QUALIFIERS: Mapping[Qualifier, str] = {
    "about": (
        "about|around|approximately|approx|some|roughly|circa|ca|c|~|≈|nearly about|rund|etwa|ungefähr|"
        "zirka|около|"
        "примерно|порядка|приблизительно|environ|près de|cerca de|alrededor de|aproximadamente|aprox|"
        "unos|unas|"
        "por volta de|circa|yaklaşık|sekitar|约|約|大约|大約|左右|около|понад близько|близько|okolo|ok|khoảng|"
        "लगभग|حوالي"
    ),
    "over": (
        "over|more than|above|exceeding|exceeds|exceeded|upwards of|at least|no less than|>|über|"
        "mehr als|mindestens|"
        "свыше|более|более чем|больше|превысил|превысила|превысило|не менее|понад|більше|plus de|más de|"
        "mas de|superior a|mais de|oltre|"
        "più di|ponad|lebih dari|超|超过|超過|逾|以上|hơn|से अधिक|أكثر من"
    ),
    "almost": (
        "almost|nearly|close to|just under|just below|under|below|less than|up to|fast|knapp|beinahe|"
        "nahezu|почти|"
        "чуть менее|менее|майже|presque|casi|quase|quasi|prawie|niemal|neredeyse|hampir|近|将近|接近|gần|"
        "लगभग पूरा"
    ),
}
_WORD_OF = {word: kind for kind, words in _QUALIFIERS.items() for word in words.split("|")}


def _any(words: str | Mapping[str, object]) -> str:
    """Return the pattern of any of some words, the longest first, whole where letters have ends."""
    listed = sorted(words.split("|") if isinstance(words, str) else words, key=len, reverse=True)
    return "|".join(
        rf"(?<!\w){re.escape(w)}(?!\w)" if re.match(r"[^\W\u3040-\u9fff\uac00-\ud7af]", w) else re.escape(w)
        for w in listed
    )


_AROUND = re.compile(rf"(?:{_any(_WORD_OF)})\.?", re.IGNORECASE)


def _around(text: str) -> tuple[Qualifier, int, int] | None:
    """Return the first word around a figure, as what it is and from where to where it stands; None without one."""
    return _around_digits(text.translate(SAME_DIGIT))


@lru_cache(maxsize=1_024)  # the figures of a table differ in their digits
def _around_digits(text: str) -> tuple[Qualifier, int, int] | None:
    found = _AROUND.search(text)
    return (_WORD_OF[found.group().rstrip(".").lower()], *found.span()) if found else None


_NUMBER = r"\d[\d.,'’ \u00a0\u202f]*\d|\d"
_TO = r"[-–—~]|\bto\b|\band\b|\bbis\b|\bund\b|\bдо\b|\bи\b|\ba\b|\by\b|\bà\b|\bet\b|至|到"
_RANGE = re.compile(
    rf"\s*(?:between|from|zwischen|von|от|с|между|entre|de|从)?\s*(?P<low>[^\d]*(?:{_NUMBER})\D*?)\s*(?:{_TO})\s*"
    rf"(?P<high>\D*?(?:{_NUMBER})\D*)\s*",
    re.IGNORECASE,
)


def _range(text: str) -> tuple[Amount, Amount] | None:
    """Return the ends of a range of amounts, such as "$13-15bn"; None when it is none."""
    found = _RANGE.fullmatch(text)
    if not found:
        return None
    low, high = found["low"].strip(), found["high"].strip()
    end = re.fullmatch(rf"\D*?(?:{_NUMBER})\s*(.*)", high)
    scale = end[1] if end else ""
    try:
        last = parse_amount(high)
        first = parse_amount(low if re.search(r"\d\s*\w", re.sub(_NUMBER, "0", low)) else f"{low} {scale}")
    except ValueError:
        return None
    if last.unit is None and first.unit is not None:
        last = Amount(last.value, last.resolution, first.unit)
    return (first, last) if first.value < last.value <= 10 * first.value else None


@lru_cache(maxsize=4_096)  # publishers repeat their figures
def parse_level(text: str) -> tuple[LevelPrint, str | None]:
    """Return the level that is printed, with the words around it, and the currency that it names.

    Parameters
    ----------
    text : str
        An amount, as `parse_amount` reads it, with "over", "about" or "almost" in the languages of ministries; or a
        range, which becomes an interval.

    Raises
    ------
    ValueError
        Says what is wrong, as a clause.

    Examples
    --------
    >>> parse_level("almost $2bn")
    (LevelPrint(value=2000000000.0, resolution=1000000000.0, qualifier='almost'), 'USD')
    >>> parse_level("$13-15bn")[0].interval
    Interval(low=13000000000.0, high=15000000000.0)
    """
    plain = text.strip()
    qualifier: Qualifier = "exact"
    if found := _around(plain):
        qualifier, start, end = found
        plain = " ".join(f"{plain[:start]} {plain[end:]}".split())
    try:
        amount = parse_amount(plain)
    except ValueError:
        ends = _range(plain) if qualifier in {"exact", "about"} else None
        if ends is None:
            raise
        low, high = ends
        middle = (Decimal(repr(low.value)) + Decimal(repr(high.value))) / 2
        return LevelPrint(float(middle), float(Decimal(repr(high.value)) - middle), "between"), high.unit
    return LevelPrint(amount.value, amount.resolution, qualifier), amount.unit


_UP = (
    "grew|grow|grown|rose|risen|rise|up|increased|increase|increases|jumped|surged|soared|gained|"
    "climbed|expanded|higher|"
    "growth|more|gestiegen|stieg|wuchs|gewachsen|zugenommen|plus|zuwachs|anstieg|mehr|höher|вырос|"
    "выросла|выросло|выросли|рост|"
    "увеличился|увеличилась|увеличилось|увеличились|прирост|больше|возрос|возросла|зріс|зросла|"
    "зросло|зростання|"
    "aumentó|aumento|creció|crecimiento|subió|más|aumentou|cresceu|crescimento|mais|augmenté|"
    "augmentation|hausse|progressé|"
    "cresciuto|cresciuta|crescita|wzrost|wzrósł|arttı|artış|yükseldi|meningkat|naik|tumbuh|增长|增加|上升|"
    "同比增长|增|"
    "tăng|वृद्धि|زيادة|ارتفع"
)
_DOWN = (
    "fell|fall|fallen|down|decreased|decrease|declined|decline|dropped|drop|shrank|shrunk|"
    "contracted|lower|less|slumped|"
    "gesunken|sank|fiel|gefallen|rückgang|zurückgegangen|minus|weniger|abgenommen|упал|упала|упало|"
    "снизился|"
    "снизилась|снизилось|сократился|сократилась|сократилось|снижение|падение|спад|меньше|уменьшился|"
    "знизився|скоротився|"
    "cayó|bajó|disminuyó|caída|descenso|caiu|queda|recuou|diminuiu|baisse|recul|diminué|baissé|calo|"
    "sceso|diminuito|"
    "spadek|spadł|düştü|azaldı|düşüş|gerile|turun|menurun|下降|下滑|减少|降|giảm|गिरावट|انخفض"
)
_UP_WORDS, _DOWN_WORDS = re.compile(_any(_UP), re.IGNORECASE), re.compile(_any(_DOWN), re.IGNORECASE)


def _by_word(told: Mapping[float, str]) -> dict[str, float]:
    """Return numbers by each word that says them."""
    return {word: number for number, words in told.items() for word in words.split("|")}


#: Words that are a factor or a share by themselves, with what they say of it.
_FACTORS = _by_word(
    {
        2.0: (
            "doubled|doubling|twofold|verdoppelt|verdoppelte|удвоился|удвоилась|удвоилось|удвоились|вдвое|"
            "в два раза|подвоївся|duplicó|se duplicó|duplicado|dobrou|duplicou|doublé|raddoppiato|"
            "raddoppiata|podwoił się|iki katına|翻番|翻了一番|翻一番"
        ),
        3.0: (
            "tripled|trebled|threefold|verdreifacht|verdreifachte|утроился|утроилась|утроилось|втрое|"
            "в три раза|triplicó|se triplicó|triplicou|triplé|triplicato|üç katına"
        ),
        4.0: ("quadrupled|fourfold|vervierfacht|вчетверо|в четыре раза|cuadruplicó|quadruplicou|quadruplé|dört katına"),
        0.5: "halved|halbiert|halbierte|se redujo a la mitad|reduziu-se à metade|dimezzato|yarıya",
    }
)
_SHARES = _by_word(
    {
        25.0: (
            "a quarter|one quarter|one-quarter|ein viertel|на четверть|четверть|un cuarto|una cuarta parte|"
            "um quarto|un quart|un quarto|dörtte bir|四分之一"
        ),
        75.0: "three quarters|three-quarters|drei viertel|на три четверти|tres cuartos|三分之三|四分之三",
        100 / 3: (
            "a third|one third|one-third|ein drittel|на треть|треть|un tercio|um terço|un tiers|un terzo|"
            "üçte bir|三分之一"
        ),
        200 / 3: "two thirds|two-thirds|zwei drittel|на две трети|dos tercios|deux tiers|dois terços|三分之二",
        50.0: (
            "a half|half|one half|die hälfte|наполовину|на половину|la mitad|metade|la moitié|la metà|yarı yarıya|一半"
        ),
        20.0: "a fifth|one fifth|one-fifth|ein fünftel|на пятую часть|un quinto|五分之一",
        10.0: "a tenth|one tenth|one-tenth|ein zehntel|на десятую часть|un décimo|十分之一",
    }
)
_FACTOR_WORDS, _SHARE_WORDS = re.compile(_any(_FACTORS), re.IGNORECASE), re.compile(_any(_SHARES), re.IGNORECASE)
_NO_GROWTH = "is not growth written like 12.5, +12.5 %, doubled or fell by 3 %"
_PLAIN = re.compile(r"[+-]?(?:\d+\.?|\d*\.\d+)(?:e[+-]?\d{1,2})?", re.IGNORECASE | re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,\d{1,2}", re.ASCII)
_DIGITS = r"(?P<low>[+-]?\d+(?:[.,]\d+)?)(?:\s*(?:-|–|to|bis|до|a|至)\s*(?P<high>[+-]?\d+(?:[.,]\d+)?))?"
_PERCENT = (
    r"%|per\s?cent|percent|pct|prozent|процент\w*|проц\b|відсот\w*|por ciento|por cento|pour cent|per cento|procent\w*|"
    r"yüzde|persen|phần trăm|प्रतिशत|في المئة|بالمئة"
)
_PER_CENT = re.compile(rf"{_DIGITS}\s*(?:{_PERCENT})|(?:yüzde|百分之)\s*(?P<turkish>\d+(?:[.,]\d+)?)", re.IGNORECASE)
_TIMES = re.compile(
    r"(?P<times>\d+(?:[.,]\d+)?)\s*(?:-\s*)?"
    r"(?P<word>times|fold|x(?!\w)|раза?(?!\w)|рази|fach\w*|mal(?!\w)|veces|vezes|fois|volte|倍)",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(?:more|higher|increase|больше|mehr|más|mais|plus)\b|增长|增加", re.IGNORECASE)
_AMOUNT_LEFT = re.compile(r"[^\d$€£₽₹]*?\b(?:by|um|на|en|de|por|of)\b\s*|\b(?:more|higher|less|lower|больше|меньше|"
                          r"mehr|weniger|más|mais|menos|up|down|higher)\b", re.IGNORECASE)  # fmt: skip


def _sign(text: str) -> int:
    """Return 1 when a text says that trade grew, -1 when it says that it fell, 0 for neither."""
    up, down = _UP_WORDS.search(text), _DOWN_WORDS.search(text)
    if up and down:
        msg = "says both that it grew and that it fell"
        raise ValueError(msg)
    return 1 if up else -1 if down else 0


def _of_percent(number: str, sign: int) -> tuple[Decimal, Decimal]:
    """Return a percentage with its sign, and one unit of its last digit."""
    value = Decimal(number.replace(",", "."))
    if sign < 0:
        value = -abs(value)
    return value, Decimal(10) ** cast("int", value.as_tuple().exponent)


def _told(value: float, resolution: float, qualifier: GrowthQualifier) -> GrowthPrint:
    return GrowthPrint(round(value, 10), round(resolution, 10), qualifier)


def _changed(text: str, level: Amount | None, sign: int, qualifier: GrowthQualifier) -> GrowthPrint:
    """Return the growth behind a change in money, such as "$500m more", with the level that it led to.

    Raises
    ------
    ValueError
        When there is no amount, or no level beside it.
    """
    try:
        change = parse_amount(" ".join(_AMOUNT_LEFT.sub(" ", _UP_WORDS.sub(" ", _DOWN_WORDS.sub(" ", text))).split()))
    except ValueError:
        raise ValueError(_NO_GROWTH) from None
    if not sign and re.fullmatch(r"[\d.,+-]+", text):
        raise ValueError(_NO_GROWTH)
    if not sign:
        msg = "is an amount of money, and says neither more nor less"
        raise ValueError(msg)
    if level is None:
        msg = "is a change in money, which is no growth without the level beside it"
        raise ValueError(msg)
    if change.unit and level.unit and change.unit != level.unit:
        msg = f"is a change in {change.unit}, the level is in {level.unit}"
        raise ValueError(msg)
    before = level.value - sign * change.value
    if before <= 0:
        msg = "is a change larger than the level itself"
        raise ValueError(msg)
    reach = 100 * (change.resolution / before + change.value * level.resolution / before**2)
    return _told(100 * sign * change.value / before, reach, qualifier)


def _of_figures(plain: str, bare: str, sign: int, qualifier: Qualifier) -> GrowthPrint | None:
    """Return growth told in per cent or as a factor in digits; None when it is neither."""
    percent, times = _PER_CENT.search(plain), _TIMES.search(plain)
    if percent:
        if re.search(r"\d", plain[: percent.start()] + plain[percent.end() :]):
            raise ValueError(_NO_GROWTH)
        if percent["turkish"] or not percent["high"]:
            value, unit = _of_percent(percent["turkish"] or percent["low"], sign)
            return _told(float(value), float(unit), qualifier)
        ends = sorted(_of_percent(percent[end], sign)[0] for end in ("low", "high"))
        return _told(float(sum(ends) / 2), float((ends[1] - ends[0]) / 2), "between")
    if not times:
        return None
    value, unit = _of_percent(times["times"], 1)
    if times["word"] in {"times", "倍"} and _MORE.search(bare):
        msg = f"may mean +{value * 100 - 100:f} % or +{value * 100:f} %: write the per cent"
        raise ValueError(msg)
    if sign < 0 and value > 1:
        return _told(float(100 / value - 100), float(100 * unit / value**2), qualifier)
    return _told(float(value * 100 - 100), float(unit * 100), qualifier)


def _of_words(plain: str, sign: int, qualifier: Qualifier) -> GrowthPrint | None:
    """Return growth told as "doubled" or "by a quarter"; None when it is neither."""
    factor, share = _FACTOR_WORDS.search(plain), _SHARE_WORDS.search(plain)
    loose: GrowthQualifier = "about" if qualifier == "exact" else qualifier
    if factor:
        times = _FACTORS[factor.group().lower()]
        if sign < 0 and times > 1:
            return _told(100 / times - 100, 5.0, loose)
        return _told(times * 100 - 100, 10.0 if loose == "about" else 20.0, loose)
    return _told((sign or 1) * _SHARES[share.group().lower()], 2.5, loose) if share else None


def parse_growth(text: str, *, level: Amount | None = None) -> GrowthPrint:
    """Return the growth over the same months of the year before that a text tells.

    Parameters
    ----------
    text : str
        A number of per cent, or words, in the languages of ministries.
    level : Amount, optional
        The level that stands beside it; a change in money needs it.

    Raises
    ------
    ValueError
        Says what is wrong, as a clause.

    Examples
    --------
    >>> parse_growth("12.5"), parse_growth("fell by 3 %")
    (GrowthPrint(percent=12.5, resolution=0.1, qualifier='exact'), \
GrowthPrint(percent=-3.0, resolution=1.0, qualifier='exact'))
    >>> parse_growth("2.2 times").percent, parse_growth("more than doubled").qualifier, parse_growth("grew").qualifier
    (120.0, 'over', 'up')
    """
    plain = " ".join(text.replace("−", "-").replace("\u00a0", " ").replace("\u202f", " ").split())
    if _PLAIN.fullmatch(plain) or _COMMA.fullmatch(plain):
        value = Decimal(plain.replace(",", "."))
        return _told(float(value), float(Decimal(10) ** cast("int", value.as_tuple().exponent)), "exact")
    found = _around(plain)
    if found and _UP_WORDS.fullmatch(plain, *found[1:]) and not re.search(r"\d", plain[found[2] :]):
        found = None  # "more" is growth where no figure follows
    qualifier: Qualifier = found[0] if found else "exact"
    bare = plain[: found[1]] + plain[found[2] :] if found else plain
    sign = _sign(bare)
    if sign < 0 and qualifier in {"over", "almost"}:  # a fall of more than 5 % is growth of less than -5 %
        qualifier = "almost" if qualifier == "over" else "over"
    said = _of_figures(plain, bare, sign, qualifier) or _of_words(plain, sign, qualifier)
    if said is not None:
        return said
    if sign and not re.search(r"\d", plain):
        return GrowthPrint(0.0, 0.0, "up" if sign > 0 else "down")
    return _changed(bare, level, sign, qualifier)
