"""Forecasts of when trade between A and B will reach X.

>>> from forecast import fit, forecast
>>> forecast("belarus-st-petersburg", "2.5bn", as_of="2025-07-14").answer.median.year
2025
>>> fit("belarus-st-petersburg", as_of="2025-07-14").attainable(2030, probability=0.8).level > 3e9
True
"""

import typing as _typing

import lazy_loader

from forecast.forecasting import present_with

if _typing.TYPE_CHECKING:
    from forecast.forecasting import Presenter as _Presenter

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def _presenter() -> "_Presenter":
    """Return who makes words, tables, pictures and files of values; loaded when something is first shown."""
    from forecast import notebook  # noqa: PLC0415

    return notebook.presenter


present_with(_presenter)
