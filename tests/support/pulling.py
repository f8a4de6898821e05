"""A store that pulls from a server of the tests, and what the IMF would answer."""

from __future__ import annotations

import re

from click.testing import CliRunner

from forecast.cli import main
from forecast.store import open_store
from tests.support.answering import Reply, imf_xml

SOURCES = ("IMF", "COMTRADE", "EUROSTAT", "CENSUS", "OTHER")
#: Two sides' books of a pair of which nothing is shipped.
FIGURES = {
    ("FJI", "XG_FOB_USD", "MLT", "A"): {"2022": "1000000.5", "2023": "1200000", "2024": "1500000"},
    ("FJI", "MG_CIF_USD", "MLT", "A"): {"2022": "3000000", "2023": "3100000", "2024": "NaN"},
    ("MLT", "XG_FOB_USD", "FJI", "A"): {"2023": "2900000"},
    ("FJI", "XG_FOB_USD", "TUV", "A"): {"2023": "77"},
    ("FJI", "XG_FOB_USD", "G001", "A"): {"2023": "999999999"},
}
PAIR = "fiji-malta"


class Shop:
    """A store of its own, and commands on it."""

    def __init__(self, folder):
        self.folder, self.url = folder, f"sqlite:///{folder}/store.sqlite"

    def run(self, *words, status=0):
        """Return what a command printed, both streams, after looking at its exit status."""
        result = CliRunner().invoke(main, [str(word) for word in words])
        assert result.exit_code == status, result.output
        assert "Traceback" not in result.output
        return result.output

    def series(self, name=PAIR):
        """Return a series as it is held."""
        with open_store(self.url) as store:
            return store.series(name)

    def version(self):
        """Return the number of the last change."""
        with open_store(self.url) as store:
            return store.version()


def imf(figures=FIGURES, form=imf_xml, **settings):
    """Return a server's answers: the figures of the frequency that the path asks for."""

    def reply(path):
        letter = re.search(r"\.([AM])(\?|$)", path).group(1)
        return Reply(form({key: known for key, known in figures.items() if key[3] == letter}, **settings))

    return reply


def told(series):
    """Return side, flow, period and value of each statement."""
    return {(s.statistics, s.flow, str(s.period)): s.level.value for s in series.statements}
