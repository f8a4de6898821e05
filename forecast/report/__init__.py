r"""Reports: an answer as a two-page brief, in Markdown, HTML and DOCX.

>>> from forecast import forecast
>>> from forecast.report import report_markdown
>>> print(report_markdown(forecast("belarus-st-petersburg", "2.5bn")).splitlines()[0])
# When will trade between Belarus and St. Petersburg reach \$2.5bn?
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
