"""Small made-up linked tables, with a label that tries to break out of the page."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from small_table import HOSTILE, column

from lanterne.cases.network.frames import NetworkTables
from lanterne.codebook.model import Codebook, ColumnType, Reference, Table
from lanterne.privacy import PrivacyStatement
from lanterne.privacy.promises import GroupLoss, UnitPromise

SEXES = {"f": ("Woman", "Femme"), "m": ("Man", "Homme")}
PLACES = {f"p{i}": (f"Place {i}", f"Lieu {i}") for i in range(8)}
ROLES = {"recruits": ("Recruits", "Recrute"), "sells": (HOSTILE, HOSTILE), "guards": ("G", "G")}


def network_codebook() -> Codebook:
    victims = Table(
        "victims",
        {"en": "Victims"},
        (
            column("sex", ColumnType.CATEGORY, SEXES, "Sexe"),
            column("place", ColumnType.CATEGORY, PLACES, "Lieu"),
        ),
        key="victim",
    )
    perpetrators = Table(
        "perpetrators",
        {"en": "Perpetrators"},
        (column("origin", ColumnType.CATEGORY, PLACES, "Origine"),),
        key="perpetrator",
    )
    links = Table(
        "links",
        {"en": "Links"},
        (
            column("roles", ColumnType.SET, ROLES, "Rôles"),
            column("paid", ColumnType.CATEGORY, {"y": ("Yes", "Oui"), "n": ("No", "Non")}, "Payé"),
        ),
        references=(Reference("victim", "victims"), Reference("perpetrator", "perpetrators")),
    )
    title = {"en": "A small network", "fr": "Un petit réseau"}
    return Codebook("small-network", "1", title, (victims, perpetrators, links))


def linked(victims: int, seed: int) -> NetworkTables:
    """Victims 1 … n, as many perpetrators, mostly from the place of their victims, and links."""
    random = np.random.default_rng(seed)
    place = random.choice(list(PLACES), victims)
    pairs = {(i, i) for i in range(0, victims, 2)} | {
        (int(a), int(b)) for a, b in random.integers(0, victims, (victims, 2)) if abs(a - b) < 20
    }
    left, right = zip(*sorted(pairs), strict=True)
    linked_to = sorted(set(right))
    origin = np.where(random.random(victims) < 0.7, place, random.choice(list(PLACES), victims))
    roles = ["", "recruits", "sells", "guards;recruits"]
    return NetworkTables(
        pl.DataFrame(
            {
                "victim": [f"V{i}" for i in range(victims)],
                "sex": random.choice(["", "f", "m"], victims),
                "place": place,
            }
        ),
        pl.DataFrame(
            {"perpetrator": [f"P{i}" for i in linked_to], "origin": origin[list(linked_to)]}
        ),
        pl.DataFrame(
            {
                "victim": [f"V{i}" for i in left],
                "perpetrator": [f"P{i}" for i in right],
                "roles": random.choice(roles, len(left)),
                "paid": random.choice(["", "y", "n"], len(left)),
            }
        ),
    )


def statement() -> PrivacyStatement:
    """A promise to victims and to perpetrators, and none to households."""
    shared: dict[str, Any] = {
        "neighbours": "",
        "epsilon": 4.0,
        "delta": 1e-6,
        "rho": 0.1,
        "epsilon_zcdp": 4.1,
        "mechanisms": (),
        "releases": 1,
        "epsilon_total": 4.0,
        "delta_total": 1e-6,
    }
    return PrivacyStatement(
        definition="",
        unit="victim",
        accountant="",
        bounds={},
        noise="",
        software="",
        as_of="2026-01-01",
        ledger="",
        also=(UnitPromise(unit="perpetrator", **{**shared, "epsilon": 8.0}),),
        unpromised=(GroupLoss("household", 6, 24.0, 1e-5),),
        **shared,
    )
