"""Templates become responses: no inline style or script, no frame but where it is meant."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from flask import render_template, request

from api import language
from api.representations import send
from api.service import current
from forecast import words

if TYPE_CHECKING:
    from flask import Flask, Response

__all__ = ["base_url", "page", "speak"]

HTML = "text/html; charset=utf-8"
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {framed}"
)


@cache
def _assets() -> str:
    """Return a mark that changes with style sheet and script, so that browsers may keep them for long."""
    found = hashlib.sha256()
    for name in ("style.css", "enhance.js"):
        found.update(files("api").joinpath("static", name).read_bytes())
    return found.hexdigest()[:12]


def speak(app: Flask) -> None:
    """Let the application's templates say their sentences in the language spoken (`forecast.words`)."""

    def gettext(msgid: str) -> str:
        return words.current_locale().translations.gettext(msgid)

    def ngettext(one: str, many: str, count: int) -> str:
        return words.current_locale().translations.ngettext(one, many, count)

    def pgettext(context: str, msgid: str) -> str:
        return words.current_locale().translations.pgettext(context, msgid)

    app.jinja_env.filters["together"] = words.together
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    # The extension adds the method that takes the functions.
    cast("Any", app.jinja_env).install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)


def base_url() -> str:
    """Return where the public reaches the service."""
    return current().settings.base_url.rstrip("/") or request.url_root.rstrip("/")


def page(template: str, *, status: int = 200, framed: str = "'none'", keep: bool = True, **values: object) -> Response:
    """Return a page.

    Parameters
    ----------
    template : str
    status : int
    framed : str
        Who may show it in a frame, as Content-Security-Policy writes it.
    keep : bool
        Whether the same address gives the same until the data change.
    **values
        What the template shows.
    """
    shown = {
        "assets": _assets(),
        "language": words.current_locale().language,
        "version": version("trade-target"),
        "base_url": base_url(),
        "alternates": language.alternates(base_url()),
        **values,
    }
    return send(
        language.carried(render_template(template, **shown)).encode(),
        HTML,
        keep=keep and status == 200,
        status=status,
        headers={"Content-Security-Policy": _POLICY.format(framed=framed)},
    )
