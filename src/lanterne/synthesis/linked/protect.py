"""Protect a network: read, bound, measure, fit, draw. The only road from cases to a release."""

from __future__ import annotations
