"""The verb that deposits a release with a repository; between its two steps a person is asked."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lanterne.verbs.gate_record import record_asked_for
from lanterne.verbs.requests.addresses import as_folder
from lanterne.verbs.requests.deposit import DepositRequest
from lanterne.verbs.requests.verb import takes
from lanterne.verbs.settings import Progress, silent

if TYPE_CHECKING:
    from lanterne.deposits import Deposited, Ready, Token


@takes(DepositRequest)
def deposit(request: DepositRequest, progress: Progress) -> Deposited:
    """Deposit a release with Zenodo, which gives it a DOI: as a draft, or published for ever.

    With ``publish=True`` nobody is asked again: the call is the word of whoever makes it, and
    nothing takes a deposit back.

    Args:
        request: What is asked for; or its fields: see :class:`DepositRequest`.
        progress: Called with the name of the stage.

    Returns:
        What lies at the site now.

    Raises:
        UsageError: An argument is wrong, there is no token, or the library is not installed.
        InputError: The release is not whole, or does not state its publisher and licence.
        Refused: Its rows are real, or the gate has not let it pass.
        LanterneError: The site or the way there failed. No draft is left, or its address is told.
    """
    return send_deposit(ready_to_deposit(request, progress), request, progress)


def ready_to_deposit(request: DepositRequest, progress: Progress = silent) -> tuple[Ready, Token]:
    """All that is looked at before anything is sent; raises as :func:`deposit`."""
    from lanterne.deposits import read_token, ready

    asked = record_asked_for(request.policy, request.record, request.public_key)
    token = read_token(None if request.token_file is None else Path(request.token_file))
    progress("verify", 0.0)
    return ready(Path(request.release), asked), token


def send_deposit(
    looked_at: tuple[Ready, Token], request: DepositRequest, progress: Progress = silent
) -> Deposited:
    """Send what :func:`ready_to_deposit` looked at; raises as :func:`deposit`."""
    from lanterne.deposits import SITES, Plan, send

    plan = Plan(
        publish=request.publish,
        earlier=request.new_version_of,
        language=request.language,
        communities=request.community,
        address=as_folder(request.address),
        contact=request.contact or "",
    )
    ready, token = looked_at
    return send(ready, SITES[request.to], token, plan, progress)
