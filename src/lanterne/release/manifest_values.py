"""Values of a manifest: what it says of each table or file by its name, and what was cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from lanterne.release.statement_fields import records
from lanterne.synthesis.network.cut import Cut
from lanterne.synthesis.worth import Worth

Value = TypeVar("Value")


def each_by_name(
    manifest: Mapping[str, Any], key: str, read: Callable[[Mapping[str, Any]], Value]
) -> Mapping[str, Value]:
    """What a manifest says of each; nothing where it does not have the key, as earlier ones.

    Args:
        manifest: The manifest.
        key: Of the values in it.
        read: Makes one of its JSON object.

    Raises:
        ValueError: What it says cannot be so.
    """
    said = manifest.get(key, {})
    if not isinstance(said, dict) or not all(isinstance(one, dict) for one in said.values()):
        raise ValueError(f"{key} must have an object for each name")
    return {str(name): read(one) for name, one in said.items()}


def read_worth(manifest: Mapping[str, Any]) -> Mapping[str, Worth]:
    """What a manifest says that the tables are worth; earlier ones say nothing.

    Raises:
        ValueError: What it says cannot be so.
    """
    return each_by_name(manifest, "worth", Worth.from_dict)


def read_cuts(manifest: Mapping[str, Any]) -> tuple[Cut, ...]:
    """What a manifest says that bounds cut; earlier ones say nothing.

    Raises:
        ValueError: What it says cannot be so.
    """
    said = records(manifest.get("cuts", []))
    if said is None:
        raise ValueError("cuts must be a list of what bounds cut")
    return tuple(Cut.from_dict(one) for one in said)
