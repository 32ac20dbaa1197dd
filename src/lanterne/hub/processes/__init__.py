"""The hub for many organisations: its configuration, its processes, and the check of both."""

from pathlib import Path


def template() -> str:
    """A configuration to start from, with everything explained."""
    return (Path(__file__).parent / "hub.toml.template").read_text("utf-8")
