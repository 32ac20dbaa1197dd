"""Verbs that say whether two people read the definitions of a codebook alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne import verbs
from lanterne.cli.language import language, told
from lanterne.cli.options import Json
from lanterne.cli.output import print_json, wrapped
from lanterne.messages.numbers import number, percent

if TYPE_CHECKING:
    from lanterne.codebook import Column
    from lanterne.harmonise import ColumnAgreement, Estimate

FLAG_WORDS = {"1": "yes", "0": "no"}
OfCodebook = Annotated[str, typer.Option("--codebook", "-c", help=told("help.option.codebook"))]


def vignettes(
    codebook: OfCodebook,
    out: Annotated[Path, typer.Option(metavar="FILE", help=told("help.agreement.out"))],
) -> None:
    """Write ten invented stories as a sheet for two people to code."""
    verbs.write_vignettes(codebook, out, language())
    typer.echo(wrapped(told("terminal.agreement.written", sheet=str(out))))


def agreement(
    sheet: Annotated[Path, typer.Argument(help=told("help.agreement.one"))],
    other_sheet: Annotated[Path, typer.Argument(help=told("help.agreement.other"))],
    codebook: OfCodebook,
    as_json: Json = False,
) -> None:
    """Say which definitions two people read alike, and which in two ways."""
    from lanterne.codebook import in_language, load_codebook  # noqa: PLC0415 - loads Polars

    found = verbs.agreement(sheet, other_sheet, codebook)
    if as_json:
        print_json(columns=[_fields(each) for each in found])
        return
    columns = {column.name: column for column in load_codebook(codebook).table.columns}
    alike = tuple(_name(each) for each in found if not each.confused and each.answered)
    nobody = tuple(_name(each) for each in found if not each.answered)
    for each in found:
        if each.confused:
            typer.echo(wrapped(_said(each)))
            for confused in each.confused:
                one, other = (
                    _answer(text, each, columns[each.column]) for text in confused.answers
                )
                gaps = {"one": one, "other": other}
                said = told("terminal.agreement.confused", vignettes=confused.vignettes, **gaps)
                typer.echo(wrapped(said, indent="  "))
            definition = in_language(columns[each.column].definition, language())
            if definition:
                typer.echo(wrapped(definition, indent="  "))
    if alike:
        typer.echo(wrapped(told("terminal.agreement.alike", columns=alike)))
    if nobody:
        typer.echo(wrapped(told("terminal.agreement.nobody", columns=nobody)))
    typer.echo("\n" + wrapped(told("terminal.agreement.note", count=found[0].vignettes)))


def _name(each: ColumnAgreement) -> str:
    return f"{each.column}: {each.member}" if each.member else each.column


def _answer(text: str, each: ColumnAgreement, column: Column) -> str:
    """An answer as it is shown: yes and no of flags and of members, else the code."""
    if text in FLAG_WORDS and (each.member or column.traits.flag):
        return told(f"terminal.agreement.{FLAG_WORDS[text]}")
    return text or told("terminal.agreement.blank")


def _said(each: ColumnAgreement) -> str:
    gaps = {"column": _name(each), "kappa": _figure(each.kappa)}
    gaps |= {"share": percent(each.equal.value or 0.0, language())}
    if each.weighted.value is None:
        return told("terminal.agreement.column", **gaps)
    return told("terminal.agreement.ordered", **gaps, weighted=_figure(each.weighted))


def _figure(estimate: Estimate) -> str:
    """A figure with its interval."""
    if estimate.value is None:
        return "–"
    ends = [
        number(each, language(), 2) for each in (estimate.low, estimate.high) if each is not None
    ]
    value = number(estimate.value, language(), 2)
    return (
        told("terminal.agreement.interval", value=value, low=ends[0], high=ends[1])
        if ends
        else value
    )


def _fields(each: ColumnAgreement) -> dict[str, object]:
    return {
        "column": each.column,
        "member": each.member,
        "vignettes": each.vignettes,
        "answered": each.answered,
        "equal": _ends(each.equal),
        "kappa": _ends(each.kappa),
        "weighted": _ends(each.weighted),
        "confused": [{"answers": one.answers, "vignettes": one.vignettes} for one in each.confused],
    }


def _ends(estimate: Estimate) -> dict[str, float | None]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}
