"""Questions at the terminal that are answered with yes or no, in the language spoken; Click has them in English."""

from __future__ import annotations

import click

__all__ = ["confirmed"]

#: What is understood in every language, for keyboards that are set to Latin letters.
_YES, _NO = {"y", "yes"}, {"n", "no", ""}


def confirmed(question: str) -> bool:
    """Return whether the reader says yes; nothing typed is a no, and what is neither is asked about again.

    Parameters
    ----------
    question : str
        A whole question, in the language spoken.
    """
    from forecast.words import say, say_as

    yes = _YES | set(say_as("what may be typed to say yes, small letters, parted by spaces", "y yes").split())
    no = _NO | set(say_as("what may be typed to say no, small letters, parted by spaces", "n no").split())
    while True:
        asked = say("{question} [y/N]", question=question)
        answer = click.prompt(asked, default="", show_default=False, err=True).strip().lower()
        if answer in yes | no:
            return answer in yes
        click.echo(say("Error: type y for yes, or n for no."), err=True)
