"""The help of commands in the language spoken; Click itself has it in English."""

from __future__ import annotations

from copy import copy
from inspect import cleandoc
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click import Context, HelpFormatter

__all__ = ["HELPS", "SpokenCommand", "SpokenGroup", "help_texts"]

#: What Click adds of its own to every help.
HELPS = (
    "Usage:",
    "Options",
    "Commands",
    "default:",
    "required",
    "Show this message and exit.",
    "Show the version and exit.",
)


def _told(text: str) -> str:
    from forecast.words import help_words

    return help_words(text)


def _spoken(command: click.Command) -> click.Command:
    """Return a command whose own text is in the language spoken."""
    told = copy(command)
    told.help = _told(cleandoc(command.help or ""))
    return told


def _option_row(param: click.Parameter, ctx: Context) -> tuple[str, str] | None:
    """Return how an option is written and what it does; nothing of an argument."""
    told = copy(param)
    if isinstance(told, click.Option) and told.help:
        told.help = _told(told.help)
    row = told.get_help_record(ctx)
    if row is None or isinstance(told, click.Argument):
        return None
    where = row[1].rfind("[")  # Click's own remarks stand last
    remarks = row[1][where:].replace("default:", _told("default:")).replace("required", _told("required"))
    return row[0], row[1][:where] + remarks if where >= 0 else row[1]


class _Spoken(click.Command):
    """Writes usage, text and options in the language spoken."""

    def format_usage(self, ctx: Context, formatter: HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{_told('Usage:')} ")

    def format_help_text(self, ctx: Context, formatter: HelpFormatter) -> None:
        click.Command.format_help_text(_spoken(self), ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        return click.Command.get_short_help_str(_spoken(self), limit)

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        rows = [row for param in self.get_params(ctx) if (row := _option_row(param, ctx))]
        if rows:
            with formatter.section(_told("Options")):
                formatter.write_dl(rows)


class SpokenCommand(_Spoken):
    """A command."""


class SpokenGroup(_Spoken, click.Group):
    """A group of commands."""

    command_class = SpokenCommand
    group_class = type

    def format_options(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the options, then the commands."""
        super().format_options(ctx, formatter)
        named = [(name, self.commands[name]) for name in self.list_commands(ctx) if not self.commands[name].hidden]
        limit = formatter.width - 6 - max(len(name) for name, _ in named)
        with formatter.section(_told("Commands")):
            formatter.write_dl([(name, command.get_short_help_str(limit)) for name, command in named])


def help_texts(command: click.Command) -> set[str]:
    """Return every text of a command's help, and of the commands under it, for translators."""
    found = {cleandoc(command.help)} if command.help else set()
    found |= {option.help for option in command.params if isinstance(option, click.Option) and option.help}
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return found.union(*map(help_texts, below))
