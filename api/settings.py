"""Settings of the service, from the environment (prefix ``TRADE_TARGET_``)."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings"]


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
        A worker that does not answer for so long is replaced.
    max_age_seconds : int
        How long a client may keep an answer without asking again.
    max_query_bytes : int
        Longest query string taken.
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
