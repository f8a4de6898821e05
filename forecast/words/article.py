"""What was read from an article, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forecast.words.locale import day, listed, marked, money, percent, place, say
from forecast.words.places import place_opening, place_said
from forecast.words.prints import months_words
from forecast.words.terminal import finding_text, forecast_text, wrap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.articles import Article, Doubt, DoubtKind, ReadStatement, ReadTarget
    from forecast.data import Flow
    from forecast.forecasting import News

__all__ = [
    "article_text",
    "doubt_said",
    "growth_said",
    "level_said",
    "pair_said",
    "reason_said",
    "sides_said",
    "statement_said",
    "target_said",
]

_FLOWS: Mapping[Flow, str] = {"total": marked("total"), "exports": marked("exports"), "imports": marked("imports")}
#: Why a number is not used, by its code.
_REASONS: Mapping[str, str] = {
    "date": marked("a date or a time"),
    "year": marked("a year or a period that no figure used stands beside"),
    "rank": marked("a rank or an ordinal"),
    "share": marked("a share, not growth"),
    "change": marked("a change in money: the level tells it"),
    "balance": marked("a surplus or a deficit, not a flow"),
    "other": marked("not trade of the two sides: an investment, a project, or what the text does not call trade"),
    "world": marked("trade with more than the other side"),
    "part": marked("a part of trade: some goods or services alone"),
    "pair": marked("trade of another pair"),
    "currency": marked("the same amount in another currency"),
    "average": marked("an average over years"),
    "years": marked("growth over more than a year"),
    "base": marked("an earlier level whose year is not said"),
    "money": marked("an amount that the text does not explain"),
    "monthly": marked("an amount a month or a day"),
    "points": marked("percentage points"),
    "range": marked("one end of a range"),
    "direction": marked("a per cent figure that the text does not call growth of trade"),
    "planned": marked("growth that is planned or expected"),
    "count": marked("no amount of money: a count"),
    "mark": marked("an earlier mark"),
    "repeated": marked("told twice, or beside another figure of the same thing"),
}
_QUALIFIED: Mapping[str, str] = {
    "about": marked("about {figure}"),
    "over": marked("over {figure}"),
    "almost": marked("almost {figure}"),
    "exact": "{figure}",
}
#: Why something read waits for somebody to confirm it.
_DOUBTS: Mapping[DoubtKind, str] = {
    "decimal-point": marked("{about} can be read with a decimal point or with thousands"),
    "decimal-comma": marked("{about} can be read with a decimal comma or with thousands"),
    "currency": marked("its currency may be {about} or {last}"),
    "year-inferred": marked("which year it is of is inferred"),
    "no-period": marked("the text says no period for it"),
    "upper-bound": marked("the text only says that it was no more than this"),
    "other-calendar": marked("a year of another calendar: say its months"),
    "fiscal-year": marked("a fiscal year whose first month is not known: say it with the period"),
    "not-begun": marked("its period had not begun when the article was published"),
    "not-asserted": marked("the sentence does not say it as a fact"),
    "range": marked("it is one end of a range"),
    "small": marked("it is too small for the trade of two sides: a word for millions may be missing"),
    "not-over": marked("its period was not over when the article was published: say its months"),
    "over-a-year": marked("its period has more than twelve months"),
    "several-levels": marked("the text says several levels for the same flow and period"),
    "several-rates": marked("the text says another rate of growth for the same flow and period before"),
    "over-whole": marked("it is more than the whole that it would be a part of: it may be of something else"),
    "over-parts": marked(
        "it is far more than exports and imports together: it may be of something else or by other statistics"
    ),
    "pair-unclear": marked("who trades with whom is not clear: the text names {about}; say the pair"),
    "no-pair": marked("the text does not say who trades with whom; say the pair"),
    "no-figure": marked(
        "no trade figure was found: give the sentences with totals, exports or imports, their period and currency"
    ),
}
_KINDS: Mapping[str, str] = {
    "stated": marked("announced"),
    "derived": marked("worked out from a level"),
    "expectation": marked("expected"),
}


def reason_said(reason: str) -> str:
    """Return why a number is not used."""
    return say(_REASONS.get(reason, _REASONS["other"]))


def doubt_said(doubt: Doubt | None) -> str:
    """Return why something read is not used, as a clause; empty when nothing is doubtful.

    Examples
    --------
    >>> from forecast.articles import Doubt
    >>> doubt_said(Doubt("currency", ("CNY", "JPY")))
    'its currency may be CNY or JPY'
    """
    if doubt is None:
        return ""
    *others, last = [place(name) for name in doubt.about] or [""]
    told = others if doubt.kind == "currency" else [*others, last]
    return say(_DOUBTS[doubt.kind], about=", ".join(told), last=last)


def level_said(statement: ReadStatement) -> str:
    """Return the level that a statement says, empty when it says none."""
    if statement.level is None:
        return ""
    figure = money(statement.level, statement.unit or "", digits=6).strip()
    return say(_QUALIFIED[statement.level_qualifier or "exact"], figure=figure)


def growth_said(statement: ReadStatement) -> str:
    """Return the growth that a statement says, empty when it says none."""
    if statement.growth_qualifier == "up":
        return say("grew, no figure")
    if statement.growth_qualifier == "down":
        return say("fell, no figure")
    if statement.growth_pct is None:
        return ""
    return say(
        _QUALIFIED[statement.growth_qualifier or "exact"],
        figure=percent(statement.growth_pct, decimals=2 if statement.growth_pct * 10 % 1 else 1, signed=True),
    )


def statement_said(statement: ReadStatement) -> str:
    """Return a statement on one line: flow, period, level and growth."""
    figures = [text for text in (level_said(statement), growth_said(statement)) if text]
    period = months_words(statement.period.first, statement.period.last) if statement.period else say("no period")
    if statement.record:
        figures.append(say("a record"))
    return say(
        "{flow} {period}: {figures}", flow=say(_FLOWS[statement.flow]), period=period, figures=", ".join(figures)
    )


def target_said(target: ReadTarget) -> str:
    """Return a target on one line: mark, deadline, and how it was told."""
    figure = money(target.value, target.unit or "", digits=6).strip()
    mark = say("up to {figure}", figure=figure) if target.at_most else figure
    when = say("by {year}", year=target.by) if target.by else target.when or say("no deadline")
    return say(
        "{flow} {mark}, {when} ({kind})",
        flow=say(_FLOWS[target.flow]),
        mark=mark,
        when=when,
        kind=say(_KINDS[target.kind]),
    )


def pair_said(article: Article) -> str:
    """Return who trades with whom, and as published when."""
    assert article.published is not None
    if article.pair is None:
        return say("Published {day}; who trades with whom is not clear.", day=day(article.published))
    return say(
        "{opening} and {partner}, published {day}. Exports go from {reporter} to {partner}.",
        opening=place_opening(article.pair.reporter.name),
        reporter=place_said(article.pair.reporter.name),
        partner=place_said(article.pair.partner.name),
        day=day(article.published),
    )


def sides_said(article: Article) -> str:
    """Return the two sides of an article's pair; empty when it has none."""
    if article.pair is None:
        return ""
    return say("{a} and {b}", a=place(article.pair.reporter.name), b=place(article.pair.partner.name))


def _quoted(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= 160 else f"{plain[:159]}…"


def _statement_lines(article: Article) -> list[str]:
    lines = [say("Statements")] if article.statements else []
    for statement in article.statements:
        lines.append(wrap(f"- {statement_said(statement)}", hang="  "))
        lines.append(wrap(f"“{_quoted(statement.words)}”", indent="    "))
        if statement.doubt:
            lines.append(wrap(say("doubtful, not used: {doubt}", doubt=doubt_said(statement.doubt)), indent="    "))
    return lines


def _target_lines(article: Article) -> list[str]:
    lines = [say("Targets")] if article.targets else []
    for target in article.targets:
        lines.append(wrap(f"- {target_said(target)}", hang="  "))
        lines.append(wrap(f"“{_quoted(target.words)}”", indent="    "))
    return lines


def _unused_lines(article: Article) -> list[str]:
    lines = [say("Not used")] if article.unused else []
    reasons: dict[str, list[str]] = {}
    for unused in article.unused:
        reasons.setdefault(unused.reason, []).append(_quoted(unused.words))
    for reason, words in reasons.items():
        lines.append(wrap(f"- {', '.join(words)}: {reason_said(reason)}", hang="  "))
    return lines


def _audit_lines(news: News) -> list[str]:
    if not news.findings or news.series is None:
        return []
    return [say("What does not add up"), *(finding_text(finding, news.series) for finding in news.findings)]


def _answer_lines(news: News) -> list[str]:
    lines = []
    for asked in news.asked:
        if asked.answer is None:
            lines.append(
                wrap(say("{target}: no answer. {refused}", target=target_said(asked.target), refused=asked.refused))
            )
        else:
            lines.append(forecast_text(asked.answer).rstrip())
    return lines


def article_text(news: News) -> str:
    """Return what was read from an article and what follows, for a terminal."""
    article = news.article
    blocks = [
        [wrap(pair_said(article))],
        [wrap(doubt_said(doubt)) for doubt in article.doubts],
        _statement_lines(article),
        _target_lines(article),
        _unused_lines(article),
        _audit_lines(news),
        *([line] for line in _answer_lines(news)),
    ]
    why = sorted({doubt_said(s.doubt) for s in article.statements if s.doubt})
    if article.pair is not None and why and not article.usable:
        blocks.insert(1, [wrap(say("No statement can be used as it stands: {why}.", why=listed(why)))])
    for other in news.others:
        blocks += _other_blocks(other)
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def _other_blocks(news: News) -> list[list[str]]:
    """Return what the same text tells of another pair, under its name."""
    article = news.article
    return [
        [wrap(say("The text tells of another pair too: {pair}", pair=sides_said(article)))],
        _statement_lines(article),
        _target_lines(article),
        _audit_lines(news),
        *([line] for line in _answer_lines(news)),
    ]
