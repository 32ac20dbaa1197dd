"""Fictional cases: a simulation of routes, rings, victims and forms, in which nobody exists."""

from lanterne.cases.fictional.write import fictional_frame, write_fictional_cases

__all__ = ["fictional_frame", "write_fictional_cases"]
