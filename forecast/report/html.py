"""The brief as one HTML file: no script, nothing loaded from elsewhere, two pages of A4 when printed."""

from __future__ import annotations

from html import escape
from importlib import resources
from typing import TYPE_CHECKING

from forecast import words
from forecast.data import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forecast.report.blocks import Source, Table
    from forecast.report.brief import Brief

__all__ = ["write_html"]


def _text(text: str) -> str:
    """Return text as markup; a number and its per cent sign stay on one line."""
    return escape(words.together(visible(text)))


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{_text(cell)}</th>' for cell in table.head)
    rows = "".join(
        f'<tr><th scope="row">{_text(row[0])}</th>' + "".join(f"<td>{_text(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in table.rows
    )
    note = f"<p>{_text(table.note)}</p>" if table.note else ""
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{_text(table.caption)}"><table>'
        f"<caption>{_text(table.caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{note}"
    )


def _section(heading: str, *parts: str) -> str:
    return f"<section><h2>{_text(heading)}</h2>{''.join(parts)}</section>\n"


def _list(items: Iterable[str]) -> str:
    lines = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{lines}</ul>" if lines else ""


def _source(source: Source) -> str:
    title = _text(source.title)
    linked = f'<a href="{escape(source.url)}" rel="noreferrer">{title}</a>' if source.url else title
    return f"{_text(source.published)}: {linked} <span>({_text('; '.join(source.said))})</span>"


def _sections(brief: Brief) -> str:
    parts = []
    if brief.required:
        parts.append(_section(words.say("Required growth"), _table(brief.required)))
    if brief.scenarios:
        parts.append(_section(words.say("What if"), _table(brief.scenarios)))
    if brief.promises:
        parts.append(_section(words.say("How announced targets fared"), f"<p>{_text(brief.promises)}</p>"))
    found = _list(
        f"<strong>{_text(r.title)}</strong> {_text(r.reading)} <em>{_text(r.treatment)}</em>" for r in brief.audit
    )
    parts.append(_section(words.say("What the audit found"), f"<p>{_text(brief.audit_note)}</p>", found))
    sources = _list(map(_source, brief.sources))
    parts.append(
        _section(words.say("Sources"), f"<p>{_text(brief.sources_note)}</p>", f'<div class="small">{sources}</div>')
    )
    method_heading = words.say("Method")
    method = "".join(f"<dt>{_text(i.label)}</dt><dd>{_text(i.text)}</dd>" for i in brief.method)
    parts.append(f'<section class="box"><h2>{_text(method_heading)}</h2><dl>{method}</dl></section>\n')
    link = f' <a href="{escape(brief.permalink)}">{escape(brief.permalink)}</a>' if brief.permalink else ""
    parts.append(_section(words.say("Cite as"), f"<p>{_text(brief.citation)}{link}</p>"))
    return "".join(parts)


def write_html(brief: Brief, picture: str) -> str:
    """Return a brief as an HTML document.

    Parameters
    ----------
    brief : Brief
    picture : str
        The figure as SVG markup.
    """
    style = resources.files("forecast.report").joinpath("report.css").read_text(encoding="utf-8")
    tables = "".join(_table(table) for table in (brief.chances, brief.dates) if table)
    points = _list(map(_text, brief.points))
    ranged = f'<p class="range">{_text(brief.range)}</p>' if brief.range else ""
    in_short = words.say("In short")
    described = ". ".join(filter(None, (brief.verdict, brief.range)))
    made_by = words.say("trade-target {version}, run {run}", version=brief.version, run=brief.run)
    return (
        f'<!DOCTYPE html>\n<html lang="{words.current_locale().language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(brief.title)}</title>\n"
        f'<meta name="description" content="{_text(described)}">\n'
        f'<meta name="generator" content="trade-target {_text(brief.version)}">\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f'<header><h1>{_text(brief.title)}</h1><p class="verdict">{_text(brief.verdict)}</p>{ranged}'
        f'<p class="lead">{_text(brief.headline)}</p><p class="asked">{_text(brief.asked)}</p></header>\n'
        f'<div class="answer"><figure>{picture[picture.index("<svg") :]}'
        f"<figcaption>{_text(brief.figure_caption)}</figcaption></figure>\n"
        f'<div class="numbers">{tables}</div></div>\n'
        f'<section class="points"><h2>{_text(in_short)}</h2>{points}</section>\n'
        f"{_sections(brief)}</main>\n"
        f"<footer>{_text(made_by)}</footer>\n</body>\n</html>\n"
    )
