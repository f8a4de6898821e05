"""The Model Context Protocol over standard input and output, by the official SDK.

Whoever starts this process asks it, yet what is asked was often written by a stranger: a page or an article that an
assistant has read. So it is bounded as the service is: a message may have so many characters, one question is worked
on at a time, few may wait, and each is answered within a time or refused.
"""

from __future__ import annotations

import logging
import sys
import threading
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

import anyio
import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from forecast.assistant.tools import TOOLS, Told, ask
from forecast.errors import ForecastError
from forecast.report import dumps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcp.server import ServerRequestContext

    from forecast.assistant.tools import Desk

__all__ = ["serve", "server_of"]

_LOG = logging.getLogger(__name__)

#: Characters of one message; an article of the longest kind that is read takes some 300,000 as JSON.
LONGEST_MESSAGE = 1_000_000
#: Questions that may be asked at once, and the seconds in which each is answered or refused.
MOST_WAITING, PATIENCE = 20, 30.0
_LATE = f"not answered within {PATIENCE:.0f} seconds; ask less at once, or again later"
_INSTRUCTIONS = (
    "Forecasts of when trade between two sides reaches a mark, from published statements. Every answer is a chance, "
    "never a promise: give the range, what is not covered and the citation with it. Nothing that is asked is stored."
)


class _Lines(TextIOWrapper):
    """Standard input by lines; one that is longer than a message may be ends the session, before memory does."""

    def readline(self, _size: int | None = -1, /) -> str:  # type: ignore[override]  # the size is ours to set
        line = super().readline(LONGEST_MESSAGE + 1)
        if len(line) > LONGEST_MESSAGE:
            sys.stderr.write(f"trade-target: a message of more than {LONGEST_MESSAGE:,} characters ends the session\n")
            return ""
        return line


def _listed() -> types.ListToolsResult:
    """Return the tools as the protocol lists them."""
    told = types.ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    return types.ListToolsResult(
        tools=[
            types.Tool(
                name=tool.name,
                title=tool.title,
                description=tool.description,
                input_schema=tool.schema,
                annotations=told,
            )
            for tool in TOOLS.values()
        ]
    )


def _result(told: Told) -> types.CallToolResult:
    """Return an answer: sentences first, then the same and more as JSON."""
    content = [
        types.TextContent(type="text", text=told.text),
        types.TextContent(type="text", text=dumps(told.document)),
    ]
    return types.CallToolResult(content=list(content), structured_content=told.document)


def _refusal(text: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], is_error=True)


class _Turns:
    """One question at a time; who has gone meanwhile is not worked for."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._turn = desk, threading.Lock()

    def answer(self, name: str, arguments: Mapping[str, Any], gone: threading.Event) -> Told | None:
        """Return what a tool tells, None when nobody waits for it any more."""
        if not self._turn.acquire(timeout=PATIENCE):
            return None
        try:
            return None if gone.is_set() else ask(self._desk, name, arguments)
        finally:
            self._turn.release()


def server_of(desk: Desk, version: str) -> Server[Any]:
    """Return the server of a desk; it answers each of `TOOLS`, and has nothing that writes.

    Parameters
    ----------
    desk : Desk
    version : str
        Of this package.
    """
    turns, places = _Turns(desk), anyio.CapacityLimiter(MOST_WAITING)

    async def list_tools(
        _context: ServerRequestContext[Any], _params: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return _listed()

    async def call_tool(
        _context: ServerRequestContext[Any], params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        if params.name not in TOOLS:
            known = f"known are: {', '.join(TOOLS)}"
            raise MCPError(types.INVALID_PARAMS, f"{params.name[:80]!r} is not a tool; {known}")
        if places.available_tokens < 1:
            return _refusal(f"{MOST_WAITING} questions are asked already; ask again when some are answered")
        gone = threading.Event()
        try:
            with anyio.fail_after(PATIENCE):
                told = await anyio.to_thread.run_sync(
                    turns.answer, params.name, params.arguments or {}, gone, abandon_on_cancel=True, limiter=places
                )
        except TimeoutError:
            return _refusal(_LATE)
        except ForecastError as error:
            return _refusal(str(error))
        except Exception:  # a defect of ours: its story is for the operator's log, not for a stranger
            _LOG.exception("the tool %s failed", params.name)
            return _refusal("this could not be answered, by a defect of the program; its log tells more")
        finally:
            gone.set()
        return _result(told) if told is not None else _refusal(_LATE)

    return Server(
        "trade-target",
        version=version,
        title="Trade target forecasts",
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def serve(desk: Desk, version: str) -> None:
    """Answer on standard input and output until the other side ends it.

    Parameters
    ----------
    desk : Desk
    version : str
        Of this package.
    """
    server = server_of(desk, version)

    async def run() -> None:
        lines = anyio.wrap_file(_Lines(sys.stdin.buffer, encoding="utf-8", errors="replace"))
        async with stdio_server(stdin=lines) as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(run)
