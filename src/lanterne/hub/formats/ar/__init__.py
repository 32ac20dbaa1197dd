"""Dates of one language; see the package."""
