"""The extras of the package: what each brings, and the error that names it where it is missing.

A library user needs none of them. What a part needs beyond the base is imported where that part is entered, inside
`needing`, so that a missing library is told by the words that install it.
"""

from __future__ import annotations

from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING

from forecast.errors import ForecastError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["EXTRAS", "MissingExtraError", "needing"]

#: The modules that each extra of pyproject.toml brings for this package's own code.
EXTRAS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "service": (
            "alembic", "flask", "flask_compress", "flask_openapi", "gunicorn", "jinja2", "limits", "markupsafe",
            "prometheus_client", "pydantic_settings", "sqlalchemy", "structlog", "waitress", "werkzeug",
        ),
        "client": ("requests", "urllib3"),
        "mcp": ("anyio", "mcp", "mcp_types"),
        "cluster": ("distributed", "pyarrow"),
        "reports": ("docx", "openpyxl"),
        "postgres": ("psycopg",),
        "sources": ("lxml", "requests", "sdmx"),
    }
)  # fmt: skip


class MissingExtraError(ForecastError, ImportError):
    """A library of an extra is not installed.

    Parameters
    ----------
    library : str
        The module that is missing.
    extra : str
        The extra that brings it.

    Examples
    --------
    >>> print(MissingExtraError("docx", "reports"))
    this needs docx, which is not installed; pip install 'trade-target[reports]'
    """

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(f"this needs {library}, which is not installed; pip install 'trade-target[{extra}]'")


@contextmanager
def needing(*extras: str) -> Iterator[None]:
    """Import inside this what an extra brings: what is missing is told with the extra's name.

    Parameters
    ----------
    *extras : str
        Keys of `EXTRAS`.

    Raises
    ------
    MissingExtraError
        When a module of theirs is not installed; another missing module is an error of its own.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        extra = next((one for one in extras if library in EXTRAS[one]), None)
        if extra is None:
            raise
        raise MissingExtraError(library, extra) from error
