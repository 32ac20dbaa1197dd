"""What attacks are called, for people who do not know their names."""

from __future__ import annotations

from lanterne.messages.store import part


def attack_name(name: str, language: str) -> str:
    """What an attack does; its name where there are no words for it."""
    return part("evaluation.attack", language).get(name, name)
