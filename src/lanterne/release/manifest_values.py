"""Values of a manifest that say something of each table or file, by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

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
