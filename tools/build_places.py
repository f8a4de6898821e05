"""Write the names of countries that people use: from the countrynames library and from Babel's locales.

Run as ``python tools/build_places.py`` with the extra ``build`` installed; prints the checksums of what it wrote.
Regions, groups and ambiguous names are kept by hand beside what this writes.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from babel import Locale
from countrynames.data import DATA
from countrynames.mappings import mappings

from forecast.data.places import fold

FOLDER = Path(__file__).parent.parent / "forecast" / "data" / "files" / "places"
#: Languages whose own names of countries are read.
LANGUAGES = """
    en ru be uk kk ky uz tg tk hy ka az de fr es it pt nl pl cs sk hu ro bg sr hr sl mk sq el tr ar fa ps he hi bn ur
    ta te ml kn mr gu pa ne si th vi id ms lo km my zh zh_Hant ja ko mn sv da nb fi et lv lt is sw am ha yo ig zu af
    fil ca eu gl ga cy
""".split()  # noqa: SIM905 - a line of words is easier to read
#: English names as trade statistics and announcements write them, where Babel's differ.
NAMES = {
    "CI": "Ivory Coast",
    "CD": "DR Congo",
    "CG": "Republic of the Congo",
    "HK": "Hong Kong",
    "MO": "Macao",
    "MM": "Myanmar",
    "PS": "Palestine",
    "TR": "Turkey",
}
RUSSIAN = {"CD": "ДР Конго", "CG": "Республика Конго", "HK": "Гонконг", "MO": "Макао", "MM": "Мьянма"}
#: What the libraries lack, or give to somebody else.
ALSO = {
    "AE": ["UAE", "Emirates", "U.A.E."],
    "BY": ["Белоруссия"],
    "CN": ["PRC", "КНР", "Mainland China"],
    "CD": ["Congo-Kinshasa", "Democratic Republic of the Congo", "Democratic Republic of Congo", "DRC", "Zaire"],
    "CG": ["Congo-Brazzaville", "Republic of Congo"],
    "GB": ["UK", "U.K.", "Great Britain", "Britain", "Соединённое Королевство"],
    "KR": ["Republic of Korea", "ROK", "Южная Корея"],
    "KP": ["DPRK", "Северная Корея", "КНДР"],
    "MM": ["Burma"],
    "NL": ["Holland"],
    "PS": ["Палестина"],
    "TR": ["Türkiye", "Turkiye"],
    "US": ["USA", "US", "U.S.", "United States of America", "США"],
    "VN": ["Viet Nam"],
    "XK": ["Kosovo", "KOS", "UVK"],
}


def country_name(alpha_2: str) -> str:
    """Return the English name of a country as the registry writes it."""
    plain = Locale("en").territories[alpha_2].replace(" & ", " and ").replace("’", "'")
    return NAMES.get(alpha_2, plain)


def names_of(alpha_2: str, code: str) -> dict[str, int]:
    """Return the folded names of a country, each with how much it is trusted."""
    found: dict[str, int] = {}
    for trust, names in (
        (1, DATA.get(alpha_2, [])),
        (2, [Locale.parse(language).territories.get(alpha_2, "") for language in LANGUAGES]),
        (3, [alpha_2, code, country_name(alpha_2), RUSSIAN.get(alpha_2, ""), *ALSO.get(alpha_2, [])]),
    ):
        for name in names:
            folded = fold(name)
            if folded and not folded.isdigit():
                found[folded] = trust
    return found


def write(path: Path, text: str) -> None:
    """Write a file and tell its checksum."""
    path.write_text(text, encoding="utf-8")
    print(hashlib.sha256(text.encode()).hexdigest(), path.name)


def main() -> None:
    """Write both files."""
    countries = {alpha_2: code for alpha_2, code in mappings.items() if len(alpha_2) == 2 and alpha_2 != "EU"}
    names: dict[str, tuple[int, str]] = {}
    for alpha_2, code in sorted(countries.items()):
        for name, trust in names_of(alpha_2, code).items():
            # A name of two countries goes to the one that trusts it more; what is truly shared is in ambiguous.csv.
            if name not in names or names[name][0] < trust:
                names[name] = trust, code
    with (FOLDER / "countries.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["code", "alpha_2", "name", "russian"])
        for alpha_2, code in sorted(countries.items(), key=lambda item: item[1]):
            russian = RUSSIAN.get(alpha_2, Locale("ru").territories[alpha_2])
            rows.writerow([code, alpha_2, country_name(alpha_2), russian])
    write(FOLDER / "countries.csv", (FOLDER / "countries.csv").read_text(encoding="utf-8"))
    write(FOLDER / "country_names.tsv", "".join(f"{name}\t{code}\n" for name, (_, code) in sorted(names.items())))


if __name__ == "__main__":
    main()
