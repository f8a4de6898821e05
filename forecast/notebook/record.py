"""The record in a notebook: each part is a sentence, a table and a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forecast import report
from forecast.data import catalog
from forecast.evaluation import shipped_record
from forecast.notebook.showing import DPI, show, words_and_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["BacktestRecord", "TargetRecord", "TrackRecord", "registry", "track_record"]


def _html(table: pd.DataFrame, *, decimals: int) -> str:
    return str(table.to_html(index=False, border=0, na_rep="", float_format=f"{{:.{decimals}f}}".format))


@dataclass(frozen=True, repr=False)
class BacktestRecord:
    """A shipped backtest; shows itself in a notebook and in a terminal.

    Parameters
    ----------
    document : mapping
        As `trade-target backtest` writes it.
    """

    document: Mapping[str, Any]

    @property
    def scores(self) -> pd.DataFrame:
        """Integrated Brier scores of every method, with their distance from the base rate."""
        return report.score_table(self.document)

    @property
    def reliability(self) -> pd.DataFrame:
        """What the growth model told, and how often it came."""
        return report.reliability_table(self.document)

    def __repr__(self) -> str:
        """Return what the backtest says of the growth model."""
        plan, marks = self.document["plan"], self.document["ratios"]
        told = {s["method"]: s for s in self.document["scores"] if s["years"] is None and s["column"] == "honest"}
        growth, base = told["growth"], told["base-rate"]
        alone = min((s for name, s in told.items() if name not in {"growth", "base-rate"}), key=lambda s: s["ibs"])
        versus = report.verdict(growth["minus_base_rate"])
        return (
            f"Over {growth['cases']:,} cases with cutoffs from {plan['first']} to {plan['last']} and marks at "
            f"{min(marks):g} to {max(marks):g} times the last level the growth model scores {growth['ibs']:.3f} and "
            f"the base rate {base['ibs']:.3f} (lower is better): {versus}. The best method that looks at one series "
            f"alone is {alone['method']} with {alone['ibs']:.3f}: {report.verdict(alone['minus_base_rate'])} "
            "against the base rate."
        )

    def _repr_html_(self) -> str:
        honest = self.scores.query("priors == 'honest'").drop(columns="priors")
        return words_and_table((repr(self),), _html(honest, decimals=3))

    def _ipython_display_(self) -> None:
        came = "; ".join(f"told {r['told']:.2f}, came {r['came']:.2f}" for r in self.document["reliability"])
        picture = report.backtest_png(self.document, dpi=DPI)
        show(repr(self), self._repr_html_(), picture, f"Scores against the base rate, and reliability: {came}")


@dataclass(frozen=True, repr=False)
class TargetRecord:
    """What would have been said of announced targets on the day; shows itself in a notebook and in a terminal.

    Parameters
    ----------
    document : mapping
        As `trade-target hindcast` writes it.
    """

    document: Mapping[str, Any]

    @property
    def table(self) -> pd.DataFrame:
        """Each announced target that can be judged: what would have been told, and what came."""
        return report.hindcast_table(self.document, catalog.targets())

    @property
    def bands(self) -> pd.DataFrame:
        """Targets by the chance that would have been told: expected to be met, and met."""
        return report.band_table(self.document)

    @property
    def scores(self) -> pd.DataFrame:
        """Brier scores of model, base rate and trend."""
        return report.hindcast_score_table(self.document)

    def __repr__(self) -> str:
        """Return what was told over all, and what came."""
        scored, rows = self.document["scores"], self.document["targets"]
        told, trend = sum(r["probability"] for r in rows), sum(r["trend"] for r in rows)
        return (
            f"Of {scored['counted']} announced targets {scored['met']} were met on time. On the days of their "
            f"announcement the growth model would have expected {told:.0f}; if growth had gone on as it was, "
            f"{trend:.0f} would have been met."
        )

    def _repr_html_(self) -> str:
        return words_and_table((repr(self),), _html(self.bands, decimals=1))

    def _ipython_display_(self) -> None:
        bands = "; ".join(f"told {r[0]}: {r[3]} of {r[1]} met" for r in self.bands.itertuples(index=False))
        picture = report.hindcast_png(self.document, dpi=DPI)
        show(repr(self), self._repr_html_(), picture, f"Chance told on the day, and what came. {bands}")


@dataclass(frozen=True)
class TrackRecord:
    """The shipped record.

    Parameters
    ----------
    countries, us_partners : BacktestRecord
        Rolling cutoffs over pairs of countries, and over partners of the United States.
    within_the_year : DataFrame
        Brier scores of P(the year reaches the mark) by the last month known.
    targets : TargetRecord
        Announced targets, as they would have been judged on the day.
    """

    countries: BacktestRecord
    us_partners: BacktestRecord
    within_the_year: pd.DataFrame
    targets: TargetRecord


def track_record() -> TrackRecord:
    """Return the shipped record of the methods and of announced targets.

    Examples
    --------
    >>> int(track_record().targets.table["met"].sum())
    50
    """
    shipped = shipped_record()
    return TrackRecord(
        BacktestRecord(shipped["backtest_countries"]),
        BacktestRecord(shipped["backtest_us_partners"]),
        report.nowcast_table(shipped["nowcast"]),
        TargetRecord(shipped["hindcast"]),
    )


def registry() -> pd.DataFrame:
    """Return the registry of announced targets, a target a row.

    Examples
    --------
    >>> int(registry()["counted"].sum())
    214
    """
    return report.registry_table(catalog.targets())
