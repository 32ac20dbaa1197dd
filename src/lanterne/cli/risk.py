"""The verb on cases that are not protected yet: risk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lanterne import verbs
from lanterne.cli.language import language_beside
from lanterne.cli.output import print_findings, print_json
from lanterne.cli.parameters import LongOutput
from lanterne.cli.progress import show_progress
from lanterne.verbs.road import FINDING_RISK, FINDING_RISK_NETWORK
from lanterne.verbs.settings import codebook_of


def risk(request: verbs.RiskRequest, output: LongOutput) -> None:
    """Find who stands out in cases, before protecting them. The report is SENSITIVE."""
    folder = Path(request.out or verbs.risk_folder(str(request.cases)))
    book = codebook_of(request.codebook)
    steps = FINDING_RISK if book.network is None else FINDING_RISK_NETWORK
    with show_progress(steps, output.silent) as progress:
        found = verbs.find_risk(replace(request, codebook=book, out=folder), progress=progress)
    if output.as_json:
        print_json(**found.to_dict())
        return
    from lanterne.evaluation.summary import counted_looks_in_words  # noqa: PLC0415 - loads Polars
    from lanterne.report.risk import risk_findings  # noqa: PLC0415 - loads Polars

    spoken = language_beside(request.language)
    findings = [finding.text for finding in risk_findings(found, spoken)]
    findings.append(counted_looks_in_words(found.looks, spoken))
    print_findings("terminal.sensitive.counted", findings, folder, spoken)
