"""The contract: every route declares what it takes and gives, and OpenAPI 3.1 is made of that.

This is the only module that knows flask-openapi. Its request validation is left out on purpose: it stops at the
first kind of fault, while `api.params` tells all of them at once.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Response as Answer  # noqa: TC002 - flask-openapi reads the types of views
from flask_openapi.blueprint import APIBlueprint
from flask_openapi.models.info import Info
from flask_openapi.models.request_body import RequestBody
from flask_openapi.models.schema import Schema
from flask_openapi.models.security_scheme import SecurityScheme
from flask_openapi.models.tag import Tag
from flask_openapi.openapi import OpenAPI
from pydantic.json_schema import models_json_schema

from api import schemas
from api.parameters import LANGUAGE
from forecast.report import DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from flask_openapi.models.response import Response
    from pydantic import BaseModel
    from pydantic.json_schema import JsonSchemaMode

    from api.parameters import Parameter
    from forecast.report import Format

    View = Callable[..., Answer]
    Responses = dict[str | int, type[BaseModel] | Response | dict[str, Any] | None]

V = TypeVar("V", bound="Callable[..., Any]")

__all__ = ["Family", "application", "body", "gives", "register", "specification"]

_REFERENCE = "#/components/schemas/{model}"
_PROBLEM = {"application/problem+json": {"schema": {"$ref": _REFERENCE.format(model="Problem")}}}
#: What each status means, for the document; the ones that any address may answer come first.
_MEANING = {
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
    414: "The address is too long.",
    422: "The request cannot be answered as asked: `errors` names every fault, what was given and what is taken.",
    429: "Asked more often than one client, or token, may: come again after `Retry-After` seconds.",
    500: "An unexpected fault; quote the request id when you report it.",
    503: "Too busy, or the store cannot be reached: come again after `Retry-After` seconds.",
    304: "The copy named by `If-None-Match` is still good.",
    400: "The body is not what its type says.",
    401: "A valid token is needed.",
    409: "What is given contradicts what is stored.",
    410: "What was here was removed; `detail` says why.",
    412: "The answer is not the one that `If-Match` names.",
    413: "The body is too large.",
    415: "The body is of a type that is not taken.",
}
_ANYWHERE = (404, 405, 414, 422, 429, 500, 503)
_CONDITIONAL = (304, 412)
_WITH_BODY = (400, 413, 415)
_WRITING = (401, 409)
_HEADERS = {
    "ETag": {"description": "Changes when the answer does.", "schema": {"type": "string"}},
    "X-Request-ID": {"description": "The request's name in the logs.", "schema": {"type": "string"}},
}


def _status(code: int) -> dict[str, Any]:
    told: dict[str, Any] = {"description": _MEANING[code]}
    if code not in _CONDITIONAL[:1]:
        told["content"] = _PROBLEM
    if code in {429, 503}:
        told["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    return told


def _content(contents: Mapping[str, type[BaseModel] | None]) -> dict[str, Any]:
    """Return what is declared of each content type: a model, text, or bytes."""

    def schema(kind: str, model: type[BaseModel] | None) -> dict[str, str]:
        if model:
            return {"$ref": _REFERENCE.format(model=model.__name__)}
        if kind.endswith(("/json", "+json")):
            return {"type": "object"}
        return {"type": "string"} if kind.startswith("text/") else {"type": "string", "format": "binary"}

    return {kind: {"schema": schema(kind, model)} for kind, model in contents.items()}


def gives(contents: Mapping[str, type[BaseModel] | None], description: str, *, status: int = 200) -> Responses:
    """Return the declaration of what a route answers when all is well.

    Parameters
    ----------
    contents : mapping of str to model or None
        By content type; None where no JSON schema applies.
    description : str
    status : int
    """
    return {status: {"description": description, "content": _content(contents), "headers": _HEADERS}}


def body(
    contents: Mapping[str, type[BaseModel] | None], description: str, examples: Mapping[str, str] | None = None
) -> RequestBody:
    """Return the declaration of what a route takes as its body, with an example of each type that has no model."""
    content = _content(contents)
    for kind, example in (examples or {}).items():
        content[kind]["example"] = example
    return RequestBody.model_validate({"description": description, "content": content, "required": True})


class Family(APIBlueprint):
    """Routes of one kind, each with its declaration.

    Parameters
    ----------
    name : str
    description : str
        What the family is for, as the documentation tells it.
    """

    def __init__(self, name: str, description: str) -> None:
        super().__init__(name, __name__, abp_tags=[Tag(name=name, description=description)])

    def _declare(
        self, method: str, rule: str, responses: Responses, parameters: Iterable[Parameter], **more: object
    ) -> Callable[[V], V]:
        def declare(view: V) -> V:
            getattr(self, method)(
                rule,
                summary=_summary(view),
                operation_id=_operation(method, rule),
                endpoint=_operation(method, rule),
                responses=responses,
                openapi_extensions={"parameters": [p.declared for p in (*parameters, LANGUAGE)]},
                **more,
            )(_plain(view))
            return view

        return declare

    def reads(
        self, rule: str, answer: Responses, parameters: Iterable[Parameter] = (), *, guarded: bool = False
    ) -> Callable[[V], V]:
        """Declare a GET; one that is guarded needs a token."""
        statuses = (*_ANYWHERE, *(_CONDITIONAL if 200 in answer and rule.startswith("/v1") else ()))
        statuses += (410,) if "<run>" in rule else ()
        statuses += (401,) if guarded else ()
        responses: Responses = {**answer, **{code: _status(code) for code in statuses}}
        security: list[dict[str, list[str]]] | None = [{"token": []}] if guarded else None
        return self._declare("get", rule, responses, parameters, security=security)

    def takes(
        self,
        rule: str,
        answer: Responses,
        taken: RequestBody,
        parameters: Iterable[Parameter] = (),
        *,
        writes: bool = False,
    ) -> Callable[[V], V]:
        """Declare a POST; one that writes needs a token."""
        statuses = (*_ANYWHERE, *_WITH_BODY, *(_WRITING if writes else ()))
        responses: Responses = {**answer, **{code: _status(code) for code in statuses}}
        security: list[dict[str, list[str]]] | None = [{"token": []}] if writes else None
        return self._declare("post", rule, responses, parameters, request_body=taken, security=security)

    def in_formats(
        self,
        rule: str,
        formats: Mapping[str, Format[Any]],
        model: type[BaseModel],
        parameters: Sequence[Parameter] = (),
        *,
        taken: RequestBody | None = None,
    ) -> Callable[[View], View]:
        """Declare an address that gives JSON, and one for each format by its suffix; the view is given the format.

        Each is an operation of its own, so that clients made of the specification know what an address gives.

        Parameters
        ----------
        rule : str
        formats : mapping of str to Format
            By suffix.
        model : type
            Of the JSON.
        parameters : sequence of Parameter
        taken : RequestBody, optional
            With it the address takes a POST, else a GET.
        """
        addresses = {rule: formats["json"]} | {f"{rule}.{one.suffix}": one for one in formats.values()}

        def declare(view: View) -> View:
            for address, form in addresses.items():
                answer = gives({form.content_type: model if form.suffix == "json" else None}, "The answer.")
                given = _given(view, form, named=address != rule)
                if taken:
                    self.takes(address, answer, taken, parameters)(given)
                else:
                    self.reads(address, answer, parameters)(given)
            return view

        return declare


def _given(view: View, form: Format[Any], *, named: bool) -> View:
    """Return a view that is given its format; its words name the format when its address does."""

    def chosen(**named: str) -> Answer:
        return view(form, **named)

    # Not `wraps`: flask-openapi would read the types of the view, which it need not know.
    first, _, rest = (view.__doc__ or "").partition("\n")
    chosen.__doc__ = f"{first.removesuffix('.')}, as {form.suffix.upper()}.\n{rest}" if named else view.__doc__
    return chosen


def _plain(view: V) -> V:
    """Return a view that takes its path's parameters as they are, unvalidated."""
    # By this mark flask-openapi knows a view that sees to its request itself.
    view.__delay_validate_request__ = True  # type: ignore[attr-defined]  # a mark on a function
    return view


def _summary(view: Callable[..., Any]) -> str:
    """Return what a view gives, from its docstring."""
    told = (view.__doc__ or "").partition("\n")[0].removeprefix("Return ")
    return told[:1].upper() + told[1:]


def _operation(method: str, rule: str) -> str:
    words = rule.replace("<", "by_").replace(">", "").replace(".", "_").strip("/").split("/")
    return "_".join([method, *([w for w in words if w != "v1"] or ["index"])])


def application(import_name: str, *, version: str) -> OpenAPI:
    """Return an application that can describe itself.

    Parameters
    ----------
    import_name : str
    version : str
        Of the package.
    """
    app = OpenAPI(
        import_name,
        info=Info(
            title="When will trade between A and B reach X?",
            version=version,
            description="Forecasts of when trade targets are reached, from published statements. Keys may be added "
            "within a schema version, never renamed or retyped.",
        ),
        security_schemes={"token": SecurityScheme(type="http", scheme="bearer")},
        validation_error_model=schemas.Problem,
        doc_ui=False,
        static_folder="static",
    )
    app.openapi_version = "3.1.0"
    return app


@cache
def _documents() -> Mapping[str, Schema]:
    """Return the schema of each document and body by its name; a twentieth of a second, when somebody first asks."""
    given: tuple[type[BaseModel], ...] = (
        *DOCUMENTS, schemas.Problem, schemas.Health, schemas.Index, schemas.WebhookList, schemas.RegisteredWebhook,
    )  # fmt: skip
    models: list[tuple[type[BaseModel], JsonSchemaMode]] = [(model, "serialization") for model in given]
    models += [(model, "validation") for model in schemas.BODIES]
    _, found = models_json_schema(models, ref_template=_REFERENCE)
    return {name: Schema(**schema) for name, schema in found["$defs"].items()}


def register(app: OpenAPI, family: Family) -> None:
    """Add a family to an application; two families may share an address by different methods."""
    for address, item in family.paths.items():
        other = app.paths.get(address)
        for method in ("get", "post"):
            if other is not None and getattr(item, method) is None:
                setattr(item, method, getattr(other, method))
    app.register_api(family)


def specification(app: OpenAPI) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of an application."""
    if not app.spec_json:
        app.components_schemas = {**_documents(), **app.components_schemas}
    return dict(app.api_doc)
