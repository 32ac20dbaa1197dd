"""Cases that are open and the terms on which they are measured: one table, or a network."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lanterne.files.handed import handed_or_stored
from lanterne.verbs.linked import open_linked
from lanterne.verbs.parts import open_cases_of
from lanterne.verbs.settings import Opening, Progress, check_households_alone, check_keys_alone
from lanterne.verbs.terms import TableTerms, Terms, network_budgets, table_terms

if TYPE_CHECKING:
    from lanterne.cases.case_records import CaseRecords
    from lanterne.cases.network import LinkedCases
    from lanterne.codebook import Codebook
    from lanterne.privacy import Account, Budget, Unit
    from lanterne.runners import Runner
    from lanterne.synthesis.fitted import Fitted
    from lanterne.synthesis.rehearsal import Rehearse
    from lanterne.verbs.requests import ProtectRequest


@dataclass(frozen=True)
class TableSource:
    """One table.

    Attributes:
        cases: The open file.
        terms: To whom the promise is made, and how much.
    """

    cases: CaseRecords
    terms: TableTerms

    @property
    def subject_id(self) -> str | None:
        """Column that says which rows are one person."""
        return self.cases.subject_id

    @property
    def household(self) -> str | None:
        """Column that says who lives together, where households are protected."""
        return self.cases.household

    def fit(self, account: Account, progress: Progress, rehearse: Rehearse[Any]) -> Fitted:
        """Read, rehearse, charge the ledger, measure and fit; see :func:`fit_cases`."""
        from lanterne.synthesis.protect import fit_cases

        return fit_cases(
            self.cases,
            self.terms.budget,
            account,
            progress,
            self.terms.unit,
            self.terms.bound,
            rehearse,
        )


@dataclass(frozen=True)
class NetworkSource:
    """Victims, perpetrators and links.

    Attributes:
        cases: The open files.
        budgets: Unit → what may be spent on it.
        bounds: Unit → how much counts, where the codebook's number is not wanted.
    """

    cases: LinkedCases
    budgets: Mapping[Unit, Budget]
    bounds: Mapping[str, int]
    subject_id = None
    household = None

    def fit(self, account: Account, progress: Progress, rehearse: Rehearse[Any]) -> Fitted:
        """Read, rehearse, charge the ledger, measure and fit; see :func:`fit_network`."""
        from lanterne.synthesis.network.fit import fit_network

        return fit_network(
            self.cases,
            self.budgets,
            account,
            self.bounds,
            progress,
            rehearse,
        )


def open_source(
    request: ProtectRequest,
    codebook: Codebook,
    terms: Terms,
    opening: Opening,
    runner: Runner | None = None,
) -> TableSource | NetworkSource:
    """Check the terms, then open the cases: only headers are read, but the whole of a workbook.

    Args:
        request: Says where the cases are, and how they are read.
        codebook: The codebook that the request names, as it will be published.
        terms: Of the request.
        opening: How the files are opened.
        runner: Who reads parts; ``None``: this process, and what has no parts is read whole.

    Raises:
        UsageError: The terms cannot be, or do not go together with the codebook or the ids.
        InputError: The cases cannot be read, or a header does not fit the codebook.
    """
    cases, network = handed_or_stored(request.cases), codebook.network
    if network is not None:
        check_keys_alone(request.subject_id)
        check_households_alone(request.household)
        budgets = network_budgets(terms, network)
        linked = open_linked(cases, codebook, request.ignore, opening, runner)
        return NetworkSource(linked, budgets, terms.bounds)
    wanted = table_terms(terms, request.household)
    said = request.subject_id, wanted.household
    ways = request.ignore, opening.table, runner
    return TableSource(open_cases_of(cases, codebook, said, *ways), wanted)
