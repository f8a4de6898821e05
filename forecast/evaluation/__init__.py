"""Scores: how forecasts fared, on panels of pairs and on announced targets."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
