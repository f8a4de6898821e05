"""What goes into a store and comes out of it, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forecast.data import Statement

__all__ = [
    "Added",
    "Attempt",
    "AuditAction",
    "AuditEntry",
    "Author",
    "Change",
    "ChangeKind",
    "Cursor",
    "DataState",
    "Move",
    "Removal",
    "RunHeading",
    "StoreState",
    "StoredRun",
    "Token",
    "Webhook",
    "Withdrawal",
    "WithdrawalKind",
    "Writer",
]

ChangeKind = Literal["seed", "statements", "targets", "retraction", "redaction"]
WithdrawalKind = Literal["retraction", "redaction"]
RemovalKind = Literal["redaction", "pruning"]


#: Number of the last change, when it was made, and what the newest statement says: a restored store has others at
#: the same number.
DataState = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class StoreState:
    """What tells one state of a store from every other.

    Parameters
    ----------
    data : tuple of int, str and str
        Number of the last change, when it was made, and what the newest statement says.
    runs : int
        Number of the last answer to a registered target.
    """

    data: DataState
    runs: int


@dataclass(frozen=True, slots=True)
class Change:
    """One append of statements or targets: all of it is there, or nothing.

    Parameters
    ----------
    number : int
        1, 2, 3, ... without a gap, in the order of the appends.
    at : str
        UTC, as ``2026-11-23T21:40:05Z``.
    by : str
        Who appended.
    kind : {"seed", "statements", "targets", "retraction", "redaction"}
        "seed" is what the package ships.
    series : str or None
        The one series appended to; None for seeds and targets.
    statements, targets : tuple of str
        Ids of what was appended, or withdrawn.
    note : str
        What was done, in a few words; of a withdrawal, its reason too.
    token : int or None
        Number of the token by which it came over HTTP: a name can be given again, a number is one token's for good.
    """

    number: int
    at: str
    by: str
    kind: ChangeKind
    series: str | None
    statements: tuple[str, ...]
    targets: tuple[str, ...]
    note: str
    token: int | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A statement out of use, or one whose text is gone.

    Parameters
    ----------
    statement : Statement
        As it is kept.
    kind : {"retraction", "redaction"}
    reason : str
    at : str
        UTC.
    change : int
        Number of the change.
    checksum : str
        SHA-256 of what the statement said when it was stored.
    """

    statement: Statement
    kind: WithdrawalKind
    reason: str
    at: str
    change: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Removal:
    """Why a document of a run is there no more: its place and checksum are.

    Parameters
    ----------
    kind : {"redaction", "pruning"}
    at : str
        UTC.
    reason : str
    sha256 : str
        Of the bytes that were there.
    """

    kind: RemovalKind
    at: str
    reason: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the rows given, by their ids in the store.

    Parameters
    ----------
    change : Change or None
        None when everything was there already.
    statements : tuple of str
        Ids added; those of targets when targets were given.
    repeated : tuple of str
        Ids that were there already with the same content.
    superseded : tuple of str
        Ids that a correction took out of the current statements.
    """

    change: Change | None
    statements: tuple[str, ...]
    repeated: tuple[str, ...]
    superseded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunHeading:
    """A stored run without its documents.

    Parameters
    ----------
    id : str
    target : str or None
        Id of the registered target that it answers.
    version : str
        Of the package.
    change : int
        Number of the last data change that it saw.
    at : str
        When it was stored, UTC.
    status : str
    median : str or None
        ``2026-11``; None when it lies beyond the horizon.
    probability_by_deadline : float or None
        Three decimals, like the JSON document.
    probability_by : tuple of (int, float)
        Probability by the end of the first few years told.
    """

    id: str
    target: str | None
    version: str
    change: int
    at: str
    status: str
    median: str | None
    probability_by_deadline: float | None
    probability_by: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A registered target was answered anew.

    Parameters
    ----------
    run : RunHeading
    before : RunHeading
        The run that answered the same target before.
    """

    run: RunHeading
    before: RunHeading


@dataclass(frozen=True, slots=True)
class StoredRun:
    """An answer kept for good.

    Parameters
    ----------
    id : str
        `TargetForecast.run.id`.
    target : str or None
        Id of the registered target that it answers.
    series : str
    question : str
        The canonical query.
    version : str
        Of the package.
    change : int
        Number of the last data change that it saw.
    documents : mapping of str to bytes
        By suffix, as first written; "json" must be among them, and be a forecast document.
    at : str
        When it was stored, UTC; the store fills it in.
    removed : mapping of str to Removal
        By suffix, documents that are there no more.
    author : Author or None
        Who had it stored; None when a refresh did.
    """

    id: str
    target: str | None
    series: str
    question: str
    version: str
    change: int
    documents: Mapping[str, bytes]
    at: str = ""
    removed: Mapping[str, Removal] = field(default_factory=dict)
    author: Author | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A token that may write; its secret is known to its holder alone.

    Parameters
    ----------
    name : str
    created : str
        UTC.
    revoked : str or None
        UTC; None while it is good.
    id : int
        Its number: a name can be given again once its token is revoked or has ended, a number cannot.
    expires : str or None
        UTC, from when on it is good no more; None when it does not end by itself.
    """

    name: str
    created: str
    revoked: str | None
    id: int
    expires: str | None = None

    def expired(self, at: str) -> bool:
        """Return whether it has ended by itself by a time, UTC."""
        return self.expires is not None and self.expires <= at


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: a name to be shown, and what is known of a request when it came by one.

    Parameters
    ----------
    name : str
    token : int or None
        Number of the token by which it came over HTTP.
    origin : str
        Address that the request came from, as far as it is to be kept.
    request : str
        Name of the request in the logs.
    """

    name: str
    token: int | None = None
    origin: str = ""
    request: str = ""


Writer = str | Token | Author
AuditAction = Literal[
    "statements", "targets", "retraction", "redaction", "run", "token created", "token revoked", "webhook registered",
    "webhook ended", "backup",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A line of the audit log.

    Parameters
    ----------
    number : int
    at : str
        UTC.
    author : Author
    action : str
    what : str
        Which change, run, token, webhook or file.
    """

    number: int
    at: str
    author: Author
    action: AuditAction
    what: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to where somebody was told: the number of a change, and that of an answer to a registered target."""

    change: int
    run: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to tell a webhook what there is up to some point.

    Parameters
    ----------
    at : str
        UTC.
    until : Cursor
    delivered : bool
    status : int or None
        That the receiver answered; None without an answer.
    reason : str
        Why it failed; empty when it did not.
    milliseconds : int
    """

    at: str
    until: Cursor
    delivered: bool
    status: int | None
    reason: str
    milliseconds: int


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told of changes.

    Parameters
    ----------
    id : int
    url : str
    secret : str
        Signs what is sent, as Standard Webhooks have it.
    at : str
        When it was registered, UTC.
    author : Author
    told : Cursor
        Up to where it was told.
    last : Attempt or None
        The last one.
    delivered : str or None
        When it last took something.
    failures : int
        Attempts in a row that failed, up to the last.
    ended : str or None
        Why it is told no more; None while it is.
    """

    id: int
    url: str
    secret: str
    at: str
    author: Author
    told: Cursor
    last: Attempt | None = None
    delivered: str | None = None
    failures: int = 0
    ended: str | None = None
