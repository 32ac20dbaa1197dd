"""How much one person can change what is measured of a network: three tables, steps and blocks.

The tables, each a set of one-, two- and three-way counts:

- *victims*: one row per victim, with their number of perpetrators and what is known of all of them
  together (``victim_view``); made from all links that count;
- *links*: one row per link with its perpetrator's answers (``link_view``), at most S per victim;
- *perpetrators*: one row per perpetrator with a link, with their number of victims and how alike
  the first two are (``perpetrator_view``), made from at most D links per victim.

Neighbours differ by one unit with everything that hangs on it. Whose the cells of a file are is
said in :mod:`lanterne.cases.network.pair_file` and in the explanation of the proof; what is read of
a victim depends on no row that belongs to another. A row that changes leaves one cell of a table
and enters another; r such rows, all from one cell into another, are the worst case, with a squared
L2 norm of 2r². Whether perpetrators without links stay or go makes no difference: only those with a
link that counts are rows.

Let B be the links that count of a perpetrator, H the members that count of a household. Proofs for
a *victim* v, a *household* (at most H counted members) and a *perpetrator* p.

**Only victims or households are promised something.** No perpetrator is cut, so which links of a
victim count is a function of that victim's own rows.

- victims: the row of v is a function of v's own rows (and of the attributes of their
  perpetrators), so one row goes: 1. A household: at most H rows go: H².
- links: at most S rows go: S²; H·S of a household.
- perpetrators: at most D perpetrators lose a link; each vanishes, or its row changes: 2D²; of a
  household 2(HD)².
- Where households are cut to H members, leaving out v may let in another member, with all their
  links: one row goes and one comes (2), S links go and S come (2S²), 2D perpetrators change (8D²).

**Only perpetrators are promised something.** No victim is cut; a perpetrator is cut to B links by a
hash of their own links.

- victims: at most B victims lose a link, and their rows change: 2B². Tables of the victims' own
  columns alone do not change: 0, since every victim has a row, whoever is linked to them: links
  that name victims without one are refused (:func:`lanterne.synthesis.network.bounds.bounds_of`).
- links: at most B rows go: B².
- perpetrators: the row of p: 1.

**Both.** Perpetrators are cut to B links, and a file in which a victim has more than D links at all
is refused, so that no victim has to be cut; then no change can run on from person to person.

- *victim*: v goes with at most D links. Each of v's perpetrators may take in one more link, of
  another victim, whose row changes. victims: -1 for v, and at most D rows change: (1+D)² + D².
  Tables of own columns alone: 1. links: v's S rows go; each of at most D victims gains a link
  that may push another out of their S: (S+D)² + D². perpetrators: at most D rows change: 2D².
- *household*: the same H times. With the cut to H members, a *victim* who goes may let another in:
  (1+2D)² + (1+2D)², (S+2D)² + (S+2D)², and 2(2D)².
- *perpetrator*: at most B victims lose a link: victims 2B². links: at most B rows go, and at most
  one more of each of these victims may come in among their S: 2B². perpetrators: 1.

A *household* that loses a single member is a neighbour too: the larger of both is taken.

**Steps and blocks** (:mod:`lanterne.synthesis.network.tallies`) are vectors of whole counts, whose
change is bounded as a whole.

- *Steps*. A link that goes lowers the number of one perpetrator by one, past one step at most. So m
  links that go and n that come, none of the same perpetrator, make a change of L1 norm m and one of
  n, of opposite sign: m² + n² squared. A victim: D links go, D²; where a household's cut lets
  another member in, D come: 2D²; a household: (HD)². A perpetrator who is cut and takes in another
  link for one that goes has as many as before. A perpetrator who goes is gone from each of the T
  steps up to B: T.
- *Blocks*. Let m rings of s_1 … s_m victims, with e victims beside them, be joined into one. For
  each K, write s_i = K q_i + r_i: blocks grow by ⌊(r_1 + … + r_m + e) / K⌋, at least 0 and at most
  ⌊(m (K - 1) + e) / K⌋. A victim who joins m ≤ S rings is e = 1: at most c = max(1, S - 1). A
  perpetrator who joins B victims is e = 0: at most B - 1. A link that comes is m = 2, e = 0: at
  most 1. Whoever or whatever goes takes as many away. So: a victim c, a household Hc; where the
  cut of a household lets another member in, one goes and one comes: c still. With promises to both
  sides other people's links come and go as well: D come with a victim who goes, and D are pushed
  out: c + D, of a household H(c + D); of a member for another c + 2D; with a perpetrator at most B
  come: B. Each of the L levels changes by so much at most: L times its square.

All of it is checked by brute force over all neighbours of small networks in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass

from lanterne.privacy import Unit
from lanterne.synthesis.network.bounds import Bounds
from lanterne.synthesis.network.tallies import LEVELS, STEPS


@dataclass(frozen=True)
class Sensitivity:
    """Largest squared L2 change of what is counted by one unit: of one table, or of one vector.

    Attributes:
        own: A table of the victims' own columns alone.
        victims: Any other table of victims.
        links: A table of links.
        perpetrators: A table of perpetrators.
        steps: How many perpetrators have at least so many links, all steps together.
        blocks: Blocks of victims in rings, of all sizes together.
    """

    own: int
    victims: int
    links: int
    perpetrators: int
    steps: int
    blocks: int


def sensitivity(bounds: Bounds, unit: Unit) -> Sensitivity:
    """What one unit can change; the proofs are those of the module.

    Args:
        bounds: Who is promised something, and how much counts.
        unit: Victim, perpetrator or household, among ``bounds.units``.
    """
    if unit not in bounds.units:
        raise ValueError(f"nothing is promised to a {unit}")
    if unit is Unit.PERPETRATOR:
        return _perpetrator(bounds)
    # A victim who goes may let another member of the household in.
    one = _victims(bounds, 1, 1 if bounds.cuts_households else 0)
    if unit is Unit.VICTIM:
        return one
    whole = _victims(bounds, bounds.household, 0)
    return Sensitivity(
        **{name: max(change, getattr(one, name)) for name, change in vars(whole).items()}
    )


def unpromised(bounds: Bounds, unit: Unit, size: int) -> Sensitivity:
    """What somebody to whom nothing is promised can change, by how much hangs on them.

    - A *perpetrator* with ``size`` links, none of which is cut. Each of these victims loses a link,
      or goes, where victims may exist by their links alone: victims 2·size², own size² there and
      else 0. Another link of each may come in: links 2·size². The row of the perpetrator
      goes, and those of the perpetrators whose links come in change: (1 + size)² + size². Steps:
      those up to ``size``, and one for each link that comes in. Blocks: ``size`` of each level.
    - A *victim* with ``size`` links, whose perpetrators are cut: as where both are promised
      something, with ``size`` in place of D; all links of a victim are in the table of links, and
      none is pushed out of it: ``size`` blocks of each level.
    - A *household* of ``size`` people: as that many victims at once.

    Raises:
        ValueError: A household where nothing is promised to victims: nothing bounds their links.
    """
    if unit is Unit.PERPETRATOR:
        both = 2 * size**2
        own = size**2 if bounds.dangling else 0
        steps = _steps_up_to(size) + size**2
        return Sensitivity(own, both, both, (1 + size) ** 2 + size**2, steps, _blocks(size))
    if unit is Unit.HOUSEHOLD:
        if not bounds.protects_victims:
            raise ValueError("a household is bounded by the links of its victims, which are not")
        return _victims(bounds, size, 0)
    moved = (1 + size) ** 2 + size**2
    return Sensitivity(1, moved, 2 * size**2, 2 * size**2, size**2, _blocks(size))


def _perpetrator(bounds: Bounds) -> Sensitivity:
    most = bounds.perpetrator
    links = 2 * most**2 if bounds.protects_victims else most**2
    joined = most if bounds.protects_victims else most - 1
    return Sensitivity(
        own=0,
        victims=2 * most**2,
        links=links,
        perpetrators=1,
        steps=_steps_up_to(most),
        blocks=_blocks(joined),
    )


def _victims(bounds: Bounds, members: int, swaps: int) -> Sensitivity:
    """``members`` people go, and ``swaps`` come in their place."""
    changed = (members + swaps) * bounds.victim
    # Only where perpetrators are cut do other victims gain a link or lose one.
    moved = changed if bounds.cuts_perpetrators else 0
    rows = members * bounds.sample
    joined = max(1, bounds.sample - 1)
    # Who comes in the place of somebody else adds what the other took away.
    blocks = max(members, swaps) * joined + moved
    return Sensitivity(
        own=members**2 + swaps**2,
        victims=(members + moved) ** 2 + (swaps + moved) ** 2,
        links=(rows + moved) ** 2 + (swaps * bounds.sample + moved) ** 2,
        perpetrators=2 * changed**2,
        steps=(members * bounds.victim) ** 2 + (swaps * bounds.victim) ** 2,
        blocks=_blocks(blocks),
    )


def _steps_up_to(links: int) -> int:
    """How many steps somebody with so many links stands on."""
    return sum(step <= links for step in STEPS)


def _blocks(most: int) -> int:
    """Squared change of blocks of all levels, where each changes by at most ``most``."""
    return len(LEVELS) * most**2
