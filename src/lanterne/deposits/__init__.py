"""A release is deposited with a repository: it gets a DOI, and is kept there for ever."""

from lanterne.deposits.precautions import Ready, ready
from lanterne.deposits.send import Deposited, Plan, send
from lanterne.deposits.sites import SITES, Site
from lanterne.deposits.token import VARIABLE, Token, read_token

__all__ = [
    "SITES",
    "VARIABLE",
    "Deposited",
    "Plan",
    "Ready",
    "Site",
    "Token",
    "read_token",
    "ready",
    "send",
]
