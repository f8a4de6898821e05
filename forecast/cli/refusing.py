"""Refusals of the command line itself in the language spoken; Click has them in English."""

from __future__ import annotations

import click

__all__ = ["tell_refusal"]


def tell_refusal(error: click.ClickException) -> None:
    """Write a refusal as Click does: how the command is used, where its help is, what is wrong.

    Parameters
    ----------
    error : click.ClickException
    """
    from forecast.words import problem_words, say

    if type(error).show not in {click.ClickException.show, click.UsageError.show}:
        error.show()  # a group without a command: its help, which is spoken already
        return
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        click.echo(context.get_usage(), err=True)
        click.echo(say("Try '{command} --help' for help.", command=context.command_path) + "\n", err=True)
    click.echo(say("Error: {problem}", problem=problem_words(error.format_message())), err=True)
