"""Verbs on what is there already: redraw, verify and evaluate."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lanterne import verbs
from lanterne.cli.language import told
from lanterne.cli.options import (
    CasesPath,
    Condensed,
    Dial,
    DialOption,
    Ignore,
    Json,
    Language,
    Licence,
    NewRelease,
    Publisher,
    Quiet,
    ReleaseFolder,
    Subject,
)
from lanterne.cli.output import entry, plural, print_findings, print_json, print_problems
from lanterne.cli.progress import show_progress
from lanterne.errors import InputError, Refused, UsageError
from lanterne.messages import say
from lanterne.verbs.road import DRAWING, DRAWING_NETWORK, Step

if TYPE_CHECKING:
    from lanterne.evaluation import Evaluation, Finding, NetworkEvaluation, Versus
    from lanterne.gate import Decision, RecordReport
    from lanterne.release import VerifyReport


def redraw(
    fitted: Annotated[Path, typer.Argument(help="Measurements that protect kept (.fitted.npz).")],
    *,
    out: NewRelease,
    dial: Dial = DialOption.BALANCED,
    rows: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Number of rows of one table. It is published: never the exact number of cases.",
            show_default="the estimated people",
        ),
    ] = None,
    condensed: Condensed = False,
    seed: Annotated[
        int | None,
        typer.Option(min=0, help="Seed, to repeat a drawing.", show_default="a new one"),
    ] = None,
    ledger: Annotated[
        Path | None,
        typer.Option(
            help="The ledger that was charged, to state its totals and looks of today; without it, "
            "those of the day of the measurement.",
            show_default="the one beside the measurements, if it is there",
        ),
    ] = None,
    publisher: Publisher = None,
    licence: Licence = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Draw another release from measurements that were kept. It costs nothing."""
    with show_progress(_drawing(fitted), quiet or as_json) as progress:
        made = verbs.redraw(
            fitted,
            out=out,
            dial=dial.value,
            rows=rows,
            seed=seed,
            condensed=condensed,
            ledger=ledger,
            publisher=publisher,
            licence=licence,
            progress=progress,
        )
    if as_json:
        print_json(release=made)
    else:
        typer.echo(f"Release    {made}  (no budget spent)")
        counted = verbs.load(made).statement
        if counted is not None:
            text = f"totals and looks as the ledger counted them on {counted.as_of}; later ones not"
            typer.echo(entry("Counted", text))
        typer.echo(f"Read       {made / 'README.md'}")


def _drawing(fitted: Path) -> Sequence[Step]:
    """The stages of drawing from what was kept."""
    from lanterne.synthesis.archive import kind_of_archive  # noqa: PLC0415 - loads NumPy

    return DRAWING_NETWORK if kind_of_archive(fitted) == "network" else DRAWING


def verify(
    release: ReleaseFolder,
    record: Annotated[
        Path | None,
        typer.Option(
            help="The record of the gate.", show_default="the one beside the release, if any"
        ),
    ] = None,
    public_key: Annotated[
        str | None,
        typer.Option(help="Key that the record must be signed with, or a file that holds it."),
    ] = None,
    ledger: Annotated[
        Path | None,
        typer.Option(
            help="The ledger that was charged for it.",
            show_default="the one beside the release, if it knows it",
        ),
    ] = None,
    exact: Annotated[
        bool,
        typer.Option("--exact", help="Recompute ε without slack; may take some seconds."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Check that a release is whole, its promise, and the record of the gate beside it."""
    report = verbs.verify(release, ledger=ledger, exact=exact)
    gated = _record(release, record, public_key) if report.ok else None
    if as_json:
        print_json(
            release=release,
            files=list(report.files),
            problems=[problem.fields() for problem in report.problems],
            unchecked=[say(one) for one in report.unchecked],
            ledger=report.ledger,
            record=None if gated is None else _record_fields(gated),
        )
    else:
        print_problems(report.problems)
        if report.ok:
            typer.echo(f"{release} is whole: {len(report.files)} files, as its lists name them.")
            for line in _known(report, gated, public_key is not None):
                typer.echo(line)
        else:
            count = len(report.problems)
            where = str(release)
            typer.echo("\n" + told("terminal.release-has-problems", place=where, count=count))
        if gated is not None:
            _print_record(gated, public_key is not None)
    if not report.ok or (gated is not None and not gated.ok):
        raise typer.Exit(InputError.exit_code)
    if gated is not None and not gated.allows:
        raise typer.Exit(Refused.exit_code)


def _known(report: VerifyReport, gated: RecordReport | None, whose: bool) -> Iterator[str]:
    """Whether somebody can have changed it since it was made: what is known of that, and what not.

    Args:
        report: What was found in the release.
        gated: What was found in the record of the gate.
        whose: Whether somebody said whose key the record must be signed with.
    """
    yield from (entry("Not looked", say(one)) for one in report.unchecked)
    if report.ledger is not None:
        yield entry("Ledger", f"its promise is the one that {report.ledger} was charged for")
    else:
        yield entry(
            "Not known",
            "whether its promise is the one that was charged for it: no ledger was asked. Give it "
            "with --ledger.",
        )
    if gated is not None and gated.ok and whose:
        last = gated.decisions[-1]
        yield entry("Unchanged", f"since {last.time[:10]}, when the gate's answer was signed")
        return
    beside = "" if report.ledger is None else " but its promise"
    yield entry(
        "Not known",
        f"whether anybody changed it since it was made: who changes files{beside} with the lists "
        "leaves no trace in them. A record of the gate that is signed with a key you know would "
        "show it, or SHA256SUMS from elsewhere.",
    )


def _record(release: Path, record: Path | None, public_key: str | None) -> RecordReport | None:
    """What is found in the record, where there is one or somebody asks for it."""
    if record is None and public_key is None and not verbs.record_beside(release).exists():
        return None
    return verbs.verify_record(release, record, public_key)


def _record_fields(report: RecordReport) -> dict[str, object]:
    return {
        "path": report.path,
        "allows": report.allows,
        "decisions": [_decision_fields(decision) for decision in report.decisions],
        "problems": [problem.fields() for problem in report.problems],
    }


def _decision_fields(decision: Decision) -> dict[str, object]:
    """A decision; its policy is called what it is, and not what it calls itself."""
    from lanterne.gate import decided_by  # noqa: PLC0415
    from lanterne.gate.policy_identity import level_of_decision  # noqa: PLC0415

    level = level_of_decision(decision) or None
    return {**decision.to_dict(), "policy": decided_by(decision), "level": level}


def _print_record(report: RecordReport, whose: bool) -> None:
    """The decision in force, or why the record cannot be relied on.

    Args:
        report: What was found in the record.
        whose: Whether somebody said whose key it must be.
    """
    from lanterne.gate import copies_in_words, policy_in_words  # noqa: PLC0415

    print_problems(report.problems)
    if not report.ok:
        typer.echo(f"\nDo not rely on the record {report.path}.")
        return
    last = report.decisions[-1]
    policy = policy_in_words(last)
    typer.echo(f"Gate       {last.result} on {last.time[:10]} by {last.by}, policy {policy}")
    if last.charged is False:
        typer.echo(entry("Ledger", "the gate was not given the ledger that was charged for it"))
    if last.detectable is not None:
        typer.echo(entry("Copies", copies_in_words(last.detectable)))
    if last.why:
        typer.echo(entry("Because", last.why))
    if len(report.decisions) > 1:
        typer.echo(f"           decision {last.number} on this release; see the record")
        _print_refusals(report)
    typer.echo(f"Signed by  {last.public_key}")
    if not whose:
        typer.echo(entry("", "whose key that is was not asked: see --public-key"))


def _print_refusals(report: RecordReport) -> None:
    """That it was refused before, and whether the policy has changed since."""
    from lanterne.gate.policy_identity import is_same_policy  # noqa: PLC0415

    *before, last = report.decisions
    refused = [one for one in before if one.result == "refused"]
    if refused:
        same = all(is_same_policy(one, last) for one in refused)
        policy = "the same policy" if same else "another policy"
        typer.echo(entry("Before", f"refused {plural(len(refused), 'time')}, by {policy}"))


def evaluate(
    cases: CasesPath,
    releases: Annotated[
        list[Path],
        typer.Argument(help="Folder of the release; of several with --compare."),
    ],
    *,
    out: Annotated[Path, typer.Option(help="Folder of the SENSITIVE report; must not exist.")],
    compare: Annotated[
        bool, typer.Option("--compare", help="Put several releases side by side on one page.")
    ] = False,
    language: Annotated[Language, typer.Option(help="Of the report.")] = Language.ENGLISH,
    codebook: Annotated[
        str | None,
        typer.Option("--codebook", "-c", help="Codebook.", show_default="the release's own"),
    ] = None,
    subject_id: Subject = None,
    ignore: Ignore = None,
    attacks: Annotated[
        Path | None, typer.Option(help="What attacks on the release came to: a JSON file.")
    ] = None,
    ledger: Annotated[
        Path | None,
        typer.Option(
            help="The ledger of these people, which keeps count of evaluations.",
            show_default="the one beside the cases, if it is there",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure a release against its cases. The report is SENSITIVE: do not publish it."""
    _check_comparison(releases, compare, attacks)
    evaluation: Evaluation | NetworkEvaluation | Versus
    if compare:
        evaluation = verbs.compare(
            cases,
            releases,
            out=out,
            codebook=codebook,
            subject_id=subject_id,
            ignore=ignore or (),
            language=language.value,
            ledger=ledger,
        )
    else:
        evaluation = verbs.evaluate(
            cases,
            releases[0],
            out=out,
            codebook=codebook,
            subject_id=subject_id,
            ignore=ignore or (),
            language=language.value,
            attacks=None if attacks is None else _read_attacks(attacks),
            ledger=ledger,
        )
    if as_json:
        print_json(**evaluation.to_dict())
        return
    sensitive, opening = _HEADINGS[language]
    print_findings(sensitive, _sentences(evaluation, language.value), opening, out)


def _check_comparison(releases: Sequence[Path], compare: bool, attacks: Path | None) -> None:
    if len(releases) > 1 and not compare:
        raise UsageError("evaluate.several")
    if compare and attacks is not None:
        raise UsageError("evaluate.attacks-compared")


def _read_attacks(path: Path) -> object:
    """The JSON of a report of attacks."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError("evaluate.no-json", path=str(path)) from error


def _sentences(evaluation: Evaluation | NetworkEvaluation | Versus, language: str) -> Iterator[str]:
    """What is said on the screen: the lights, and the figures in words."""
    from lanterne.evaluation import Comparison, Versus  # noqa: PLC0415 - loads Polars
    from lanterne.evaluation.findings import distances_in_words  # noqa: PLC0415

    if isinstance(evaluation, Versus):
        for name, one in zip(evaluation.names, evaluation.evaluations, strict=True):
            yield " · ".join((name, *_lights(one, language)))
            yield distances_in_words(one.comparison, language)
        return
    yield from _lights(evaluation, language)
    own = evaluation.comparison
    yield distances_in_words(own if isinstance(own, Comparison) else own.victims, language)
    yield from (finding.text for finding in _findings(evaluation, language))


def _lights(evaluation: Evaluation | NetworkEvaluation, language: str) -> Iterator[str]:
    """Utility and risk, as words."""
    from lanterne.report.verdict import lights  # noqa: PLC0415 - loads Polars

    for light in lights(evaluation, language):
        yield f"{light.title}{' :' if language == 'fr' else ':'} {light.word}"


def _findings(evaluation: Evaluation | NetworkEvaluation, language: str) -> Sequence[Finding]:
    from lanterne.evaluation import (  # noqa: PLC0415 - loads Polars
        NetworkEvaluation,
        findings,
        network_findings,
    )

    if isinstance(evaluation, NetworkEvaluation):
        return network_findings(evaluation, language)
    return findings(evaluation, language)


_HEADINGS = {
    Language.ENGLISH: ("SENSITIVE: computed from the cases. Do not publish.", "Open"),
    Language.FRENCH: ("SENSIBLE : calculé à partir des dossiers. Ne pas publier.", "Ouvrir"),
    Language.SPANISH: (
        "CONFIDENCIAL: calculado a partir de los expedientes. No publicar.",
        "Abrir",
    ),
    Language.ARABIC: ("سري: محسوب من الحالات. لا يُنشر.", "افتح"),
}
