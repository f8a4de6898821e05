"""The brief as Markdown that renders on a forge: tables of GitHub's kind, no HTML, every text escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from forecast import words
from forecast.data import visible

if TYPE_CHECKING:
    from forecast.report.blocks import Source, Table
    from forecast.report.brief import Brief

__all__ = ["write_markdown"]

#: Marks of Markdown and of its tables; "$" starts a formula on forges, "&" an entity.
_MARKS = re.compile(r"[\\`*_{}\[\]<>#|~$&!]")
#: What would begin a list at the start of a line.
_LIST = re.compile(r"^(?:([-+])(?=\s)|(\d+)([.)])(?=\s|$))")


def _text(text: str) -> str:
    """Return text in one line that means itself."""
    escaped = _MARKS.sub(r"\\\g<0>", visible(text))
    return _LIST.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", escaped)


def _heading(text: str) -> str:
    return f"## {_text(text)}"


def _table(table: Table) -> list[str]:
    lines = [
        f"**{_text(table.caption)}**",
        "",
        "| " + " | ".join(_text(cell) for cell in table.head) + " |",
        "|" + "|".join([" --- ", *(" ---: " for _ in table.head[1:])]) + "|",
        *("| " + " | ".join(_text(cell) for cell in row) + " |" for row in table.rows),
        "",
    ]
    return [*lines, _text(table.note), ""] if table.note else lines


def _source(source: Source) -> str:
    title = f"[{_text(source.title)}](<{source.url}>)" if source.url else _text(source.title)
    return f"* {_text(source.published)}: {title} ({_text('; '.join(source.said))})"


def _bullets(texts: tuple[str, ...]) -> list[str]:
    return [*(f"* {_text(text)}" for text in texts), ""] if texts else []


def write_markdown(brief: Brief) -> str:
    """Return a brief as Markdown."""
    answer = f"**{_text(' · '.join(filter(None, (brief.verdict, brief.range))))}**"
    lines = [f"# {_text(brief.title)}", "", answer, "", _text(brief.headline), "", f"*{_text(brief.asked)}*", ""]
    lines += [f"![{_text(brief.figure_text)}](<{brief.figure_address}>)", "", f"*{_text(brief.figure_caption)}*", ""]
    lines += [_heading(words.say("The answer")), ""]
    for table in (brief.chances, brief.dates):
        lines += _table(table) if table else []
    lines += _bullets(brief.points)
    if brief.required:
        lines += [_heading(words.say("Required growth")), "", *_table(brief.required)]
    if brief.scenarios:
        lines += [_heading(words.say("What if")), "", *_table(brief.scenarios)]
    if brief.promises:
        lines += [_heading(words.say("How announced targets fared")), "", _text(brief.promises), ""]
    lines += [_heading(words.say("What the audit found")), "", _text(brief.audit_note), ""]
    lines += [f"* **{_text(r.title)}** {_text(r.reading)} *{_text(r.treatment)}*" for r in brief.audit]
    lines += ["", _heading(words.say("Sources")), "", _text(brief.sources_note), "", *map(_source, brief.sources)]
    lines += [
        "",
        _heading(words.say("Method")),
        "",
        *(f"* **{_text(i.label)}:** {_text(i.text)}" for i in brief.method),
    ]
    lines += ["", _heading(words.say("Cite as")), "", _text(brief.citation)]
    lines += ["", f"<{brief.permalink}>"] if brief.permalink else []
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"
