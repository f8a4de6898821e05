"""What an assistant may ask over the Model Context Protocol: the library's questions, read-only."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
