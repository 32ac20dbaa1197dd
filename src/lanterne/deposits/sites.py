"""Where releases may be deposited: two hosts, and no option names a third.

What a token is sent to is decided here alone. Tests put a server of their own in place of one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Site:
    """A repository that speaks the API of deposits of Zenodo.

    Attributes:
        api: Address below which the API is; the token is sent nowhere else.
        pages: Address below which people see the deposits.
        dois: What its DOIs begin with.
    """

    api: str
    pages: str
    dois: str

    @property
    def host(self) -> str:
        """What people call it."""
        return urlsplit(self.pages).netloc

    def draft_page(self, number: int) -> str:
        """Where whoever owns a draft sees it."""
        return f"{self.pages}/deposit/{number}"

    def record_page(self, number: int) -> str:
        """Where everybody sees what was published."""
        return f"{self.pages}/records/{number}"


SITES: Mapping[str, Site] = {
    "sandbox": Site("https://sandbox.zenodo.org/api", "https://sandbox.zenodo.org", "10.5072/"),
    "zenodo": Site("https://zenodo.org/api", "https://zenodo.org", "10.5281/"),
}
"""What it is asked for by → the site (developers.zenodo.org, "Testing")."""
