"""Texts in faults that no code here has whole: what libraries say, and nouns that several faults share."""

from __future__ import annotations

__all__ = ["LIBRARY_TEXTS", "NOUNS"]

#: What a store holds, and what separates the cells of a file, as they are named.
NOUNS = ("statement", "target", "commas", "semicolons", "tabs", "bars")

#: Click of a command line, pydantic of a setting, the system of a file or an address.
LIBRARY_TEXTS = (
    "No such option {a}.",
    "No such option {a}. Did you mean {b}?",
    "No such option {a}. (Did you mean one of: {b}?)",
    "No such command {a}.",
    "No such command {a}. Did you mean {b}?",
    "No such command {a}. (Did you mean one of: {b}?)",
    "Missing command.",
    "Missing argument {a}.",
    "Missing option {a}.",
    "Option {a} requires an argument.",
    "Option {a} does not take a value.",
    "Got unexpected extra argument ({a})",
    "Got unexpected extra arguments ({a})",
    "Invalid value for {a}: {b}",
    "{a} is not a valid integer.",
    "{a} is not a valid integer range.",
    "{a} is not in the range {b}.",
    "{a} is not one of {b}.",
    "input should be {a}",
    "{a} or {b}",
    "input should be a valid boolean, unable to interpret input",
    "input should be a valid integer, unable to parse string as an integer",
    "input should be greater than or equal to {a}",
    "input should be less than or equal to {a}",
    "string should match pattern {a}",
    "value error, {a}",
    "couldn't parse rate limit string {a}",
    "address already in use",
    "cannot assign requested address",
    "permission denied",
    "Permission denied",
    "No such file or directory",
    "Is a directory",
    "Not a directory",
    "File exists",
    "No space left on device",
)
