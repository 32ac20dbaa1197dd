"""Policies, examinations and releases that the gate is tried on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from attacked_tables import nearly
from lanterne.anonymity import Guarantee, Method
from lanterne.attacks import AttackReport, AttackResult, ControlGroup, Promise, Rate, Verdict
from lanterne.gate import Examination, Pledge, Told, Use, level_text, load_policy, parse_policy

USUAL = load_policy("usual")
GOOD_USE = Use(0.01, 1.0, 0.95, "good")
PRIVATE = Pledge(
    "differential-privacy", Promise(1.0, 1e-6), "person", epsilon=1.0, epsilon_total=1.0
)


def k_pledge(method=Method.K_ANONYMOUS_SYNTHETIC, k=10, length=3, quasi=()):
    return Pledge.of_guarantee(Guarantee(method, k, length, tuple(quasi)))


def attack(name, rate, chance, verdict, allowed=None):
    return AttackResult(name, "", Rate(*rate), Rate(*chance), allowed, verdict)


def examined(*attacks, pledge=PRIVATE, **found):
    """A release about which nothing is wrong but what is said."""
    report = AttackReport(tuple(attacks), ControlGroup.LEFT_OUT, pledge.people, 1)
    return replace(Examination(pledge, report, use=GOOD_USE, told=Told()), **found)


def policy_with(old, new):
    """The usual policy with a line changed."""
    text = level_text("usual")
    assert old in text
    return parse_policy(text.replace(old, new).encode(), "policy.toml")


def texts(frame):
    return frame.select(pl.all().cast(pl.String).fill_null(""))


def leaking(released, original, share=0.01, seed=1):
    """The release with so many of its rows replaced by real ones."""
    copies = int(share * released.height)
    real = texts(original.select(released.columns)).sample(copies, seed=seed)
    return pl.concat([texts(released)[copies:], real])


def nearly_leaking(released, original, share, changed, seed=1):
    """The release with so many of its rows replaced by real ones with some answers changed."""
    copies = int(share * released.height)
    real = texts(original.select(released.columns)).sample(copies, seed=seed)
    rows = nearly(real, changed, np.random.default_rng(seed))
    return pl.concat([texts(released)[copies:], rows])


BEATEN, CHANCE, NO = Verdict.BEATS_PROMISE, Verdict.BEATS_CHANCE, Verdict.NO
