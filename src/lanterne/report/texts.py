"""Words of the reports' pages, in each language; English where there is no translation."""

from __future__ import annotations

from collections.abc import Mapping

from lanterne.messages.store import part


def texts(language: str) -> Mapping[str, str]:
    """The words of every page, and of the report on one table."""
    return part("report.page", language)


def analysis_texts(language: str) -> Mapping[str, str]:
    """The words of the first page and of the part for statisticians."""
    return part("report.analysis", language)


def network_texts(language: str) -> Mapping[str, str]:
    """The words of the report on linked tables, those of one table among them."""
    return {**texts(language), **part("report.network", language)}


def risk_texts(language: str) -> Mapping[str, str]:
    """The words of the report on the risk of the source."""
    return part("report.risk", language)
