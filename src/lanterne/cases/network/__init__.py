"""Linked tables of cases: victims, perpetrators, and the links between them."""

from lanterne.cases.network.counting import LinkedCases, NetworkCounting, NetworkCounts
from lanterne.cases.network.frames import NetworkTables
from lanterne.cases.network.open import NetworkCases, check_network, open_network
from lanterne.cases.network.views import condensed_rows, perpetrator_rows, victim_rows

__all__ = [
    "LinkedCases",
    "NetworkCases",
    "NetworkCounting",
    "NetworkCounts",
    "NetworkTables",
    "check_network",
    "condensed_rows",
    "open_network",
    "perpetrator_rows",
    "victim_rows",
]
