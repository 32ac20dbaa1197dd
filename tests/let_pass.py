"""Records of the gate for tests that are about something else."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from lanterne.gate import (
    Examined,
    Policy,
    decide,
    load_policy,
    new_key,
    read_record,
    record_beside,
    write_record,
)
from lanterne.release.folder import MANIFEST, sha256


def judged(
    release: Path, *, passed: bool, policy: Policy | str = "usual", key: Path | None = None
) -> Path:
    """A record beside a release that says so, signed with a key or with one made for it."""
    rules = load_policy(policy) if isinstance(policy, str) else policy
    place = record_beside(release)
    before = read_record(place) if place.exists() else ()
    manifest = sha256(release / MANIFEST)
    with TemporaryDirectory() as folder:
        if key is None:
            key = Path(folder) / "key"
            new_key(key)
        decision = decide(
            before, Examined(passed), rules, release, manifest, key=key, by="Ada Example"
        )
    write_record(place, [*before, decision])
    return place


def let_pass(release: Path, policy: Policy | str = "usual", key: Path | None = None) -> Path:
    """A record beside a release by which it passes."""
    return judged(release, passed=True, policy=policy, key=key)
