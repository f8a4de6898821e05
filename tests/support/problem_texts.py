"""The texts of faults, found in the code: what `Fault` and `FitError` are given, wherever in a module it is put together.

Faults are made below `forecast.words`, in plain English, by some two hundred places. `forecast.words.faults` says them
in other languages by the shape of their text, so that none of those places has to know that there are languages.
"""

from __future__ import annotations

import ast
import re
import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["problem_texts"]

#: Which arguments of what is called are told to a reader; of all errors of estimation, the first.
_TOLD = {
    "Fault": (2, 3), "fault": (1, 2), "FitError": (0,), "ValueError": (0,), "StoreError": (0,), "_LaterError": (0,), "_nothing": (1,), "Field": (1,),
    "note_down": (3,), "tell": (0,), "progress": (0,), "_RefusedError": (0,), "told": (1,), "Sent": (1,), "_grid": (2,),
}  # fmt: skip
#: Of some, an argument by its name.
_TOLD_BY_NAME = {"Webhook": "ended", "end_webhook": "reason", "append_change": "note"}
#: Functions whose result is told: what is missing behind a promise.
_RETURNED = {
    "missing_words",
    "_why",
    "_covers",
    "countries_of",
    "_panel_words",
    "_kept_words",
    "_drift_words",
    "_secrets",
    "_remedied",
    "schema_problem",
    "figures_of",
}
#: Modules whose functions put what they find wrong, or what a reader should know, into a list of these names.
_LISTED = {"found", "told"}
#: Tables of what each column or field takes.
_TABLES = {"COLUMNS", "SURFACE_FIELDS", "ATTAINABLE_FIELDS", "OPERATOR_ENDED", "SCHEMA_PROBLEMS"}
#: What only those meet who write programs: English is spoken there.
_WORKSHOP = {"notebook", "closed_form.py", "scores.py"}
_DEPTH = 6


class _Module:
    """A module's texts: names and functions are followed to the strings that they stand for."""

    def __init__(self, tree: ast.Module, shared: dict[str, list[ast.expr]]) -> None:
        self.shared = shared
        self.assigned: dict[str, list[ast.expr]] = {}
        self.calls: dict[str, list[ast.Call]] = {}
        self.functions: dict[str, ast.FunctionDef] = {}
        self.listed: list[ast.expr] = []
        self.seen: set[str] = set()
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                    self.calls.setdefault(name, []).append(node)
                case ast.FunctionDef(name=name):
                    self.functions[name] = node
                case ast.AugAssign(target=ast.Name(id=name), value=value) if name in _LISTED:
                    self.listed.append(value)
                case _:
                    for target, value in _assignments(node):
                        if isinstance(target, ast.Name):
                            self.assigned.setdefault(target.id, []).append(value)

    def _given(self, name: str) -> Iterator[ast.expr]:
        """Return what is given for parameters of that name by the calls in the module."""
        for function in self.functions.values():
            names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
            if name not in [*names, *(one.arg for one in function.args.kwonlyargs)]:
                continue
            for call in self.calls.get(function.name, ()):
                shift = names[:1] == ["self"]
                at = names.index(name) - shift if name in names else len(call.args)
                yield from call.args[at : at + 1]
                yield from (keyword.value for keyword in call.keywords if keyword.arg == name)

    def _named(self, name: str) -> tuple[ast.expr, ...]:
        """Return what a name may stand for; once, for its texts are told then."""
        if name in self.seen:
            return ()
        self.seen.add(name)
        return (*self.assigned.get(name, ()), *self._given(name), *self.shared.get(name, ()))

    def _inner(self, node: ast.expr) -> Iterable[ast.expr]:
        """Return the expressions that an expression is made of, or stands for."""
        match node:
            case ast.JoinedStr(values=parts):
                return [part.value for part in parts if isinstance(part, ast.FormattedValue)]
            case ast.IfExp(body=body, orelse=other):
                return (body, other)
            case ast.BoolOp(values=values) | ast.Tuple(elts=values) | ast.List(elts=values) | ast.Dict(values=values):
                return values
            case ast.Subscript(value=ast.Name(id=name)) | ast.Name(id=name):
                return self._named(name)
            case ast.Call(func=ast.Name(id=name)) if name in self.functions:
                return _returned(self.functions[name])
        return ()

    def texts(self, node: ast.expr, depth: int = 0) -> Iterator[str]:
        """Return the texts that an expression may stand for, their places named."""
        if depth > _DEPTH:
            return
        match node:
            case ast.Constant(value=str(text)):
                yield text.replace("{", "{{").replace("}", "}}")
            case ast.JoinedStr(values=parts):
                yield _template(parts)
            case ast.ListComp(elt=each):
                yield from self.texts(each, depth + 1)
        for one in self._inner(node):
            yield from self.texts(one, depth + 1)

    def _told(self) -> Iterator[ast.expr]:
        for name, places in _TOLD.items():
            for call in self.calls.get(name, ()):
                for at in places:
                    yield from call.args[at : at + 1]
        for name, argument in _TOLD_BY_NAME.items():
            for call in self.calls.get(name, ()):
                yield from (keyword.value for keyword in call.keywords if keyword.arg == argument)
        yield from self.listed
        for call in self.calls.get("append", ()):
            if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
                yield from call.args if call.func.value.id in _LISTED else ()
        for name in sorted(_TABLES & set(self.assigned)):
            yield from self.assigned[name]
        for name in sorted(_RETURNED & set(self.functions)):
            yield from _returned(self.functions[name])

    def told(self) -> Iterator[str]:
        """Return what the module tells of faults."""
        for node in self._told():
            yield from self.texts(node)


def _assignments(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Return the names that a node binds, each with what it is bound to; of an unpacked value with the whole of it."""
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
            yield from zip(names, values, strict=False)
        case (
            ast.Assign(targets=[ast.Tuple(elts=names)], value=value) | ast.For(target=ast.Tuple(elts=names), iter=value)
        ):
            yield from ((name, value) for name in names)
        case ast.Assign(targets=names, value=value):
            yield from ((name, value) for name in names)
        case ast.AnnAssign(target=name, value=ast.expr() as value) | ast.NamedExpr(target=name, value=value):
            yield name, value


def _returned(function: ast.FunctionDef) -> list[ast.expr]:
    return [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None]


def _template(parts: Iterable[ast.expr]) -> str:
    """Return an f-string as a sentence with named places: a, b, c."""
    names, told = iter(string.ascii_lowercase), ""
    for part in parts:
        if isinstance(part, ast.Constant):
            told += str(part.value).replace("{", "{{").replace("}", "}}")
        else:
            told += f"{{{next(names)}}}"
    return told


def _is_text(text: str) -> bool:
    """Return whether a text has words for a reader: a name, a code or a mark alone has none."""
    bare = re.sub(r"\{\w+\}", " ", text)
    return bool(re.search(r"[A-Za-z]{2,}", bare)) and " " in text.strip()


def problem_texts(folders: Iterable[Path]) -> list[str]:
    """Return the texts of the faults in packages, in order of their modules.

    Parameters
    ----------
    folders : iterable of Path
    """
    paths = (path for folder in folders for path in sorted(folder.rglob("*.py")))
    written = [path.read_text(encoding="utf-8") for path in paths if not {"words", *_WORKSHOP} & set(path.parts)]
    trees = [ast.parse(text) for text in written if re.search(r"[Ff]ault|Error|FIELDS|_why|told: list", text)]
    shared: dict[str, list[ast.expr]] = {}
    for name, value in (pair for tree in trees for node in tree.body for pair in _assignments(node)):
        if isinstance(name, ast.Name) and name.id.isupper() and not name.id.startswith("_"):
            shared.setdefault(name.id, []).append(value)
    found = (text for tree in trees for text in _Module(tree, shared).told())
    return [text for text in dict.fromkeys(found) if _is_text(text)]
