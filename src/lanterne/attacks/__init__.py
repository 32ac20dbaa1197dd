"""Attacks on a release, each with what chance and the promise would allow. All of it sensitive."""

from lanterne.anonymity.generalised.coarsen import coarsen
from lanterne.attacks.differencing import difference_releases
from lanterne.attacks.near_copies import detectable_shares
from lanterne.attacks.perpetrators import find_perpetrators
from lanterne.attacks.promise import Promise
from lanterne.attacks.result import AttackReport, AttackResult, ControlGroup, Rate, Verdict
from lanterne.attacks.run import PublishedBeside, run_attacks, run_network_attacks
from lanterne.attacks.shadows import attack_with_shadows, epsilon_at_least

__all__ = [
    "AttackReport",
    "AttackResult",
    "ControlGroup",
    "Promise",
    "PublishedBeside",
    "Rate",
    "Verdict",
    "attack_with_shadows",
    "coarsen",
    "detectable_shares",
    "difference_releases",
    "epsilon_at_least",
    "find_perpetrators",
    "run_attacks",
    "run_network_attacks",
]
