"""Many pairs at once: `reach_probabilities`, under the name it was published by.

It lives in `forecast.model`; this module keeps the first import path working.
"""

from forecast.model import reach_probabilities

__all__ = ["reach_probabilities"]
