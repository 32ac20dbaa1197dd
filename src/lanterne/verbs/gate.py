"""Verbs of the gate: hold a release against a policy, sign the answer, check what was signed."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lanterne.errors import InputError
from lanterne.files.handed import HandedTables, handed
from lanterne.verbs.arguments import checked
from lanterne.verbs.beside import find_beside
from lanterne.verbs.candidate import candidate_of, whole
from lanterne.verbs.cohort_ledgers import named_entries
from lanterne.verbs.looks import note_looks
from lanterne.verbs.released_cases import named_ledger
from lanterne.verbs.requests import JudgeRequest, takes
from lanterne.verbs.settings import Progress

if TYPE_CHECKING:
    from lanterne.gate import (
        Decision,
        Examination,
        Judgement,
        Policy,
        RecordReport,
    )


@dataclass(frozen=True)
class Gated:
    """What the gate came to. All but ``decision`` is SENSITIVE.

    Attributes:
        judgement: Why the release is refused, if it is.
        examination: What was found.
        policy: What it was held against.
        decision: What was signed and recorded.
        record: The record.
        looks: How often releases of these cases have been looked at, by the ledger, this time
            included; ``None``: no ledger keeps count.
    """

    judgement: Judgement
    examination: Examination
    policy: Policy
    decision: Decision
    record: Path
    looks: int | None

    @property
    def allowed(self) -> bool:
        """Whether the release may pass: it keeps the policy, or somebody answers for it."""
        return str(self.decision.result) != "refused"

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """All of it, for JSON; marked as sensitive."""
        from lanterne.gate import known_as, level_of, reasons_in_words

        said = reasons_in_words(self.judgement, language)
        return {
            **self.examination.to_dict(),
            "result": str(self.decision.result),
            "policy": {
                "name": known_as(self.policy),
                "level": level_of(self.policy) or None,
                "sha256": self.policy.sha256,
                "content": self.policy.content,
            },
            "record": str(self.record),
            "looks": self.looks,
            "charged": self.decision.charged,
            "reasons": [
                {**reason.to_dict(), "what": words.what, "advice": words.advice}
                for reason, words in zip(self.judgement.reasons, said, strict=True)
            ],
            "notes": [note.to_dict() for note in self.judgement.notes],
        }


@takes(JudgeRequest)
def judge(request: JudgeRequest, progress: Progress) -> Gated:
    """Hold a release against a policy, and record the signed answer beside it.

    The ledger notes a look before anything is known. What is found is SENSITIVE; the record tells
    only whether the release passes. A promise that is not compared with the ledger that was charged
    for it is refused by ``strict`` and ``usual``, and the record says so of every policy.

    Args:
        request: What is asked for; or its fields: see :class:`JudgeRequest`.
        progress: Called with the name of each stage and the share of it that is done.

    Raises:
        UsageError: An argument is wrong, or the release was not made from these cases.
        InputError: The policy, the cases, the release, its record or the ledger have problems.
        LanterneError: The ledger or the record cannot be written.
    """
    from lanterne.gate import (
        Examined,
        Policy,
        Reason,
        decide,
        judge_release,
        level_of,
        load_policy,
        public_key,
        write_record,
    )
    from lanterne.gate.levels import AT_LEAST_USUAL
    from lanterne.release.folder import MANIFEST, sha256

    cases, folder, secret = handed(request.cases), Path(request.release), Path(request.key)
    policy = request.policy
    rules = policy if isinstance(policy, Policy) else load_policy(policy)
    public_key(secret)  # that it can be used is seen before anything is computed
    published = whole(folder)
    manifest = sha256(folder / MANIFEST)
    _record(folder, manifest)  # that it is in order is seen before anything is computed
    progress("read", 0.0)
    ledger = named_ledger(request, [published])
    candidate = candidate_of(request, published)
    beside = find_beside(cases, ledger, named_entries(published))
    charged = _is_charged(folder, cases, ledger)
    candidate = replace(candidate, pledge=beside.pledge(candidate.pledge))
    looks = note_looks(cases, ledger, [published])
    progress("attack", 0.0)
    found = candidate.examine()
    judgement = judge_release(found, rules)
    if not charged:
        judgement = judgement.uncharged(refused=level_of(rules) in AT_LEAST_USUAL)
    if beside.releases > len(request.earlier):
        figures = {"others": beside.releases, "given": len(request.earlier)}
        judgement = judgement.noting(Reason("note.earlier", figures))
    if looks is None:
        judgement = judgement.noting(Reason("note.uncounted"))
    if request.override is not None and judgement.passed:
        judgement = judgement.noting(Reason("note.unneeded"))
    path, before = _record(folder, manifest)  # somebody else may have decided meanwhile
    decision = decide(
        before,
        Examined(judgement.passed, found.detectable, charged),
        rules,
        folder,
        manifest,
        key=secret,
        by=request.by,
        override=request.override,
    )
    write_record(path, [*before, decision])
    return Gated(judgement, found, rules, decision, path, looks)


@checked
def record_beside(release: str | Path) -> Path:
    """Where the record of the gate on a release lies, if there is one."""
    from lanterne.gate import record_beside as beside

    return beside(Path(release))


@checked
def verify_record(
    release: str | Path, record: str | Path | None = None, public_key: str | None = None
) -> RecordReport:
    """Check the record of the gate on a release; see :func:`lanterne.gate.verify.verify_record`.

    Args:
        release: Folder of the release.
        record: The record; ``None``: the one beside the release.
        public_key: Key that it must be signed with, or a file that holds it; ``None``: any.
    """
    from lanterne.gate import read_public_key
    from lanterne.gate import verify_record as verify

    return verify(release, record, None if public_key is None else read_public_key(public_key))


def _is_charged(folder: Path, cases: HandedTables, ledger: str | Path | None) -> bool:
    """Whether the promise was compared with the ledger that was charged for it, and is the same.

    Raises:
        InputError: It promises something else than its ledger was charged.
    """
    from lanterne.release import held_by_ledger
    from lanterne.verbs.looks import ledger_of

    account = ledger_of(cases, ledger)
    if account is None:
        return False
    problems, unchecked = held_by_ledger(folder, account.path)
    if problems:
        raise InputError(problems)
    return not unchecked


def _record(folder: Path, manifest: str) -> tuple[Path, tuple[Decision, ...]]:
    """The record of a release, and the decisions that are in it already."""
    from lanterne.gate import read_record, record_beside
    from lanterne.gate.verify import record_problems
    from lanterne.release.folder import check_outside_releases

    path = record_beside(folder)
    check_outside_releases(path)
    if not path.exists():
        return path, ()
    before = read_record(path)
    problems = tuple(record_problems(before, manifest, None, str(path)))
    if problems:
        raise InputError(problems)
    return path, before
