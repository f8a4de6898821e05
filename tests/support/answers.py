"""Questions to small series, as tests put them."""

from __future__ import annotations

import json

from forecast.data import catalog
from forecast.data.statement_csv import read_series
from forecast.forecasting.fits import Fits
from forecast.forecasting.question import parse_question
from forecast.priors import shipped_priors
from forecast.report.documents.schema import dumps

SHIPPED = catalog.series("belarus-st-petersburg")
#: What was fitted last: another mark costs no new fit.
FITS = Fits(shipped_priors(), catalog.targets())


def ask(series=SHIPPED, **fields):
    """Return the answer to a question put as text."""
    question = parse_question({"target": "2.5bn", **fields}, series)
    return FITS.of(question, series).forecast(question)


def as_json(document):
    """Return a document as who reads its JSON has it."""
    return json.loads(dumps(document))


def own(*rows: str, header: str = "period,level,unit,published"):
    """Return a series of one's own from CSV rows."""
    return read_series("\n".join([header, *rows]), series_id="own", where="own.csv")


def annual(**levels: str):
    """Return a series of annual levels, each published in March of the next year."""
    return own(*(f"{year[1:]},{level},USD,{int(year[1:]) + 1}-03-01" for year, level in levels.items()))


RISING = annual(y2015="1.00bn", y2016="1.10bn", y2017="1.20bn", y2018="1.30bn", y2019="1.40bn", y2020="1.50bn")
FALLEN = annual(y2015="1.00bn", y2016="2.00bn", y2017="3.00bn", y2018="1.50bn", y2019="1.40bn", y2020="1.30bn")
