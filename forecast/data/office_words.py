"""What offices call their columns, flows and totals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.data.statements import Flow

__all__ = [
    "ROLES",
    "column_name",
    "flow_of",
    "folded",
    "is_all_products",
    "is_no_flow",
    "is_other",
    "rank_of",
    "role_of",
]

_HEADINGS: Mapping[str, str] = {
    "period": (
        "period|year|years|time|date|month|quarter|time_period|time period|timeperiod|refyear|ref year|"
        "observation_date|jahr|jahre|monat|zeit|год|годы|период|месяц|año|ano|periodo|período|année|annee|période|"
        "anno|yıl|yil|dönem|rok|tahun|年份|年|年度|时间|月份|fiscal year|financial year|fy|ár|rik|рік|periode|ref_date|"
        "年月|년월|년도|연도|기간|سال|السنة|العام"
    ),
    "reporter": (
        "reporter|reporterdesc|reporter name|reportername|reporting country|reporting economy|ref_area|country|"
        "country name|geo|declarant|reporter_name|meldeland|страна-репортер|отчитывающаяся страна|报告国"
    ),
    "partner": (
        "partner|partnerdesc|partner name|land|länder|partnername|partner country|counterpart|counterpart_area|"
        "counterpart_country|"
        "counterpart country|counterpart country name|counterpart economy|partner economy|ctyname|partnerland|"
        "страна-партнер|страна-партнёр|партнер|партнёр|país socio|pays partenaire|trading partner|destination|"
        "贸易伙伴|国家|国家（地区）|principal trading partners|trading partners|"
        "país|países|pais|paises|handelspartner|국가|국가명|کشور"
    ),
    "flow": (
        "flow|flowdesc|trade flow|tradeflow|trade flow name|tradeflowname|flow name|richtung|направление|поток|flujo|"
        "flux|fluxo|stock_flow|贸易流向"
    ),
    "value": (
        "value|primaryvalue|obs_value|obs value|trade value|tradevalue|trade value (us$)|trade value 1000usd|amount|"
        "wert|стоимость|сумма|valor|valeur|importe|değer|金额|值|금액|ارزش"
    ),
    "exports": (
        "exports|export|exp|ausfuhr|ausfuhren|exporte|экспорт|експорт|exportaciones|exportações|"
        "exportacoes|exportation|"
        "exportations|esportazioni|ihracat|eksport|ekspor|出口|出口额|出口額|輸出|exports to|수출|수출액|수출금액|"
        "xuất khẩu|निर्यात|الصادرات|صادرات"
    ),
    "imports": (
        "imports|import|imp|einfuhr|einfuhren|importe|импорт|імпорт|importaciones|importações|"
        "importacoes|importation|"
        "importations|importazioni|ithalat|impor|进口|进口额|進口|進口額|輸入|imports from|수입|수입액|수입금액|"
        "nhập khẩu|आयात|الواردات|واردات"
    ),
    "total": (
        "total|total trade|turnover|trade turnover|bilateral trade|trade|trade volume|handel|"
        "handelsvolumen|außenhandel|"
        "оборот|товарооборот|товарообіг|внешнеторговый оборот|всего|итого|comercio total|comercio|intercambio|"
        "corrente de comércio|échanges|interscambio|toplam|hacim|toplam hacim|ticaret hacmi|"
        "obroty|进出口|进出口总额|进出口额|贸易额|進出口|貿易總額|総額|교역액"
    ),
    "balance": "balance|trade balance|saldo|сальдо|handelsbilanz|solde|balanza|denge|dengesi|差额|贸易差额|"
    "수지|무역수지|تراز|"
    "net exports|re-exports",
    "unit": "unit|uom|currency|units|einheit|единица|unidad|unité|单位|unit_measure|indicators",
    "scale": "scale|scalar_factor|unit_mult|unit multiplier|powercode|power code|multiplier",
    "product": (
        "product|cmdcode|commodity|commodity code|product group|product code|product categories|hs|sitc|"
        "cmddesc|ware|товар"
    ),
    "frequency": "freq|freqcode|frequency",
    "published": "published|publication date|release date|released|veröffentlicht|опубликовано",
    "statistics": "statistics|statistics of|статистика",
    "indicator": "indicator|indicator name|indicator.name|series name|series_name|indicator type",
    "series": "series_code|series code",
}
ROLES = tuple(_HEADINGS)
_PARENTHESES = re.compile(r"[(\[（](.*?)[)\]）]|(?:,\s*|\s(?:in|в)\s+)(?=[^,]*$)(.*)$", re.IGNORECASE)
#: What a heading says beside its name: money, and where goods are valued.
_VALUED = re.compile(r"us\$|u\$s|[$€£]|\b(?:usd|eur|us|fob|cif|f\.o\.b\.|c\.i\.f\.)(?!\w)", re.IGNORECASE)
_DOTTED = str.maketrans({"İ": "i", "ı": "i", "\u0307": ""})


def folded(text: str) -> str:
    """Return a text in small letters, the Turkish i with and without its dot as one.

    Examples
    --------
    >>> folded("İHRACAT"), folded("YIL") == folded("Yıl")
    ('ihracat', True)
    """
    return " ".join(text.translate(_DOTTED).lower().translate(_DOTTED).split())


def _key(name: str) -> str:
    """Return a heading without what joins its words: ``Product Code``, ``product_code`` and ``ProductCode`` are one."""
    return re.sub(r"[\s_.:-]+", "", folded(name)) or name


_ROLE_OF = {_key(name): role for role, names in _HEADINGS.items() for name in names.split("|")}


def column_name(heading: str) -> tuple[str, str]:
    """Return the name of a column in small letters, and what stands in brackets or after its last comma.

    Examples
    --------
    >>> column_name("Exports (USD million)"), column_name("Экспорт, млн долл.")
    (('exports', 'USD million'), ('экспорт', 'млн долл.'))
    """
    found = _PARENTHESES.search(heading)
    within = (found[1] or found[2] or "").strip() if found else ""
    name = _PARENTHESES.sub(" ", heading) if found else heading
    return folded(name.replace("*", " ")).rstrip(":"), within


def rank_of(heading: str) -> int:
    """Return how usual a heading is for what it names: the first name of a role is 0."""
    plain, role = _key(heading), role_of(heading)
    names = [_key(name) for name in _HEADINGS[role].split("|")] if role else []
    return names.index(plain) if plain in names else len(names)


def role_of(heading: str) -> str | None:
    """Return what a column is, by its heading; None when it is not known.

    Examples
    --------
    >>> role_of("Ausfuhr (Mio. EUR)"), role_of("Trade Value (US$)"), role_of("colour")
    ('exports', 'value', None)
    """
    name = column_name(heading)[0]
    for plain in (_key(heading), _key(name), _key(_VALUED.sub(" ", name))):
        if plain in _ROLE_OF:
            return _ROLE_OF[plain]
    first = re.match(
        r"(exports|imports|total trade|trade turnover|turnover|ausfuhr|einfuhr|экспорт|импорт|товарооборот|出口|进口)"
        r"\b",
        name,
    )
    return _ROLE_OF[_key(first[1])] if first else None


_FLOWS: tuple[tuple[Flow, re.Pattern[str]], ...] = (
    (
        "exports",
        re.compile(
            r"\bexp(?:orts?)?\b|^x$|\btxg_|\bxg_|ausfuhr|экспорт|експорт|exporta|esporta|ihracat|eksport|出口|輸出|수출|صادرات",
            re.IGNORECASE,
        ),
    ),
    (
        "imports",
        re.compile(
            r"\bimp(?:orts?)?\b|^m$|\btmg_|\bmg_|einfuhr|импорт|імпорт|importa|ithalat|进口|進口|輸入|수입|واردات",
            re.IGNORECASE,
        ),
    ),
    (
        "total",
        re.compile(
            r"total|turnover|trade|оборот|всего|进出口|進出口|贸易额|gesamt|comercio|toplam|hac[iı]?mi?\b",
            re.IGNORECASE,
        ),
    ),
)


#: Rows and columns of money that is none of the three flows.
_NONE = re.compile(
    r"re-?\s?(?:ex|im)port|balance|bilanz|сальдо|saldo|surplus|deficit|denge|açık|net |差额|差額|수지|تراز"
)
#: What is no money at all, or money of another kind: quantities, shares, growth, flags, indices, other years' prices.
_OTHER = re.compile(
    r"quantit|\b(?:tonnes?|tons|litres?|liters?|barrels?|pieces|stück|шт)\b|тонн|吨|톤|"
    r"(?<!trade )\bvolumes?\b(?! of trade)|100kg|sup_?quant|\bkgs?\b|kilogram|quilogram|килограмм|\bmenge|"
    r"cantidad|quantidade|количеств|"
    r"net ?we?i?ght|"
    r"netwgt|\bмасса|нетто|share|growth|status|percent|%|index|темп|доля|удельн|unit value|증감|증가율|同比|增减|比重|"
    r"veränderung|anteil|variaci|رشد|سهم|"
    r"(?:19|20)\d\d\s*=\s*100|\b(?:constant|comparable|real|chained)\b[^,;]*\b(?:prices?|volumes?|dollars|terms)\b|"
    r"сопоставим\w* цен|постоянн\w* цен",
    re.IGNORECASE,
)


def is_other(text: str) -> bool:
    """Return whether a heading or a cell is about something else than money traded: weights, shares, growth.

    Examples
    --------
    >>> is_other("Quilograma Líquido"), is_other("Growth, %"), is_other("Exports")
    (True, True, False)
    """
    return bool(_OTHER.search(text))


def is_no_flow(text: str) -> bool:
    """Return whether a cell names what is neither exports, imports nor their sum: a balance, re-exports.

    Examples
    --------
    >>> is_no_flow("TRADE BALANCE"), is_no_flow("Exports"), is_no_flow("Kenya")
    (True, False, False)
    """
    return bool(_NONE.search(folded(text)))


def flow_of(text: str) -> Flow | None:
    """Return the flow that a cell names; None for balances, re-exports and what is not known.

    Examples
    --------
    >>> flow_of("Goods, Value of Exports, Free on board (FOB), US Dollars"), flow_of("Re-Export"), flow_of("2")
    ('exports', None, 'exports')
    """
    plain = folded(text)
    if _NONE.search(plain):
        return None
    if plain in {"1", "2"}:  # Eurostat's codes
        return "imports" if plain == "1" else "exports"
    named = [flow for flow, pattern in _FLOWS if pattern.search(plain)]
    if {"exports", "imports"} <= set(named) or re.search("进出口|進出口", plain):
        return "total"
    return named[0] if named else None


def is_all_products(text: str) -> bool:
    """Return whether a cell of products means all of them."""
    return bool(
        re.fullmatch(
            r"total|all(?: products| commodities)?|to|tot|_t|999999|все(?: товары)?|insgesamt|всего|итого|"
            r"合计|总值|합계",
            text.strip(),
            re.IGNORECASE,
        )
    )
