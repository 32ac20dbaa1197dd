"""Names of people who do not exist, in the scripts in which case workers meet names.

Given and family names are among the commonest of a language, and are put together at random: that
somebody is called so says nothing of them, and nobody is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lanterne.codebook.lists import packaged_rows

WOMAN, MAN, FAMILY = "woman", "man", "family"

_COUNTRIES: Mapping[str, str] = {
    "arabic": "DZA EGY IRQ JOR LBN LBY MAR MRT SAU SDN SYR TCD TUN YEM",
    "persian": "AFG IRN TJK",
    "urdu": "PAK",
    "hindi": "IND LKA NPL",
    "bengali": "BGD",
    "cyrillic": "BGR BLR KAZ KGZ MDA MNG RUS UKR UZB",
    "amharic": "ERI ETH",
    "chinese": "CHN HKG TWN",
    "thai": "LAO THA",
    "burmese": "MMR",
    "french": "BEN BFA CAF CIV CMR COD COG GIN MDG MLI NER RWA SEN TGO BDI HTI",
    "english": "GBR GHA IRL JAM KEN LBR MWI NGA SLE SSD TZA UGA USA ZAF ZMB ZWE",
    "portuguese": "AGO BRA GNB MOZ PRT TLS",
    "spanish": "ARG BOL COL CUB DOM ECU ESP GTM HND MEX NIC PER PHL PRY SLV VEN",
    "malay": "IDN MYS",
    "balkan": "ALB BIH HRV MKD MNE ROU SRB SVN",
    "vietnamese": "KHM VNM",
}
_ELSEWHERE = "western"
TONGUES = (*_COUNTRIES, _ELSEWHERE)
"""All languages."""


@dataclass(frozen=True)
class SpokenName:
    """A name, or a part of one.

    Attributes:
        own: In its own script.
        latin: In Latin letters, as a passport has it; the same where it is written in them.
    """

    own: str
    latin: str

    def followed_by(self, other: SpokenName) -> SpokenName:
        """Both, in this order."""
        return SpokenName(f"{self.own} {other.own}", f"{self.latin} {other.latin}")


def tongue_of(country: str) -> str:
    """The language whose names are given to people of a country.

    Args:
        country: ISO 3166-1 alpha-3; blank where it is not known.
    """
    found = (tongue for tongue, countries in _COUNTRIES.items() if country in countries.split())
    return next(found, _ELSEWHERE)


def names_of(tongue: str, kind: str) -> Sequence[SpokenName]:
    """Given names of a ``woman`` or a ``man``, or ``family`` names."""
    return _names()[tongue, kind]


@cache
def _names() -> Mapping[tuple[str, str], Sequence[SpokenName]]:
    """Language and kind → names."""
    found: dict[tuple[str, str], list[SpokenName]] = {}
    for row in packaged_rows(files("lanterne.fictional") / "names.csv"):
        name = SpokenName(row["name"], row["latin"] or row["name"])
        found.setdefault((row["tongue"], row["kind"]), []).append(name)
    return found
