"""The verb that protects: by differential privacy, which spends, or by a k-method."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lanterne import verbs
from lanterne.cli.anonymity import protect_by_k
from lanterne.cli.output import print_json
from lanterne.cli.parameters import LongOutput
from lanterne.cli.progress import show_progress
from lanterne.cli.protected import (
    as_values,
    check_made,
    print_expected,
    print_made,
    print_needs,
    saying_it_is_made,
)
from lanterne.verbs import AnonymiseRequest, ProtectRequest
from lanterne.verbs.road import PROTECTING, PROTECTING_NETWORK
from lanterne.verbs.settings import codebook_of

if TYPE_CHECKING:
    from lanterne.codebook import Codebook


def protect(request: ProtectRequest | AnonymiseRequest, output: LongOutput) -> None:
    """Make a protected release from cases. Differential privacy spends privacy budget."""
    if isinstance(request, AnonymiseRequest):
        protect_by_k(request, output)
    else:
        _protect_privately(request, output)


def _protect_privately(request: ProtectRequest, output: LongOutput) -> None:
    """Spend, make the release, verify and show it."""
    book = codebook_of(request.codebook)
    request = replace(request, codebook=book)
    steps = PROTECTING if book.network is None else PROTECTING_NETWORK
    if not output.silent:
        _print_before(request, book)
    with show_progress(steps, output.silent) as progress:
        made = verbs.protect(request, progress=progress)
        with saying_it_is_made(made.release):
            check_made(made.release, progress)
    with saying_it_is_made(made.release):
        if output.as_json:
            print_json(**as_values(made))
        else:
            print_made(made)


def _print_before(request: ProtectRequest, book: Codebook) -> None:
    """What the release will be worth, and what it takes to make it."""
    sizes = verbs.SIZES if request.people is None else (request.people,)
    expected = verbs.expected_worth(
        book,
        epsilon=request.epsilon,
        delta=request.delta,
        unit=request.unit,
        bounds=request.bounds,
        people=request.expected_people,
        sizes=sizes,
        household=request.household,
    )
    print_expected(expected)
    print_needs(max(sizes), verbs.expected_needs(book, people=max(sizes)))
