"""The command line: `trade-target ...`.

Commands only parse, ask, and print; imports that cost time happen inside the command that needs
them.
"""

from forecast.cli import asking, exploring, keeping, measuring, reporting, serving
from forecast.cli.root import main

__all__ = ["asking", "exploring", "keeping", "main", "measuring", "reporting", "serving"]
