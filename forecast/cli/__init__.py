"""The command line: `trade-target ...`.

Commands only parse, ask, and print; imports that cost time happen inside the command that needs
them.
"""

from forecast.cli import analyse, article, evaluate, forecast, ledger, pull, read, report, serve, store
from forecast.cli.root import main

__all__ = ["analyse", "article", "evaluate", "forecast", "ledger", "main", "pull", "read", "report", "serve", "store"]
