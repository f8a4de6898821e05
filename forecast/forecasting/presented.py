"""How a value shows itself: in words, as a table, as a picture, as a file.

Words and pictures live above this room. The package's root says who makes them (`present_with`), and it is loaded when
something is first shown; a value that is only computed with loads nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike
    from pathlib import Path

    import pandas as pd

__all__ = ["Plotted", "Presented", "Presenter", "Tabled", "present_with", "presenter"]


class Presenter(Protocol):
    """What makes words, tables, pictures and files of a value."""

    def headline(self, found: Any, /) -> str:  # noqa: ANN401 - any value that shows itself
        """Return what a terminal shows."""

    def html(self, found: Any, /) -> str:  # noqa: ANN401
        """Return sentence, table and figure in one."""

    def display(self, found: Any, /) -> None:  # noqa: ANN401
        """Show it in a live notebook."""

    def table(self, found: Any, name: str, /) -> pd.DataFrame:  # noqa: ANN401
        """Return a table of it by name."""

    def plot(self, found: Any, ax: Any, /) -> Any:  # noqa: ANN401
        """Draw it on axes, new ones for None; return them."""

    def save(self, found: Any, path: str | PathLike[str], /) -> Path:  # noqa: ANN401
        """Write it to a file in the format of its suffix."""

    def summary(self, found: Any, /) -> str:  # noqa: ANN401
        """Return a fit as text."""


_found: list[Callable[[], Presenter]] = []


def present_with(find: Callable[[], Presenter]) -> None:
    """Say who presents values; it is looked for when something is first shown."""
    _found[:] = [find]


def presenter() -> Presenter:
    """Return who presents values."""
    return _found[0]()


class Presented:
    """A value that shows itself in a terminal and in a notebook, and writes itself to files."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the headline."""
        return presenter().headline(self)

    def _repr_html_(self) -> str:
        """Return sentence, table and figure in one, for what shows HTML but is no notebook."""
        return presenter().html(self)

    def _ipython_display_(self) -> None:
        presenter().display(self)

    def save(self, path: str | PathLike[str]) -> Path:
        """Write it to a file; the suffix says the format, such as ``answer.docx``.

        Parameters
        ----------
        path : str or path-like

        Returns
        -------
        Path
            The file.

        Raises
        ------
        InputError
            When nothing is written in that format; the message names those that are.
        """
        return presenter().save(self, path)


class Tabled(Presented):
    """A value that is also one table."""

    __slots__ = ()

    @property
    def table(self) -> pd.DataFrame:
        """The value as a table, documented with the function that makes it."""
        return presenter().table(self, "table")


class Plotted:
    """A value that draws itself on axes."""

    __slots__ = ()

    def plot(self, ax: Any = None) -> Any:  # noqa: ANN401 - matplotlib's Axes, which this room does not know
        """Draw it on matplotlib axes.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Axes of a new figure when not given.

        Returns
        -------
        matplotlib.axes.Axes
        """
        return presenter().plot(self, ax)
