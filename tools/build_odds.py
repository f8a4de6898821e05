"""Build the odds of open promises for the front page: ``python tools/build_odds.py``.

Written is ``forecast/data/files/open_odds.csv``, a line for each open target of the registry that figures answer: what
its page says of it. Answering all of them takes a minute, too long for a page; `tests/api/test_front.py` notices when
the file says something else than the model.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from api.pages.front import odds_row
from forecast.data import AnnouncedTarget, catalog, evidence_of
from forecast.forecasting import Fits, tracked_in
from forecast.priors import shipped_priors

FILE = Path(__file__).parent.parent / "forecast" / "data" / "files" / "open_odds.csv"


def is_open(target: AnnouncedTarget) -> bool:
    """Return whether the front page tells the odds of a target."""
    return target.outcome == "open" and not target.duplicate_of and evidence_of(target).kind != "nothing"


def main() -> None:
    """Write the file."""
    fits = Fits(shipped_priors(), catalog.targets())
    asked = tracked_in([target for target in catalog.targets() if is_open(target)], ())
    rows = [row for one in asked if (row := odds_row(one, catalog.series(one.series_id), fits))]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    FILE.write_text(out.getvalue(), encoding="utf-8")
    print(f"{FILE.name}: {len(rows)} targets")


if __name__ == "__main__":
    main()
