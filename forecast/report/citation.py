"""How to cite an answer: a sentence, BibTeX and CSL-JSON, all bound to its run.

The date is the answer's as-of day, never the day of asking; with the service's base address each form also
holds the permalink.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forecast import words
from forecast.data import visible, web_link
from forecast.errors import Fault, InputError
from forecast.report.documents.answer import question_query
from forecast.report.documents.schema import Citation

if TYPE_CHECKING:
    from forecast.forecasting import TargetForecast

__all__ = ["bibtex", "citation_document", "citation_text", "csl_json", "permalink", "title"]

_BIBTEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#",
    "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", '"': "''",
}  # fmt: skip


def permalink(forecast: TargetForecast, base_url: str | None, *, suffix: str = "html") -> str | None:
    """Return the address that gives this answer again, or None without a base address.

    A stored run has an address of its own; any other answer is its question.

    Raises
    ------
    InputError
        When the base address is not one of the web.
    """
    if base_url is None:
        return None
    if web_link(base_url) is None or set(base_url) & set("?#"):
        problem = "is not the address of a service"
        raise InputError([Fault("base_url", base_url, problem, "give it like https://example.org")])
    base = base_url.rstrip("/")
    if forecast.run.stored:
        return f"{base}/v1/runs/{forecast.run.id}.{suffix}"
    return f"{base}/v1/forecast.{suffix}?{question_query(forecast.question)}"


def title(forecast: TargetForecast) -> str:
    """Return the question as a title."""
    return visible(words.title(forecast))


def citation_text(forecast: TargetForecast, *, base_url: str | None = None) -> str:
    """Return the citation as a sentence, with the permalink when there is one."""
    link = permalink(forecast, base_url)
    return visible(words.citation(forecast)) + (f" {link}" if link else "")


def _escaped(text: str) -> str:
    return "".join(_BIBTEX.get(c, c) for c in visible(text))


def _day_and_side(forecast: TargetForecast) -> dict[str, str]:
    """Return what a note says of the question, beside the run."""
    question = forecast.question
    return {"day": words.day(question.as_of), "side": words.side_words(forecast.series, question.statistics)}


def bibtex(forecast: TargetForecast, *, base_url: str | None = None) -> str:
    """Return the citation as a BibTeX entry, special characters escaped."""
    run, day = forecast.run, forecast.question.as_of
    link = permalink(forecast, base_url)
    fields = {
        "author": "{trade-target}",
        "title": f"{{{_escaped(title(forecast))}}}",
        "year": str(day.year),
        "month": str(day.month),
        "version": _escaped(run.version),
        "note": _escaped(
            words.say(
                "Version {version}, run {run}, as known on {day}, statistics of {side}",
                version=run.version,
                run=run.id,
                **_day_and_side(forecast),
            )
        ),
    }
    if link:
        fields["url"] = link
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{trade-target-{run.id},\n{body}\n}}\n"


def csl_json(forecast: TargetForecast, *, base_url: str | None = None) -> list[dict[str, Any]]:
    """Return the citation as CSL-JSON, ready for `json.dumps`: one item, as reference managers import it."""
    run, day = forecast.run, forecast.question.as_of
    item: dict[str, Any] = {
        "id": f"trade-target-{run.id}",
        "type": "dataset",
        "title": title(forecast),
        "author": [{"literal": "trade-target"}],
        "publisher": "trade-target",
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "version": run.version,
        "number": run.id,
        "note": visible(
            words.say("Run {run}, as known on {day}, statistics of {side}", run=run.id, **_day_and_side(forecast))
        ),
    }
    link = permalink(forecast, base_url)
    if link:
        item["URL"] = link
    return [item]


def citation_document(forecast: TargetForecast) -> Citation:
    """Return the citation in every form."""
    return Citation(text=citation_text(forecast), bibtex=bibtex(forecast), csl_json=tuple(csl_json(forecast)))
