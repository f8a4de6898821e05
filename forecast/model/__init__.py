"""Paths: published figures as measurements, the growth model fitted to them, and what follows."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
