"""A service asked from Python: the questions of the library, answered by the documents that the service gives.

>>> from forecast.client import Client
>>> client = Client("http://127.0.0.1:8000")

``client.forecast("belarus-st-petersburg", "2.5bn", by=2027)`` prints as its sentence, and has `probabilities` and
`chance_by` as `forecast.forecast` has. Series and targets come as the library's own. What the service refuses is the
library's `InputError`, with every fault. A busy service is waited for as long as it asks, a few times at most.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from pydantic import ValidationError

from forecast.client.answers import (
    Attainable,
    Comparison,
    Forecast,
    Sensitivity,
    ServiceError,
    Surface,
    Surplus,
    refusal,
)
from forecast.data import Series, as_series, read_series, read_targets
from forecast.errors import Fault, InputError
from forecast.extras import needing
from forecast.forecasting import as_fields
from forecast.report import AddedDocument, ArticleDocument, Document, statements_csv

with needing("client"):
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.util import Retry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from types import TracebackType
    from typing import Self

    from forecast.data import AnnouncedTarget, SeriesLike
    from forecast.scenario import Scenario

__all__ = ["Attainable", "Client", "Comparison", "Forecast", "Sensitivity", "ServiceError", "Surface", "Surplus"]

#: Seconds to connect, and to be answered: a service takes 30 at most, and its queue 10.
CONNECT, ANSWER = 5.0, 60.0
#: Times that a busy or restarting service is asked again, and the longest that it may ask to wait, seconds.
AGAIN, LONGEST_WAIT = 4, 60
_BUSY = (429, 502, 503, 504)
_TAKES = "takes the address of a service, such as https://trade.example.org"

D = TypeVar("D", bound=Document)


class Client:
    """A service that is asked as the library is; safe to share between calls, not between threads.

    Parameters
    ----------
    url : str
        Where the service is.
    token : str, optional
        Lets it write.
    language : str
        Of the sentences, such as ``"ru"``; English when not given.
    timeout : float
        Seconds that an answer may take.
    again : int
        Times that a busy service is asked again, as late as it says (`Retry-After`), or each time twice as late.

    Raises
    ------
    InputError
        When that is no address.

    Examples
    --------
    >>> Client("trade.example.org")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    forecast.errors.InputError: url: 'trade.example.org' is not an address; takes the address of a service, ...
    """

    def __init__(
        self, url: str, *, token: str = "", language: str = "", timeout: float = ANSWER, again: int = AGAIN
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise InputError([Fault("url", url, "is not an address", _TAKES)])
        self._url, self._timeout = url.rstrip("/"), timeout
        self._asked = {"lang": language} if language else {}
        retry = Retry(
            total=again,
            status_forcelist=_BUSY,
            # What is sent here can be sent again: it is answered, or the same statement twice is one statement.
            allowed_methods={"GET", "POST"},
            backoff_factor=0.5,
            respect_retry_after_header=True,
            retry_after_max=LONGEST_WAIT,
            raise_on_status=False,
        )
        self._session = requests.Session()
        if token:
            # Never to another host: `requests` takes it off when it is led elsewhere.
            self._session.headers["Authorization"] = f"Bearer {token}"
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _send(
        self,
        path: str,
        query: dict[str, str | None],
        body: dict[str, Any] | None = None,
        *,
        lines: bytes | None = None,
    ) -> requests.Response:
        """Return the answer to a GET, or to a POST when there is a body, or lines of many; raise what is refused."""
        told = {name: value for name, value in (self._asked | query).items() if value is not None}
        method, url = "GET" if body is None and lines is None else "POST", self._url + path
        kind = {} if lines is None else {"Content-Type": "application/x-ndjson"}
        try:
            answer = self._session.request(
                method, url, params=told, json=body, data=lines, headers=kind, stream=lines is not None,
                timeout=(CONNECT, self._timeout),
            )  # fmt: skip
        except requests.RequestException as error:
            msg = f"{self._url} gives no answer ({type(error).__name__}); is it the address of a service that runs?"
            raise ServiceError(msg) from error
        if not answer.ok:
            raise refusal(answer)
        return answer

    def _document(
        self, kind: type[D], path: str, query: dict[str, str | None], body: dict[str, Any] | None = None
    ) -> D:
        answer = self._send(path, query, body)
        try:
            return kind.model_validate_json(answer.content)
        except ValidationError as error:
            msg = f"{self._url}{path} answers what this version does not know; install the version of the service"
            raise ServiceError(msg) from error

    def _ask(self, kind: type[D], path: str, series: SeriesLike, unit: str | None, fields: dict[str, Any]) -> D:
        """Return the answer about a series of the service, or about the caller's own."""
        asked = as_fields(**fields)
        if isinstance(series, str):
            return self._document(kind, path, {"series": series, **asked})
        # No text of a body is a series' name, and no address takes a language there.
        own = {"csv": statements_csv(as_series(series, unit=unit))}
        return self._document(kind, path, {}, own | {name: value for name, value in asked.items() if value is not None})

    def forecast(
        self,
        series: SeriesLike,
        target: str | float,
        *,
        unit: str | None = None,
        rate: float | None = None,
        by: int | None = None,
        since: int | None = None,
        as_of: str | date | None = None,
        flow: str | None = None,
        statistics: str | None = None,
        horizon: int | None = None,
        level: float | None = None,
        model: str | None = None,
        seed: int | None = None,
        scenario: str | Scenario | None = None,
    ) -> Forecast:
        """Return when trade reaches a mark; everything is asked as of `forecast.forecast`.

        Parameters
        ----------
        series : str, Series, pandas.DataFrame or pandas.Series
            A pair of the service, or figures of your own, which it does not store.
        target : str or float
        unit : str, optional
            Currency of pandas data.
        rate : float, optional
            Units of the target's currency for one of the series'.
        by, since, as_of, flow, statistics, horizon, level, model, seed, scenario
            None takes the default.

        Raises
        ------
        InputError
            With every fault of the question.
        ServiceError
        """
        fields = {
            "target": target, "rate": rate, "by": by, "since": since, "as_of": as_of, "flow": flow,
            "statistics": statistics, "horizon": horizon, "level": level, "model": model, "seed": seed,
            "scenario": scenario,
        }  # fmt: skip
        return self._ask(Forecast, "/v1/forecast", series, unit, fields)

    def target(self, target: str, *, by: int | None = None, scenario: str | Scenario | None = None) -> Forecast:
        """Return when an announced target is reached, by its id."""
        asked = as_fields(by=by, scenario=scenario)
        return self._document(Forecast, f"/v1/targets/{quote(target, safe='')}/forecast", asked)

    def attainable(
        self,
        series: SeriesLike,
        by: int,
        *,
        probability: float | None = None,
        unit: str | None = None,
        as_of: str | date | None = None,
        flow: str | None = None,
        statistics: str | None = None,
        horizon: int | None = None,
        model: str | None = None,
        seed: int | None = None,
        scenario: str | Scenario | None = None,
    ) -> Attainable:
        """Return the level that is reached by a year with a probability; asked as `forecast` is."""
        fields = {
            "by": by, "probability": probability, "as_of": as_of, "flow": flow, "statistics": statistics,
            "horizon": horizon, "model": model, "seed": seed, "scenario": scenario,
        }  # fmt: skip
        return self._ask(Attainable, "/v1/attainable", series, unit, fields)

    def surface(
        self,
        series: SeriesLike,
        *,
        targets: Sequence[str | float] | None = None,
        deadlines: Sequence[int] | None = None,
        unit: str | None = None,
        as_of: str | date | None = None,
        flow: str | None = None,
        statistics: str | None = None,
        horizon: int | None = None,
        model: str | None = None,
        seed: int | None = None,
        scenario: str | Scenario | None = None,
    ) -> Surface:
        """Return the chances of many marks by many deadlines; asked as `forecast` is."""
        fields = {
            "targets": None if targets is None else ";".join(str(as_fields(one=one)["one"]) for one in targets),
            "deadlines": None if deadlines is None else ",".join(map(str, deadlines)),
            "as_of": as_of, "flow": flow, "statistics": statistics, "horizon": horizon, "model": model, "seed": seed,
            "scenario": scenario,
        }  # fmt: skip
        return self._ask(Surface, "/v1/surface", series, unit, fields)

    def surplus(
        self,
        series: str,
        *,
        as_of: str | date | None = None,
        statistics: str | None = None,
        horizon: int | None = None,
        seed: int | None = None,
    ) -> Surplus:
        """Return how likely exports exceed imports in each year, of a series that the service knows."""
        asked = as_fields(as_of=as_of, statistics=statistics, horizon=horizon, seed=seed)
        return self._document(Surplus, "/v1/surplus", {"series": series, **asked})

    def sensitivity(
        self,
        series: SeriesLike,
        target: str | float,
        *,
        unit: str | None = None,
        rate: float | None = None,
        by: int | None = None,
        since: int | None = None,
        as_of: str | date | None = None,
        flow: str | None = None,
        statistics: str | None = None,
        horizon: int | None = None,
        level: float | None = None,
        model: str | None = None,
        seed: int | None = None,
        scenario: str | Scenario | None = None,
    ) -> Sensitivity:
        """Return which input moves the chance most; asked as `forecast` is."""
        fields = {
            "target": target, "rate": rate, "by": by, "since": since, "as_of": as_of, "flow": flow,
            "statistics": statistics, "horizon": horizon, "level": level, "model": model, "seed": seed,
            "scenario": scenario,
        }  # fmt: skip
        return self._ask(Sensitivity, "/v1/sensitivity", series, unit, fields)

    def compare(
        self,
        series: str | Sequence[str],
        target: str | float,
        *,
        scenarios: Sequence[str | Scenario] = (),
        sides: Sequence[str] = (),
        rate: float | None = None,
        by: int | None = None,
        since: int | None = None,
        as_of: str | date | None = None,
        flow: str | None = None,
        statistics: str | None = None,
        horizon: int | None = None,
        level: float | None = None,
        model: str | None = None,
        seed: int | None = None,
        scenario: str | Scenario | None = None,
    ) -> Comparison:
        """Return several series, sides or scenarios side by side, ranked by date; asked as `forecast` is."""
        fields = as_fields(
            target=target, rate=rate, by=by, since=since, as_of=as_of, flow=flow, statistics=statistics,
            horizon=horizon, level=level, model=model, seed=seed, scenario=scenario,
        )  # fmt: skip
        body: dict[str, Any] = {name: value for name, value in fields.items() if value is not None}
        body["series"] = [series] if isinstance(series, str) else list(series)
        body |= {"scenarios": [str(one) for one in scenarios], "sides": list(sides)}
        return self._document(Comparison, "/v1/compare", {}, body)

    def add_statements(self, series: str, statements: SeriesLike, *, corrects: str | None = None) -> AddedDocument:
        """Append statements to a series of the service, which needs a token; return what became of them.

        Parameters
        ----------
        series : str
        statements : Series, pandas.DataFrame or pandas.Series
        corrects : str, optional
            Id of the statement that the one given supersedes.

        Raises
        ------
        InputError
            With every fault; then nothing is appended.
        ServiceError
            Without a token that is good.
        """
        body: dict[str, Any] = {"series": series, "csv": statements_csv(as_series(statements))}
        if corrects is not None:
            body["corrects"] = corrects
        return self._document(AddedDocument, "/v1/statements", {}, body)

    def read(
        self, text: str, *, published: str | date | None = None, pair: str | None = None, statistics: str | None = None
    ) -> ArticleDocument:
        """Return what an article says of trade: statements, targets, what does not add up, and the first answer."""
        asked = as_fields(published=published, pair=pair, statistics=statistics)
        body = {"text": text, **{name: value for name, value in asked.items() if value is not None}}
        return self._document(ArticleDocument, "/v1/read", {}, body)

    def batch(self, questions: Iterable[Mapping[str, object]]) -> Iterator[dict[str, Any]]:
        """Give the answer to each of many questions, in their order, as it comes.

        Parameters
        ----------
        questions : iterable of mapping
            Each with ``series``, ``target`` and what else a question is asked with.

        Yields
        ------
        dict
            By the columns of ``trade-target batch``; ``errors`` of a question that cannot be answered.

        Raises
        ------
        InputError
            When they are too many for one batch; ``trade-target batch`` takes any number.
        ServiceError
        """
        told = ({name: value for name, value in as_fields(**one).items() if value is not None} for one in questions)
        lines = "".join(json.dumps(one) + "\n" for one in told).encode()
        with self._send("/v1/batch", {}, lines=lines) as answer:
            try:
                for line in answer.iter_lines():
                    yield json.loads(line)
            except (requests.RequestException, ValueError) as error:
                msg = f"{self._url} broke off its answer; send the questions that are left again"
                raise ServiceError(msg) from error

    def series_ids(self) -> tuple[str, ...]:
        """Return the ids of the series that the service lists."""
        return tuple(one["id"] for one in self._send("/v1/series", {}).json()["series"])

    def series(self, name: str) -> Series:
        """Return a series of the service, as the library's own.

        Raises
        ------
        UnknownNameError
        """
        text = self._send(f"/v1/series/{quote(name, safe='')}.csv", {}).content
        return read_series(text, series_id=name, where=name)

    def targets(self, *, outcome: str | None = None, words: str | None = None) -> tuple[AnnouncedTarget, ...]:
        """Return announced targets of the service, as the library's own.

        Parameters
        ----------
        outcome : {"open", "reached", "missed", "superseded", "unknown"}, optional
        words : str, optional
            Only targets in which each of these words occurs.
        """
        content = self._send("/v1/targets.csv", {"outcome": outcome, "words": words}).content
        return read_targets(content, where="targets")[0] if content.count(b"\n") > 1 else ()
