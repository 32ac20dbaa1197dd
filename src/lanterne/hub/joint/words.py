"""What people read of the states and choices of an agreement."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lanterne.hub.joint.models import Agreement, Delivery
from lanterne.hub.web.models import Submission
from lanterne.series.plan import FINAL, PROVISIONAL

REFERRED: dict[str, Promise] = {
    Agreement.Referred.FIRST: _(
        "the organisation that knew the person first; the others leave them out"
    ),
    Agreement.Referred.NOW: _(
        "the organisation that helps the person now; the others leave them out"
    ),
    Agreement.Referred.EACH: _(
        "each of them: the person then counts several times, and is protected less"
    ),
}
"""Who counts a person whom one organisation refers to another → what a person reads."""

SUBMISSIONS: dict[str, Promise] = {
    Submission.State.OPEN: _("waits for all organisations"),
    Submission.State.APPROVED: _("approved by all"),
    Submission.State.PUBLISHING: _("on its way to the public"),
    Submission.State.RETURNED: _("sent back by an organisation"),
    Submission.State.REFUSED: _("refused by an organisation"),
    Submission.State.REPLACED: _("replaced by other words"),
    Submission.State.PUBLISHED: _("public"),
}
"""State of what was submitted → what a person reads."""

STAGES: dict[tuple[str, bool], Promise] = {
    (PROVISIONAL, True): _("measured provisionally"),
    (PROVISIONAL, False): _("measured provisionally, and the measurements were lost"),
    (FINAL, True): _("measured for good"),
    (FINAL, False): _("measured for good, and the measurements were lost"),
}
"""Stage of a cohort, and whether its measurements are there → what a person reads."""

STATES: dict[str, Promise] = {
    Delivery.State.MEASURING: _("closed, and being measured"),
    Delivery.State.MEASURED: _("measured"),
    Delivery.State.FAILED: _("not measured"),
}
"""State of a year → what a person reads."""
