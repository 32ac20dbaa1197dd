"""What is asked for when a release is deposited with a repository."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path

from lanterne.errors import UsageError, check_language
from lanterne.verbs.arguments import take_fields
from lanterne.verbs.requests import shared
from lanterne.verbs.requests.addresses import check_addresses
from lanterne.verbs.requests.option import option

TO = ("sandbox", "zenodo")
"""Where a release may be deposited; ``lanterne.deposits.sites`` has their addresses."""

GATE = "gate"
_COMMUNITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


@dataclass(frozen=True)
class DepositRequest:
    """A release for a repository that gives it a DOI; see :func:`lanterne.deposit`.

    The token is no field: nothing that shows, keeps or writes down a request could then leak it.

    Attributes:
        release: Folder of the release.
        to: ``sandbox``, where all may be tried out, or ``zenodo``.
        publish: Whether it is published at once, for ever; otherwise a draft is left for a person
            to look at and publish on the site.
        new_version_of: Number of the deposit of which it is the next version; ``None``: of none.
        language: Language of title, description and page: ``en``, ``fr``, ``es`` or ``ar``.
        community: Identifiers of communities of the site that may want it.
        address: Where the folder of the release is on the net as well; ``None``: nowhere.
        contact: Address of a page or ``mailto:…``, for questions about the data.
        token_file: File with the token of the account, which its owner alone may read; ``None``:
            it is in the environment, as ``LANTERNE_DEPOSIT_TOKEN``.
        policy: Policy that the gate must have let it pass by, which the deposit names; ``None``:
            usual or strict.
        record: The record of the gate; ``None``: the one beside the release.
        public_key: Key that the record must be signed with, or a file that holds it; ``None``: any.

    Raises:
        UsageError: A value is of another type, there is no such site or language, or something is
            no number of a deposit, no community or no address.
    """

    release: str | Path = field(metadata=option(argument=True))
    _: KW_ONLY
    to: str = field(default="sandbox", metadata=option(metavar="SITE", text="to", choices=TO))
    publish: bool = field(default=False, metadata=option(text="deposit-publish"))
    new_version_of: int | None = field(
        default=None, metadata=option(metavar="NUMBER", default="no-version")
    )
    language: str = field(default="en", metadata=shared.language("deposit-language"))
    community: Sequence[str] = field(default=(), metadata=option(metavar="NAME"))
    address: str | None = field(
        default=None, metadata=option(metavar="ADDRESS", text="deposit-address")
    )
    contact: str | None = field(default=None, metadata=option(metavar="ADDRESS"))
    token_file: str | Path | None = field(
        default=None, metadata=option(metavar="FILE", default="token-in-environment")
    )
    policy: str | Path | None = field(
        default=None,
        metadata=option(
            metavar="POLICY", text="deposit-policy", panel=GATE, default="policy-passed"
        ),
    )
    record: str | Path | None = field(
        default=None, metadata=option(metavar="FILE", panel=GATE, default="record-beside")
    )
    public_key: str | Path | None = field(default=None, metadata=option(metavar="KEY", panel=GATE))

    def __post_init__(self) -> None:
        take_fields(self)
        check_language(self.language)
        if self.to not in TO:
            raise UsageError("deposit.no-site", sites=TO)
        if self.new_version_of is not None and self.new_version_of < 1:
            raise UsageError("deposit.no-number")
        if not all(_COMMUNITY.fullmatch(one) for one in self.community):
            raise UsageError("deposit.no-community")
        check_addresses(self.address, self.contact)
