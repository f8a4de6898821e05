"""How an answer shows itself in a notebook: words and table as one output, the figure as another.

The figure is a PNG of its own, with a text for those who cannot see it: forges show notebooks without a kernel,
and drop or garble vector pictures, while the text and the table stay text.
"""

from __future__ import annotations

from html import escape

__all__ = ["DPI", "show", "words_and_table"]

#: Sharp on a page 40 em wide, and about 50 kB a picture.
DPI = 100


def words_and_table(sentences: tuple[str, ...], table: str) -> str:
    """Return sentences and the HTML of a table as one block."""
    told = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    return f'<div style="max-width:48em">{told}{table}</div>'


def show(text: str, html: str, picture: bytes, described: str) -> None:
    """Show an answer in a live notebook.

    Parameters
    ----------
    text : str
        What a console shows.
    html : str
        Words and table.
    picture : bytes
        PNG.
    described : str
        What the picture tells, in words.
    """
    from IPython.display import display  # noqa: PLC0415 - there is one only where a notebook runs

    display({"text/html": html, "text/plain": text}, raw=True)  # type: ignore[no-untyped-call]  # IPython types it not
    alternative = {"image/png": {"alt": described}}
    drawn = {"image/png": picture, "text/plain": f"[figure] {described}"}
    display(drawn, raw=True, metadata=alternative)  # type: ignore[no-untyped-call]  # IPython types it not
