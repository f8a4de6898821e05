"""The sources that analysts use, read over a network when a command asks: one module a source.

This is the only place of the package that knows a network.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
