"""Forecasts of when trade between A and B will reach X.

>>> from forecast import forecast
>>> forecast("belarus-st-petersburg", "2.5bn", as_of="2025-07-14").answer.median.year
2025
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
