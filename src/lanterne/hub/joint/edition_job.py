"""The job that draws an edition of a joint dataset from kept measurements, and asks the gate."""

from __future__ import annotations

import time
from math import ceil

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from lanterne import verbs
from lanterne.errors import InputError
from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.work import Again, Work, handler
from lanterne.hub.joint.delivered_files import UnusableError, delivered, note_reading
from lanterne.hub.joint.models import Delivery
from lanterne.hub.joint.series_folder import folder_of, opened_series
from lanterne.hub.joint.whole_minutes import whole_minutes
from lanterne.hub.joint.year_job import WAIT, handed_in_for
from lanterne.hub.people.made import NEWEST_FIRST
from lanterne.hub.people.roles import Verb
from lanterne.hub.web.models import Run
from lanterne.hub.web.publish.release_folders import folder_of as folder_of_run
from lanterne.hub.web.publish.release_folders import release_of
from lanterne.hub.web.review.policies import policy_of
from lanterne.hub.web.review.signing import signing_key
from lanterne.release import load_release
from lanterne.series.plan_file import load_series
from lanterne.series.series_folder import Series
from lanterne.series.standing import standings
from lanterne.verbs import EditionRequest, JudgeRequest
from lanterne.verbs.road import DRAWING_EDITION, JUDGING

METHOD = "edition"
"""Of runs that are drawn from kept measurements."""

ASKING = JUDGING[-1]
"""How far the gate is would say how many cases others have handed in."""


def onward(job: Job) -> str:
    """The page of the edition."""
    return reverse("joint-edition", args=[job.organisation.slug, job.subject])


@handler(
    "joint-edition",
    label=_("Drawing an edition"),
    again=Again.RESTART,
    verb=Verb.START_RUN,
    steps=(*DRAWING_EDITION, ASKING),
    onward=onward,
)
def draw_edition(work: Work) -> None:
    """Draw an edition of all cohorts, and hold it to the policy of who proposed the agreement."""
    run = Run.objects.select_related("dataset__organisation", "dataset__agreement").get(
        pk=work.job.subject
    )
    folder_of_run(run).mkdir(mode=0o700, exist_ok=True)
    release = release_of(run)
    if not release.exists():
        folder = folder_of(run.dataset.agreement)
        asked = EditionRequest(folder, out=release, cohorts=cohorts_kept(load_series(folder)))
        verbs.draw_edition(asked, progress=work.tell)
    said = load_release(release, rows=False).statement
    assert said is not None  # no k-method makes an edition
    run.promise = {
        "unit": said.unit,
        "epsilon": said.epsilon,
        "delta": said.delta,
        "also": [],
        "epsilon_total": said.epsilon_total,
        "releases": said.releases,
        "several": [[one.links, ceil(one.epsilon * 100) / 100] for one in said.unpromised],
        "cohorts": [[one.cohort, one.stage] for one in said.cohorts],
    }
    run.save(update_fields=["promise"])
    _judge(run, work)


def cohorts_kept(series: Series) -> tuple[str, ...]:
    """Cohorts whose last measurements are there; those of others were lost when work was killed."""
    return tuple(
        str(one.cohort) for one in standings(series) if one.begun and one.begun[-1] in one.kept
    )


def _judge(run: Run, work: Work) -> None:
    """Ask the gate, where all cases are there that were measured last; else it stays unasked."""
    agreement = run.dataset.agreement
    last = agreement.deliveries.filter(state=Delivery.State.MEASURED)
    measured = last.order_by(*NEWEST_FIRST).first()
    handed = [] if measured is None else handed_in_for(measured)
    if measured is None or len(handed) < measured.contributions.count():
        return  # nothing of whoever left is read, and without it the gate would see others
    organisation = run.dataset.organisation
    note_reading(handed, work.job.created_by)
    work.tell(ASKING.stage, 0.0)
    try:
        with (
            whole_minutes(time.monotonic()),
            opened_series(agreement, WAIT) as series,
            delivered(agreement, handed) as files,
            signing_key(organisation) as key,
        ):
            asked = JudgeRequest(
                files.folder,
                release_of(run),
                policy=policy_of(organisation),
                key=key,
                by=organisation.name or "Lanterne",
                series=series.folder,
            )
            verbs.judge(asked)
    except (UnusableError, InputError):
        return  # whose files these are is said where they hand in, and nothing of it here
