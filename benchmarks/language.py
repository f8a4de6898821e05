"""What another language costs: run `python -m benchmarks.language`; it prints, and tests nothing.

The catalogue's size and how much of it each language says; what a page weighs as it is sent (gzip) and how long its
answer takes, in English and in the other language, one after the other from the same warm application; what the
service keeps in memory takes no time in either.
"""

from __future__ import annotations

import gzip
import sys
from statistics import median
from time import perf_counter

from api.app import create_app
from api.observation import configure_logs
from api.settings import Settings
from forecast import words
from forecast.report import FORMATS
from forecast.words.terminal import forecast_text
from tests.support.answers import ask
from tests.support.catalogues import extracted, measure, read_translation, translations, untranslated

PAGES = ("/", "/targets/blr-spb-2.5bn", "/countries/turkey", "/record", "/read", "/own")
ROUNDS = 15


def milliseconds(work):
    """Return the median time of some rounds of work."""
    taken = []
    for _ in range(ROUNDS):
        began = perf_counter()
        work()
        taken.append((perf_counter() - began) * 1000)
    return median(taken)


def tell(line):
    """Print a line."""
    sys.stdout.write(f"{line}\n")


def main():
    """Print what was measured."""
    template = extracted()
    tell(f"catalogue: {len(template)} sentences")
    for language, path in translations().items():
        lacking = untranslated(read_translation(path, language, template))
        tell(
            f"{language}: {measure(template, lacking)}, compiled {path.with_suffix('.mo').stat().st_size / 1000:.0f} kB"
        )
    configure_logs("error")
    client = create_app(Settings()).test_client()
    for path in PAGES:
        told = [f"{path}:"]
        for language in words.languages():
            address = f"{path}?lang={language}"
            client.get(address)
            spent = milliseconds(lambda address=address: client.get(address))
            weight = len(gzip.compress(client.get(address).data, 6))
            told.append(f"{language} {weight / 1000:.1f} kB in {spent:.0f} ms")
        tell(" ".join(told))
    answer = ask(as_of="2025-07-14", by="2030")
    for language in words.languages():
        with words.speaking(words.locale_of(language)):
            text = milliseconds(lambda: forecast_text(answer))
            document = milliseconds(lambda: FORMATS["json"].write(answer))
        tell(f"an answer in words: {language} {text:.1f} ms for the terminal, {document:.1f} ms as JSON")


if __name__ == "__main__":
    main()
