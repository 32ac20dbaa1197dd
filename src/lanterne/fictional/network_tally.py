"""How a fictional network compares with the public figures, and how its people hang together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.views import condensed_rows
from lanterne.codebook.load import load_codebook
from lanterne.fictional.chance import Ints
from lanterne.fictional.network_records import ANY_FILLED, VICTIMS_PUBLISHED
from lanterne.fictional.places import LIVING_TOGETHER
from lanterne.fictional.routes import CITIZENSHIP_SHARES, EXPLOITATION_SHARES
from lanterne.fictional.tally import ADULTS, WOMEN, YEAR_BANDS, Figure
from lanterne.messages import Message

_REGIONS = ("Africa", "Americas/Oceania", "Asia", "Europe")

SHARES: Mapping[str, Mapping[str, float]] = {
    "gender": {"Female": WOMEN},
    "majorityStatus": {"Adult": ADULTS},
    "yearRegister": {
        f"{first}-{last}" if first < last else str(first): share
        for (first, last), share in YEAR_BANDS.items()
    },
    "UN_COO_Region": dict(zip(_REGIONS, CITIZENSHIP_SHARES, strict=True)),
    "UN_COE_Region": dict(zip(_REGIONS, EXPLOITATION_SHARES, strict=True)),
    "IP_Gender": {"Male": 9_820 / 15_787, "Female": 3_515 / 15_787, "Female;Male": 2_452 / 15_787},
    "IP_ageBroad": {
        "0--29": 306 / 3_202,
        "30--38": 1_196 / 3_202,
        "39--47": 1_293 / 3_202,
        "48+": 356 / 3_202,
    },
    "IP_citizen_UNRegion": {
        "Africa": 3_799 / 14_249,
        "Americas/Oceania": 200 / 14_249,
        "Asia": 5_069 / 14_249,
        "Europe": 4_368 / 14_249,
    },
    "IP_Relation": {
        "FamilyIntimatePartner": 967 / 14_572,
        "FriendAcquaintance": 4_617 / 14_572,
        "StrangerUnknownOther": 8_321 / 14_572,
        "FriendAcquaintance;StrangerUnknownOther": 588 / 14_572,
    },
    "IP_PayMoney": {"No": 11_075 / 15_155, "Yes": 3_136 / 15_155, "No;Yes": 944 / 15_155},
}
"""Column of the condensed file → cell → its share of the cells with an answer, in the Global
Victim-Perpetrator Synthetic Dataset of December 2022."""

FLAGS: Mapping[str, float] = {
    "isForcedLabour": 12_248 / VICTIMS_PUBLISHED,
    "isSexualExploit": 2_775 / VICTIMS_PUBLISHED,
    "IP_RecruiterBroker": 11_865 / VICTIMS_PUBLISHED,
    "IP_TransactionProcess": 7_344 / VICTIMS_PUBLISHED,
    "IP_ControlAbuseKidnap": 2_078 / VICTIMS_PUBLISHED,
    "IP_Exploiter": 9_458 / VICTIMS_PUBLISHED,
}
"""Flag → share of the victims in the same source."""

_FOLDED = (
    "IP_Gender",
    "IP_ageBroad",
    "IP_citizen_UNRegion",
    "IP_Relation",
    "IP_PayMoney",
)


def published_figures(tables: NetworkTables) -> list[Figure]:
    """Shares with a public figure, in the condensed file that the network gives."""
    rows = condensed_rows(tables, load_codebook("lanterne-network"))
    filled = [
        Figure(f'{name} ≠ ""', ANY_FILLED[name], _share(rows[name] != "")) for name in _FOLDED
    ]
    flags = [
        Figure(f"{name} = 1", target, _share(rows[name] == "1")) for name, target in FLAGS.items()
    ]
    shares = [
        Figure(f"{name} = {text}", target, _share(rows[name].filter(rows[name] != "") == text))
        for name, texts in SHARES.items()
        for text, target in texts.items()
    ]
    return [*filled, *flags, *shares]


def _share(holds: pl.Series) -> float:
    """Share of true; not a number when there is nobody."""
    return float(holds.sum() / len(holds)) if len(holds) else float("nan")


@dataclass(frozen=True)
class Shape:
    """How the people of a network hang together.

    Attributes:
        of_victims: Perpetrators linked to each victim, from 0.
        of_perpetrators: Victims linked to each perpetrator, from 0.
        components: People, victims and perpetrators, in each connected component.
        living_together: Share of the victims who are in a household with another.
    """

    of_victims: Ints
    of_perpetrators: Ints
    components: Ints
    living_together: float

    @property
    def perpetrators_per_victim(self) -> float:
        """The one figure of these that is public: 37,000 to 17,000."""
        return len(self.of_perpetrators) / len(self.of_victims)

    def figures(self) -> list[Figure]:
        """What was wanted of the links and what was reached; nothing about real links is public."""
        linked = self.of_perpetrators[self.of_perpetrators > 0]
        one = float((linked == 1).mean()) if len(linked) else float("nan")
        return [
            Figure(
                Message("fictional.figure.unlinked"), 0.08, float((self.of_victims == 0).mean())
            ),
            Figure(Message("fictional.figure.with-one-victim"), 0.85, one),
            Figure(
                Message("fictional.figure.in-households"), LIVING_TOGETHER, self.living_together
            ),
        ]


def network_shape(tables: NetworkTables) -> Shape:
    """Count the links of each person, and the people of each connected component."""
    victims, people = tables.victims.height, tables.perpetrators.height
    victim = _rows(tables.links["victim"], tables.victims["victim"])
    person = _rows(tables.links["perpetrator"], tables.perpetrators["perpetrator"])
    return Shape(
        of_victims=np.bincount(victim, minlength=victims),
        of_perpetrators=np.bincount(person, minlength=people),
        components=_component_sizes(victim, victims + person, victims + people),
        living_together=_share(tables.victims["household"] != ""),
    )


def _rows(references: pl.Series, keys: pl.Series) -> Ints:
    """Row of each key that is referred to."""
    rows = pl.DataFrame({"key": keys, "row": np.arange(len(keys))})
    referring = pl.DataFrame({"key": references})
    return referring.join(rows, on="key", how="left", maintain_order="left")["row"].to_numpy()


def _component_sizes(one: Ints, other: Ints, count: int) -> Ints:
    """Sizes of the components of an undirected graph on ``count`` nodes.

    Every node takes the least label of its neighbours until nothing changes; components are small.
    """
    label = np.arange(count)
    while True:
        least = label.copy()
        np.minimum.at(least, one, label[other])
        np.minimum.at(least, other, least[one])
        least = least[least]
        if np.array_equal(least, label):
            return np.unique(label, return_counts=True)[1]
        label = least


def in_bands(numbers: Ints, starts: Sequence[int]) -> list[tuple[str, int]]:
    """How many of the numbers lie in each band: its text and the count.

    Args:
        numbers: Whole numbers, none below the first start.
        starts: Where each band begins, ascending; the last has no end.
    """
    band = np.searchsorted(starts, numbers, side="right") - 1
    ends = [start - 1 for start in starts[1:]]
    texts = [f"{a}" if a == b else f"{a}–{b}" for a, b in zip(starts, ends, strict=False)]
    counts = np.bincount(band, minlength=len(starts)).tolist()
    return list(zip([*texts, f"{starts[-1]}+"], counts, strict=True))
