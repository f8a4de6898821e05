"""What is HTTP's own of the contract, as pydantic models: requests, problems, health.

The documents that the service gives are declared where they are built, in `forecast.report`.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "BODIES", "ArticleGiven", "Health", "Index", "IndexedAddress", "IndexedFamily", "NewStatements", "NewTargets",
    "NewWebhook", "NewWithdrawal", "Own", "OwnComparison", "OwnLevel", "OwnQuestion", "OwnStatement", "OwnSurface",
    "Problem", "RegisteredWebhook", "WebhookAttempt", "WebhookList", "WebhookRemoval", "WebhookState",
]  # fmt: skip


#: Figures to send.
_FIGURES = "period,level,unit,published\n2023,1.45bn,USD,2024-03-01\n"


def _taking(example: dict[str, Any]) -> ConfigDict:
    """Return how a body is read: no key that is not known, no value of another type; with an example."""
    return ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [example]})


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class FaultOfRequest(_Answer):
    """One thing wrong with a request."""

    name: str
    given: str
    problem: str
    takes: str


class Problem(_Answer):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FaultOfRequest]
    request_id: str | None


class Health(_Answer):
    """Whether the service lives."""

    model_config = ConfigDict(extra="allow")

    status: Literal["ok"]


class IndexedAddress(_Answer):
    """An address: what it gives, the suffixes of its formats, and one to try, with what to send to it."""

    method: Literal["GET", "POST"]
    address: str
    says: str
    formats: list[str]
    example: str | None
    body: Any | None


class IndexedFamily(_Answer):
    """Addresses of one kind."""

    name: str
    says: str
    addresses: list[IndexedAddress]


class Index(_Answer):
    """What there is for programs."""

    title: str
    specification: str
    documentation: str
    families: list[IndexedFamily]


class WebhookAttempt(_Answer):
    """An attempt to tell a webhook."""

    at: str
    delivered: bool
    status: int | None
    reason: str
    milliseconds: int


class WebhookState(_Answer):
    """A webhook and how it goes with it; `change` is the number of the last change that it was told of."""

    id: int
    url: str
    registered: str
    ended: str | None
    change: int
    delivered: str | None
    failures: int
    last: WebhookAttempt | None


class WebhookList(_Answer):
    """Webhooks."""

    webhooks: list[WebhookState]


class RegisteredWebhook(_Answer):
    """A webhook that is told of what comes after `change`, signed with `secret`."""

    id: int
    url: str
    secret: str
    change: int


class OwnStatement(BaseModel):
    """A statement of the caller's own, by the columns of the README's CSV."""

    model_config = ConfigDict(extra="forbid", strict=True)

    period: str | int
    level: str | float | None = None
    unit: str
    published: str | None = None
    year_starts: str | int | None = None
    reporter: str | None = None
    partner: str | None = None
    statistics: str | None = None
    flow: str | None = None
    level_resolution: str | float | None = None
    level_qualifier: str | None = None
    growth_pct: str | float | None = None
    growth_resolution_pct: str | float | None = None
    growth_qualifier: str | None = None
    event: str | None = None
    published_precision: str | None = None
    publisher: str | None = None
    title: str | None = None
    url: str | None = None
    reliability: str | None = None
    record: str | bool | None = None
    note: str | None = None
    supersedes: str | None = None


class _Own(BaseModel):
    """What is asked about a series of the service (`series`) or about statements of the caller's own."""

    statements: list[OwnStatement] | None = Field(default=None, min_length=1, max_length=10_000)
    csv: str | None = Field(
        default=None,
        description="the statements as CSV text, in place of `statements`; or an office's file, or cells of a sheet",
    )
    unit: str | None = Field(default=None, description="of an office's file that names none", examples=["USD million"])
    pair: str | None = Field(default=None, description="whose trade such a file is about", examples=["Kenya/Uganda"])
    as_of: str | None = None
    statistics: str | None = None
    flow: str | None = None
    horizon: int | str | None = None
    model: str | None = None
    seed: int | str | None = None
    scenario: str | None = None


class _OwnMark(_Own):
    """A question for a mark."""

    target: str | float = Field(description="text, or full currency units as a number", examples=["2.5bn", 2.5e9])
    rate: float | str | None = None
    by: int | str | None = None
    since: int | str | None = None
    level: float | str | None = None


class OwnQuestion(_OwnMark):
    """A question about a series of the service (`series`) or about statements of the caller's own."""

    model_config = _taking({"series": "belarus-st-petersburg", "target": 2.5e9, "by": 2027})

    series: str | None = Field(default=None, examples=["belarus-st-petersburg"])


class OwnLevel(_Own):
    """A question for the level that is reached by a year with a probability."""

    model_config = _taking({"series": "belarus-st-petersburg", "by": 2030, "probability": 0.8})

    series: str | None = Field(default=None, examples=["belarus-st-petersburg"])
    by: int | str
    probability: float | str | None = None


class OwnSurface(_Own):
    """A question for the chances of many marks by many deadlines."""

    model_config = _taking(
        {"series": "belarus-st-petersburg", "targets": [2.5e9, "3bn"], "deadlines": [2026, 2027, 2028]}
    )

    series: str | None = Field(default=None, examples=["belarus-st-petersburg"])
    targets: str | list[str | float] | None = Field(default=None, max_length=1_000)
    deadlines: str | list[int] | None = Field(default=None, max_length=1_000)


class OwnComparison(_OwnMark):
    """Several series, sides or scenarios to set side by side; the statements of the caller's own stand first."""

    model_config = _taking({"series": ["belarus-st-petersburg"], "target": "3bn", "scenarios": ["growth=2026:-10%"]})

    series: str | list[str] | None = Field(
        default=None, max_length=1_000, examples=[["belarus-st-petersburg", "india-uae"]]
    )
    scenarios: list[str] | None = Field(default=None, max_length=20)
    sides: list[str] | None = Field(default=None, max_length=20)


class NewStatements(BaseModel):
    """Statements to append to a series; `corrects` names the statement that a single new one supersedes."""

    model_config = _taking({"series": "belarus-st-petersburg", "csv": _FIGURES})

    series: str = Field(min_length=1, max_length=200)
    statements: list[OwnStatement] | None = Field(default=None, min_length=1, max_length=10_000)
    csv: str | None = None
    unit: str | None = Field(default=None, description="of an office's file that names none", examples=["USD million"])
    pair: str | None = Field(default=None, description="whose trade such a file is about", examples=["Kenya/Uganda"])
    corrects: str | None = None


class NewTargets(BaseModel):
    """Announced targets to append, as CSV with the columns of the registry."""

    model_config = _taking({"csv": "reporter,partner,target_value,currency,deadline\nIndia,Oman,15bn,USD,2030\n"})

    csv: str


class NewWithdrawal(BaseModel):
    """A statement to withdraw, and why; everybody is told the reason."""

    model_config = _taking(
        {"series": "belarus-st-petersburg", "statement": "2003-06-09-by/total/2003-01..2003-03", "reason": "Invented."}
    )

    series: str = Field(min_length=1, max_length=200)
    statement: str = Field(min_length=1, max_length=500, description="Its id, as the series' document has it.")
    reason: str = Field(min_length=1, max_length=1_000)


class NewWebhook(BaseModel):
    """An address to tell of changes."""

    model_config = _taking({"url": "https://example.org/hook"})

    url: str = Field(min_length=1, max_length=2_000)


class WebhookRemoval(BaseModel):
    """A webhook to end, and why."""

    model_config = _taking({"webhook": 1, "reason": "The receiver is shut down."})

    webhook: int = Field(ge=1, le=2_000_000_000)
    reason: str = Field(default="ended by its owner", min_length=1, max_length=1_000)


class ArticleGiven(BaseModel):
    """An article to read; nothing of it is stored."""

    model_config = _taking(
        {
            "text": "Trade between Belarus and Tula Region grew by 12% to $310 million in 2024; the sides want $500 "
            "million by 2030.",
            "published": "2025-03-01",
            "pair": "Belarus / Tula Region",
        }
    )

    text: str = Field(description="Plain text or HTML, at most 50,000 characters.", max_length=50_000)
    published: str | None = Field(None, description="Its day, YYYY-MM-DD; from the dateline when not given.")
    pair: str | None = Field(
        None, description="Who trades with whom, such as `Belarus / Tula Region`; found in the text when not given."
    )
    statistics: str | None = Field(None, description="Whose statistics its figures are; the first side's by default.")


#: Bodies that ask one question.
Own = OwnQuestion | OwnLevel | OwnSurface
BODIES: tuple[type[BaseModel], ...] = (
    OwnQuestion, OwnLevel, OwnSurface, OwnComparison, NewStatements, NewTargets, NewWithdrawal, NewWebhook,
    WebhookRemoval, ArticleGiven,
)  # fmt: skip
