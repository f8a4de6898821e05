"""News articles: what they say of trade, as statements and targets, with every number accounted for."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
