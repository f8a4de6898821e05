"""Commands that read what people have: import, template."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from forecast.cli.root import check_writable, main, read_file
from forecast.errors import Fault, InputError

__all__: list[str] = []


def _columns(given: tuple[str, ...]) -> dict[str, str]:
    """Return headings by role from ``exports=Ausfuhr``.

    Raises
    ------
    InputError
        With every one that is not written so.
    """
    parts = [part.strip() for text in given for part in text.split(",") if part.strip()]
    faults = [
        Fault("--map", part, "is not a role and a heading", "write it like --map exports=Ausfuhr")
        for part in parts
        if not all(piece.strip() for piece in part.partition("=")[::2])
    ]
    if faults:
        raise InputError(faults)
    return {role.strip().lower(): name.strip() for role, _, name in (part.partition("=") for part in parts)}


@main.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--unit", default="", help="Currency of the figures, perhaps with a scale: 'USD million'.")
@click.option("--unit-scale", default="", help="What one unit of the figures is worth: million, or 1000000.")
@click.option("--pair", default="", metavar="A/B", help="Whose trade it is; chooses one of several pairs.")
@click.option("--published", default="", help="Day on which all became known (YYYY-MM-DD); else the usual lag.")
@click.option("--flow", default="", help="exports, imports or total, of a file with one column of figures.")
@click.option("--decimal", default="", help="comma or point, where figures can be read both ways.")
@click.option("--year-starts", type=click.IntRange(1, 12), help="Month in which fiscal years start.")
@click.option("--sheet", default="", help="Sheet of a workbook.")
@click.option("--map", "columns", multiple=True, metavar="ROLE=HEADING", help="What a column is: exports=Ausfuhr.")
@click.option("--recipe", type=click.Path(path_type=Path), help="Read as a saved recipe says.")
@click.option("--save", type=click.Path(path_type=Path), metavar="RECIPE.toml", help="Keep how the file was read.")
@click.option("--out", type=click.Path(path_type=Path), metavar="OWN.csv", help="Write the statements.")
def import_file(
    file: Path,
    recipe: Path | None,
    save: Path | None,
    out: Path | None,
    columns: tuple[str, ...],
    **said: str | int | None,
) -> None:
    """Read a file of a statistics office or of your own, and tell how it was read.

    CSV, TSV or XLSX. What the file does not say is asked for; nothing is guessed. docs/import.md lists the layouts.
    """
    from dataclasses import replace

    from forecast.data import MAX_FILE, Recipe, read_office_file, read_recipe, recipe_text, statements_csv

    check_writable(save, out)
    base = read_recipe(read_file(recipe), where=recipe.name)[1] if recipe else Recipe()
    given = {name: value for name, value in said.items() if value}
    how = replace(base, **given, columns={**base.columns, **_columns(columns)})  # type: ignore[arg-type]  # the options are the recipe's fields
    read = read_office_file(read_file(file, most=MAX_FILE), where=file.name, recipe=how)
    from forecast.words import import_text, say

    click.echo(import_text(read, file.name), nl=False)
    if save:
        save.write_text(recipe_text(how, file=file.name), encoding="utf-8")
        click.echo(say("recipe: {file}", file=save))
    if out:
        out.write_text(statements_csv(read), encoding="utf-8")
    ask = out or save or file
    click.echo(say("Next:") + f" trade-target forecast --statements {ask} --target ...")


@main.command()
@click.option("--format", "format_name", default="csv", help="csv (default) or xlsx (send it to a file).")
def template(format_name: str) -> None:
    """Give a file of statements to fill in."""
    from forecast.data import template as filled

    sys.stdout.buffer.write(filled(format_name))
    sys.stdout.buffer.flush()
