"""Settings of the service, from the environment (prefix ``TRADE_TARGET_``)."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.limits import read_limits
from forecast.store import KEPT_DAYS

__all__ = ["Settings", "without_password"]


def without_password(url: str) -> str:
    """Return a database address that may be shown.

    Examples
    --------
    >>> without_password("postgresql://trade:secret@db/trade")
    'postgresql://trade:***@db/trade'
    """
    return re.sub(r"(://[^:/@]*):[^@]*@", r"\1:***@", url)


class Settings(BaseSettings):
    """What an operator can set.

    Parameters
    ----------
    threads : int
        Requests held at once by a worker; those that wait for the model included.
    abreast : int
        Forecasts computed at once by a worker.
    waiting : int
        Forecasts that may wait for their turn; beyond them the answer is 503.
    patience_seconds : int
        How long they wait at most.
    workers : int
        Worker processes.
    timeout_seconds : int
        A worker that does not answer for so long is replaced; a connection that sends and takes nothing is ended.
    max_age_seconds : int
        How long a client may keep an answer without asking again.
    max_query_bytes : int
        Longest query string taken.
    max_body_bytes : int
        Largest body taken.
    cache_megabytes : int
        Memory for answers kept.
    refresh : bool
        Whether this process has the answers of registered targets stored after each change: of several services on one
        store, one is enough.
    uncited_runs_days : int
        How long a run that nobody cites is kept; cited ones are kept for good.
    batch_rows : int
        Questions taken in one batch.
    batch_seconds : int
        How long a batch may take; what is not reached then is told so.
    database_url : str
        ``sqlite:///FILE`` or ``postgresql://...``; a file in the user's data folder when empty.
    base_url : str
        Where the public reaches the service, such as ``https://trade.example.org``; taken from each request when
        empty.
    trusted_proxy : str
        Address of the proxy before the service, whose X-Forwarded-For, -Host and -Proto are believed; ``*`` believes
        everybody's, and empty nobody's.
    audit_addresses : {"none", "network", "whole"}
        What the audit log keeps of the address that a write comes from: nothing, its network (the first 24 or 48
        bits), or all of it.
    webhooks : bool
        Whether this process tells webhooks of changes: of several services on one store, one is enough.
    webhook_hosts : str
        Hosts, separated by commas, that webhooks may be at though they are not public, and without TLS.
    client_limit : str
        How often one client may ask, such as ``120/minute; 2000/hour``, by each worker's count; a client is an address,
        or the first 64 bits of one of IPv6. Without a limit when empty.
    token_limit : str
        The same of what needs a token, for each token.
    log_level : str
        ``debug``, ``info``, ``warning`` or ``error``.
    """

    model_config = SettingsConfigDict(env_prefix="TRADE_TARGET_", frozen=True)

    threads: int = Field(default=32, ge=2, le=256)
    abreast: int = Field(default=2, ge=1, le=64)
    waiting: int = Field(default=20, ge=0, le=200)
    patience_seconds: int = Field(default=10, ge=1, le=60)
    workers: int = Field(default=1, ge=1, le=64)
    timeout_seconds: int = Field(default=30, ge=5, le=600)
    max_age_seconds: int = Field(default=300, ge=0, le=86_400)
    max_query_bytes: int = Field(default=2_000, ge=200, le=8_000)
    max_body_bytes: int = Field(default=6_000_000, ge=1_000, le=50_000_000)
    cache_megabytes: int = Field(default=64, ge=1, le=4_096)
    refresh: bool = True
    uncited_runs_days: int = Field(default=KEPT_DAYS, ge=1, le=36_500)
    batch_rows: int = Field(default=1_000, ge=1, le=100_000)
    batch_seconds: int = Field(default=25, ge=1, le=600)
    database_url: SecretStr = SecretStr("")
    base_url: str = Field(default="", pattern=r"^(https?://[A-Za-z0-9.\-:/\[\]_~]+)?$")
    trusted_proxy: str = Field(default="", pattern=r"^(\*|[0-9A-Fa-f.:]+)?$")
    audit_addresses: Literal["none", "network", "whole"] = "network"
    webhooks: bool = True
    webhook_hosts: str = Field(default="", pattern=r"^[A-Za-z0-9.\-:_, ]*$")
    client_limit: str = ""
    token_limit: str = ""
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("client_limit", "token_limit")
    @classmethod
    def _is_limit(cls, given: str) -> str:
        read_limits(given)
        return given

    @property
    def hosts_of_webhooks(self) -> frozenset[str]:
        """The hosts that webhooks may be at though they are not public."""
        return frozenset(one.strip().lower() for one in self.webhook_hosts.split(",") if one.strip())

    def listed(self) -> dict[str, str]:
        """Return every setting by its environment variable; a database address without its password."""
        found = {f"TRADE_TARGET_{name.upper()}": str(value) for name, value in self}
        return found | {"TRADE_TARGET_DATABASE_URL": without_password(self.database_url.get_secret_value())}
