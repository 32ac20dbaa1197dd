"""The whole road of a table in parts: rehearsed, protected, drawn again, evaluated and judged."""

from __future__ import annotations

import json

import pytest

from lanterne import verbs
from lanterne.errors import LanterneError
from lanterne.release import drawn_parts, verify_release
from lanterne.synthesis import fitted
from lanterne.verbs.requests import EvaluateRequest, ProtectRequest, RedrawRequest
from parted_release import MOST, write_people


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    """What is drawn whole is small."""
    real = fitted.draw
    monkeypatch.setattr(fitted, "draw", lambda *some: real(*some[:5], min(some[5:] or (MOST,))))


@pytest.fixture
def written(monkeypatch):
    """Into which folders parts were drawn."""
    seen = []
    real = drawn_parts.draw_parts

    def noted(planned, folder, *more):
        seen.append((folder, planned.rows.shards))
        return real(planned, folder, *more)

    monkeypatch.setattr(drawn_parts, "draw_parts", noted)
    return seen


@pytest.fixture
def asked(tmp_path):
    write_people(tmp_path)
    return ProtectRequest(
        cases=tmp_path / "cases.csv",
        codebook=tmp_path / "book.toml",
        out=tmp_path / "release",
        ledger=tmp_path / "ledger.jsonl",
        epsilon=4.0,
        people=1_000_000,
        subject_id="",
    )


def test_many_people_are_protected_in_parts_that_were_rehearsed(asked, tmp_path, written):
    told = []
    made = verbs.protect(asked, progress=lambda *some: told.append(some))
    (trial, few), (real, many) = written
    assert ".lanterne-rehearsal-" in str(trial)
    assert few >= 2
    assert many == -(-made.rows // MOST) >= 4
    assert ".release.partial" in real.name
    manifest = json.loads((tmp_path / "release" / "manifest.json").read_text())
    assert manifest["synthetic_rows"] == made.tables == {"people": made.rows}
    assert manifest["published_counts"] == made.counts > 10
    assert sum(manifest["rows_of_parts"]["people"]) == made.rows
    assert ("write", 1.0) in told
    assert verify_release(tmp_path / "release", ledger=tmp_path / "ledger.jsonl").ok


def test_what_fails_in_parts_fails_before_anything_is_spent(asked, tmp_path, monkeypatch):
    def broken(*some):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(drawn_parts, "write_parquet", broken)
    with pytest.raises(LanterneError, match="could not be written"):
        verbs.protect(asked)
    left = {path.name for path in tmp_path.iterdir()}
    assert left <= {"book.toml", "cases.csv", "ledger.jsonl"}
    assert (
        "spend" not in (tmp_path / "ledger.jsonl").read_text() if "ledger.jsonl" in left else True
    )


def test_it_is_drawn_again_and_evaluated(asked, tmp_path, written):
    verbs.protect(asked)
    again = verbs.redraw(
        RedrawRequest(fitted=tmp_path / "release.fitted.npz", out=tmp_path / "again", seed=2)
    )
    assert verify_release(again).ok
    assert len(written) == 3
    evaluated = verbs.evaluate(
        EvaluateRequest(
            cases=tmp_path / "cases.csv", release=again, ledger=tmp_path / "ledger.jsonl"
        )
    )
    assert evaluated.comparison.rows_ratio == pytest.approx(1, abs=0.2)
