"""A real Chromium as tests open pages in it: nothing refused, nothing failing, the window and theme they ask for."""

from __future__ import annotations

import shutil
from contextlib import contextmanager

__all__ = ["FLAGS", "chromium", "opened"]

FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium():
    """Return where Chromium is: that of Debian's which opens no window for a page, a quarter of the work, or the other."""
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert found, "Chromium is missing: apt-get install chromium-headless-shell"
    return found


@contextmanager
def opened(browser, *, width=1280, height=900, refused=("422",), **options):
    """Give a page whose console errors, refused styles and failed requests fail the test.

    Parameters
    ----------
    browser : Browser
    width, height : int
        Of the window, pixels.
    refused : tuple of str
        Parts of console errors that the test expects.
    """
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    page, told = context.new_page(), []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.told = told
    yield page
    context.close()
    assert [t for t in told if not any(one in t for one in refused)] == []
