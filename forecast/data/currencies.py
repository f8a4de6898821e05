"""Currencies: every code of ISO 4217 that people are paid in, and the signs and words that people write for them.

A sign or word of several currencies is asked about, never guessed (`asked`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "CODES",
    "SIGNS",
    "asked",
    "candidates",
    "codes_of_sign",
    "currency_of",
    "currency_where",
    "own_of_name",
    "qualified_in",
]

_ISO = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
    CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD
    HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
    MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN
    PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY
    TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XDR XOF XPF YER ZAR ZMW ZWG
"""
#: Active codes of ISO 4217, without funds, metals and testing codes.
CODES = frozenset(_ISO.split())

_NAMES: Mapping[str, str] = {
    "USD": (
        "$|us$|u$s|u$|u s $|dollar|dollars|us dollar|us dollars|u s dollar|u s dollars|american dollars|"
        "united states dollars|"
        "долл|доллар|доллара|долларов|доллары|долл сша|доллар сша|доллара сша|долларов сша|дол|дол сша|доларів|"
        "доларів сша|долара|долараў|долараў зша|us-dollar|us-dollars|dólar|dólares|dolar|dolares|"
        "dólares estadounidenses|"
        "dólares americanos|doları|abd doları|dolar as|dolarów|dolarów usa|dollari|dollari usa|dollars américains|"
        "dollars us|美元|美金|米ドル|ドル|달러|미국 달러|미불|불|دولار|دولار أمريكي|دلار|डॉलर|đô la mỹ|đô la"
    ),
    "EUR": "€|euro|euros|евро|євро|еўра|avro|欧元|歐元|ユーロ|유로|يورو|یورو|यूरो|evro",
    "GBP": "£|pound|pounds|pound sterling|pounds sterling|sterling|英镑|ポンド",
    "RUB": "₽|руб|рубль|рубля|рублей|рублів|рос руб|российских рублей|ruble|rubles|rouble|roubles|rubel|卢布",
    "BYN": "бел руб|белорусских рублей|belarusian rubles|belarusian roubles|br",
    "INR": "₹|rs|re|rupee|rupees|indian rupees|रुपये|रुपए|रु",
    "PKR": "pakistani rupees|pakistan rupees",
    "LKR": "sri lankan rupees|sri lanka rupees",
    "NPR": "nepalese rupees|nepali rupees|nepal rupees",
    "MUR": "mauritian rupees|mauritius rupees",
    "CNY": "rmb|yuan|renminbi|yuan renminbi|人民币|人民幣|元人民币|元|cn¥|юань|юаня|юаней|yuanes|위안",
    "JPY": "yen|円|日元|jp¥|иен|엔",
    "KRW": "₩|won|韩元|원",
    "TRY": "₺|tl|turkish lira|turkish liras|türk lirası|lira türk",
    "UAH": "₴|hryvnia|hryvnias|грн|гривень|гривні|гривен",
    "KZT": "₸|tenge|тенге|теңге",
    "UZS": "sum|soum|сум|сумов",
    "KGS": "сом|сомов",
    "AMD": "֏|dram|drams|драм|драмов",
    "GEL": "₾|lari|лари",
    "AZN": "₼|manat|манат|манатов",
    "NGN": "₦|naira",
    "ILS": "₪|shekel|shekels|nis",
    "VND": "₫|dong|đồng|vnđ",
    "THB": "฿|baht|บาท",
    "PLN": "zł|zloty|zlotys|złotych|złoty",
    "CZK": "kč|czech crowns|korun českých",
    "HUF": "ft|forint|forints",
    "RON": "lei românești|romanian lei",
    "BRL": "r$|real brasileiro|reais|brazilian reais|brazilian real",
    "MXN": "mx$|mex$|mexican pesos|pesos mexicanos",
    "COP": "pesos colombianos|colombian pesos",
    "CLP": "pesos chilenos|chilean pesos",
    "ARS": "pesos argentinos|argentine pesos",
    "PHP": "₱|philippine pesos|php$",
    "PEN": "s/|soles|nuevos soles",
    "IDR": "rp|rupiah",
    "MYR": "rm|ringgit",
    "BDT": "৳|taka|tk",
    "AUD": "a$|au$|australian dollars",
    "CAD": "c$|ca$|canadian dollars",
    "NZD": "nz$|new zealand dollars",
    "SGD": "s$|singapore dollars",
    "HKD": "hk$|hong kong dollars|港元|港币",
    "TWD": "nt$|new taiwan dollars|新台币|新臺幣",
    "MOP": "mop$|patacas|澳门元",
    "FJD": "fj$|fijian dollars",
    "NAD": "n$|namibian dollars",
    "TTD": "tt$|trinidad and tobago dollars",
    "JMD": "j$|ja$|jamaican dollars",
    "GYD": "g$|gy$|guyanese dollars",
    "BBD": "bds$|barbadian dollars",
    "BZD": "bz$|belize dollars",
    "XCD": "ec$|east caribbean dollars",
    "BSD": "bahamian dollars",
    "LRD": "liberian dollars",
    "SRD": "surinamese dollars",
    "BND": "brunei dollars",
    "SBD": "solomon islands dollars",
    "ZAR": "r|rand|rands",
    "CHF": "sfr|fr|franken|swiss francs|schweizer franken",
    "SEK": "swedish kronor|svenska kronor",
    "NOK": "norwegian kroner|norske kroner",
    "DKK": "danish kroner|danske kroner",
    "AED": "dh|dhs|uae dirhams|emirati dirhams",
    "MAD": "moroccan dirhams",
    "SAR": "saudi riyals|saudi riyal|riyals saoudiens",
    "IRR": "iranian rials",
    "KES": "ksh|kshs|kenyan shillings",
    "TZS": "tsh|tanzanian shillings",
    "UGX": "ush|ugandan shillings",
    "GHS": "cedi|cedis|gh₵",
    "ETB": "birr",
    "MNT": "₮|tugrik|tugriks|төгрөг",
    "LAK": "₭|kip",
    "KHR": "៛|riel",
    "XOF": "fcfa ouest|cfa bceao",
    "XAF": "cfa beac",
    "CVE": "escudos cabo-verdianos",
    "AOA": "kz|kwanza|kwanzas",
    "MZN": "metical|meticais",
}
_CURRENCIES = {name: code for code, names in _NAMES.items() for name in names.split("|")}
_CURRENCIES |= {code.lower(): code for code in CODES}
#: Words and signs of several currencies.
_ASKED: Mapping[str, str] = {
    word: codes
    for words, codes in (
        ("¥|￥", "JPY or CNY"),
        ("kr|krona|kronor|kronur|kronum|krone|kroner|crowns|крона|кроны|крон", "SEK, NOK, DKK, ISK or CZK"),
        ("peso|pesos|песо", "MXN, ARS, CLP, COP, PHP or UYU"),
        ("dinar|dinars|динар|динара|динаров", "RSD, KWD, IQD, DZD, TND or JOD"),
        ("dirham|dirhams|дирхам|дирхама|дирхамов", "AED or MAD"),
        ("rial|rials|riyal|riyals|риал|риала|риалов|риял|рияла|риялов", "SAR, QAR, OMR, IRR or YER"),
        ("franc|francs|франк|франка|франков", "CHF, XAF or XOF"),
        ("fcfa|cfa|f cfa|cfa franc|cfa francs|franc cfa|francs cfa|франков кфа|франка кфа", "XOF or XAF"),
        ("lira|liras|lirası|lire|лира|лиры|лир", "TRY, LBP or SYP"),
        ("leu|lei|лей|лея|леев", "RON or MDL"),
        ("shilling|shillings|шиллинг|шиллинга|шиллингов", "KES, TZS, UGX or SOS"),
        ("som", "KGS or UZS"),
    )
    for word in words.split("|")
}  # fmt: skip
#: Where the currencies are paid whose names several share: codes of places.
_WHERE: Mapping[str, str] = {
    "JPN": "JPY", "CHN": "CNY", "SWE": "SEK", "NOR": "NOK", "DNK": "DKK", "ISL": "ISK", "CZE": "CZK", "MEX": "MXN",
    "ARG": "ARS", "CHL": "CLP", "COL": "COP", "PHL": "PHP", "URY": "UYU", "SRB": "RSD", "KWT": "KWD", "IRQ": "IQD",
    "DZA": "DZD", "TUN": "TND", "JOR": "JOD", "ARE": "AED", "MAR": "MAD", "SAU": "SAR", "QAT": "QAR", "OMN": "OMR",
    "IRN": "IRR", "YEM": "YER", "CHE": "CHF", "TUR": "TRY", "LBN": "LBP", "SYR": "SYP", "ROU": "RON", "MDA": "MDL",
    "KEN": "KES", "TZA": "TZS", "UGA": "UGX", "SOM": "SOS", "KGZ": "KGS", "UZB": "UZS", "IND": "INR", "PAK": "PKR",
    "LKA": "LKR", "NPL": "NPR", "MUS": "MUR", "ETH": "ETB", "BLR": "BYN", "BWA": "BWP", "ZMB": "ZMW", "PNG": "PGK",
    "MMR": "MMK", "CMR": "XAF", "GAB": "XAF", "TCD": "XAF", "COG": "XAF", "CAF": "XAF", "GNQ": "XAF", "SEN": "XOF",
    "CIV": "XOF", "MLI": "XOF", "BFA": "XOF", "BEN": "XOF", "TGO": "XOF", "NER": "XOF", "GNB": "XOF", "GBR": "GBP",
    "EGY": "EGP", "SDN": "SDG", "SSD": "SSP", "AZE": "AZN", "TKM": "TMT",
}  # fmt: skip
#: Words that mean one currency in a table, where the pair is said with them, and several in a text.
_SHARED = dict.fromkeys(("rs", "re", "rupee", "rupees", "рупий", "рупии"), "INR, PKR, LKR, NPR or MUR")
_SHARED |= {"sh": "KES, TZS, UGX or SOS", "shs": "KES, TZS, UGX or SOS", "br": "ETB or BYN"}
_SHARED |= dict.fromkeys(("pound", "pounds", "фунт", "фунта", "фунтов", "фунты"), "GBP, EGP, SDG, SSP, LBP or SYP")
_SHARED |= dict.fromkeys(("manat", "manats", "манат", "маната", "манатов"), "AZN or TMT")
_SHARED |= {"p": "PHP or BWP", "k": "ZMW, PGK or MMK"}
#: Where dollars of their own are paid: codes of places.
_DOLLARS: Mapping[str, str] = {
    "CAN": "CAD", "AUS": "AUD", "NZL": "NZD", "SGP": "SGD", "HKG": "HKD", "TWN": "TWD", "JAM": "JMD", "TTO": "TTD",
    "FJI": "FJD", "GUY": "GYD", "BRB": "BBD", "BHS": "BSD", "BLZ": "BZD", "NAM": "NAD", "LBR": "LRD", "SUR": "SRD",
    "BRN": "BND", "SLB": "SBD",
}  # fmt: skip
#: Signs that stand for one currency in a text and beside figures for any of these.
_OF_SIGN: Mapping[str, frozenset[str]] = {
    "$": frozenset(_DOLLARS.values()) | {"USD", "XCD", "KYD", "BMD", "MXN", "ARS", "CLP", "COP", "UYU", "DOP", "CUP"},
    "£": frozenset({"GBP", "EGP", "LBP", "SYP", "SSP", "SDG", "FKP", "GIP", "SHP"}),
}
#: Names that leave open whose money it is.
_BARE_DOLLARS = re.compile(r"(?<![\w.])(?:dollars?|\$)(?!\w)", re.IGNORECASE)
_WHOSE_DOLLARS = re.compile(r"\b(?:us|u\.s\.?|usa|usd|american|united states)\b|us\$|u\$s", re.IGNORECASE)
_BARE_RUPEES = re.compile(r"(?<!\w)(?:rs|rupees?)(?!\w)", re.IGNORECASE)
#: Names and signs that say whose dollars or rupees they are: Hong Kong dollars, HK$.
_QUALIFIED = [name for name in _CURRENCIES if re.search(r". (?:dollars|rupees)$|.\$$", name)]
_WHOSE = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(_QUALIFIED, key=len, reverse=True)))})")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: Signs that stand beside a number or a word without a space, the longest first.
SIGNS = tuple(
    sorted(
        (n for n in (*_CURRENCIES, *_ASKED) if not n[-1].isalnum() or _UNSPACED.search(n)), key=lambda n: (-len(n), n)
    )
)
_FILLERS = frozenset({"of", "de", "d'", "di", "in", "в", "von"})
_LONGEST = max(name.count(" ") for name in _CURRENCIES) + 1


def asked(words: Sequence[str]) -> str | None:
    """Return what must be asked about the words of a currency: which of several they mean; None when nothing."""
    found = next((word for word in words if word in _ASKED), None)
    return f"says {found!r}, which may be {_ASKED[found]}: write the code" if found else None


def candidates(word: str) -> tuple[str, ...]:
    """Return the currencies that a word of several may mean in a text; none for other words.

    Examples
    --------
    >>> candidates("lira"), candidates("euro")
    (('TRY', 'LBP', 'SYP'), ())
    """
    told = _ASKED.get(word) or _SHARED.get(word, "")
    return tuple(re.findall(r"[A-Z]{3}", told))


def currency_where(code: str) -> str | None:
    """Return the currency of a country among those whose names several share.

    Examples
    --------
    >>> currency_where("JPN"), currency_where("DEU")
    ('JPY', None)
    """
    return _WHERE.get(code)


def codes_of_sign(sign: str) -> frozenset[str]:
    """Return every currency that a sign in small letters may stand for beside a figure.

    Examples
    --------
    >>> sorted(codes_of_sign("¥")), codes_of_sign("hk$"), "CAD" in codes_of_sign("$"), "KWD" in codes_of_sign("$")
    (['CNY', 'JPY'], frozenset({'HKD'}), True, False)
    """
    alone = currency_of([sign])
    return _OF_SIGN.get(sign) or frozenset(candidates(sign) or ([alone] if alone else ()))


def qualified_in(text: str) -> str | None:
    """Return the one currency whose dollars or rupees a text says that they are; None where it does not say whose.

    Examples
    --------
    >>> qualified_in("Exports in Hong Kong dollars"), qualified_in("HK$ million"), qualified_in("Dollars")
    ('HKD', 'HKD', None)
    """
    plural = re.sub(r"\bdollar\b", "dollars", re.sub(r"\b(?:rupee|rs)\b", "rupees", text.lower()))
    found = {_CURRENCIES[name] for name in _WHOSE.findall(plural)}
    return found.pop() if len(found) == 1 else None


def own_of_name(text: str, code: str) -> str | None:
    """Return the money of a place that a text may mean, where it names dollars or rupees and does not say whose.

    Parameters
    ----------
    text : str
    code : str
        Of the place.

    Examples
    --------
    >>> own_of_name("Dollars", "CAN"), own_of_name("US dollars", "CAN"), own_of_name("Rs. million", "PAK")
    ('CAD', None, 'PKR')
    >>> own_of_name("Hong Kong dollars", "CAN"), own_of_name("Sri Lankan rupees", "PAK")
    (None, None)
    """
    if qualified_in(text):
        return None
    if code in _DOLLARS and _BARE_DOLLARS.search(text) and not _WHOSE_DOLLARS.search(text):
        return _DOLLARS[code]
    if code in {"PAK", "LKA", "NPL", "MUS"} and _BARE_RUPEES.search(text):
        return _WHERE[code]
    return None


def currency_of(words: Sequence[str]) -> str | None:
    """Return the one currency that words in small letters name, None when they name none or two.

    Examples
    --------
    >>> currency_of(["us", "dollars"]), currency_of(["$", "usd"]), currency_of(["usd", "eur"])
    ('USD', 'USD', None)
    """
    left, found = [word for word in words if word not in _FILLERS], set()
    while left:
        for count in range(min(_LONGEST, len(left)), 0, -1):
            code = _CURRENCIES.get(" ".join(left[:count]))
            if code:
                found.add(code)
                left = left[count:]
                break
        else:
            return None
    return found.pop() if len(found) == 1 else None
