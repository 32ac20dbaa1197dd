"""Who must approve an edition of a joint dataset: somebody of every organisation in it."""

from __future__ import annotations

from lanterne.hub.joint.models import Agreement, Partner, PartnerDecision
from lanterne.hub.joint.terms import partners_of, there
from lanterne.hub.web.models import Decision, Submission
from lanterne.hub.web.work.publish import FURTHER_APPROVALS


def decisions_of(submission: Submission) -> dict[Partner, Decision]:
    """The last decision of each organisation on what is submitted as it is now."""
    found = PartnerDecision.objects.filter(
        decision__submission=submission, decision__seal=submission.seal
    ).select_related("decision__created_by", "partner")
    return {one.partner: one.decision for one in found.order_by("decision__number")}


def still_to_decide(agreement: Agreement, submission: Submission) -> list[Partner]:
    """Organisations that have not approved what is submitted."""
    approved = {
        partner
        for partner, decision in decisions_of(submission).items()
        if decision.verdict == Decision.Verdict.APPROVE
        and decision.created_by_id not in submission.authors()
    }
    return [one for one in deciding(agreement, submission) if one not in approved]


def deciding(agreement: Agreement, submission: Submission) -> list[Partner]:
    """Organisations that decide on it: those that took part when it was submitted, and still do."""
    return [
        one
        for one in there(partners_of(agreement))
        if one.joined is not None and one.joined <= submission.created
    ]


def let_pass(agreement: Agreement) -> None:
    """Approve what waited for an organisation that has left, and for no other."""
    open_ = Submission.objects.filter(
        run__dataset=agreement.dataset, state=Submission.State.OPEN
    ).select_related("run__dataset")
    for one in open_:
        if decisions_of(one) and not still_to_decide(agreement, one):
            Submission.objects.filter(pk=one.pk, state=Submission.State.OPEN).update(
                state=Submission.State.APPROVED
            )


def all_have_approved(submission: Submission) -> bool:
    """Whether nobody else must approve."""
    dataset = submission.run.dataset
    return not dataset.joint or not still_to_decide(dataset.agreement, submission)


FURTHER_APPROVALS.append(all_have_approved)
