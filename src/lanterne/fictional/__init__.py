"""Fictional cases: a simulation of routes, rings, victims and forms, in which nobody exists."""

from lanterne.fictional.network import fictional_network
from lanterne.fictional.write import fictional_frame, write_fictional_cases
from lanterne.fictional.write_network import NETWORK_FILES, write_fictional_network

__all__ = [
    "NETWORK_FILES",
    "fictional_frame",
    "fictional_network",
    "write_fictional_cases",
    "write_fictional_network",
]
