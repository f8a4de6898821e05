"""The version of what the model answers, which names runs."""

from __future__ import annotations

__all__ = ["MODEL_VERSION"]

#: Raised whenever an answer to the same question on the same statements and priors changes; run ids rest on it.
#: `tests/forecasting/test_identity.py` fails when it was forgotten.
MODEL_VERSION = "6"
