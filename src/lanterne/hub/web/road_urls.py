"""Addresses of the steps from protection to publication, below those of the workspace."""

from __future__ import annotations

from django.urls import path

from lanterne.hub.web.evaluate import page as evaluating
from lanterne.hub.web.protect import limit, running
from lanterne.hub.web.protect import page as protecting
from lanterne.hub.web.publish import page as publishing
from lanterne.hub.web.publish import withdrawal
from lanterne.hub.web.review import candidate_pages, gate_exemption
from lanterne.hub.web.review import page as reviewing

_DATASET = "<slug:organisation>/datasets/<uuid:dataset>/"
_RUN = "<slug:organisation>/runs/<uuid:run>/"
_PUBLICATION = "<slug:organisation>/publications/<uuid:publication>/"
_REPORT = "<slug:organisation>/reports/<uuid:report>/"
_SUBMISSION = "<slug:organisation>/submissions/<uuid:submission>/"

urlpatterns = [
    path(f"{_DATASET}protect/", protecting.protect, name="protect"),
    path(f"{_DATASET}protect/start/", protecting.start_run, name="start-run"),
    path(f"{_DATASET}protect/limit/", limit.set_cap, name="set-cap"),
    path(_RUN, running.run_page, name="run"),
    path(f"{_RUN}redraw/", running.redraw, name="redraw"),
    path(f"{_RUN}release.zip", running.run_zip, name="run-zip"),
    path(f"{_RUN}seen/", candidate_pages.seen_run, name="run-seen"),
    path(f"{_RUN}seen/<path:rest>", candidate_pages.seen_run, name="run-seen-at"),
    path(f"{_RUN}submit/", reviewing.submit, name="submit"),
    path(f"{_DATASET}evaluate/", evaluating.evaluate, name="evaluate"),
    path(f"{_DATASET}evaluate/start/", evaluating.start_evaluation, name="start-evaluation"),
    path(f"{_DATASET}evaluate/gate/", evaluating.start_gate, name="start-gate"),
    path(_REPORT, evaluating.report_page, name="report"),
    path(f"{_REPORT}whole/", evaluating.report_whole, name="report-whole"),
    path(f"{_REPORT}figures.json", evaluating.report_figures, name="report-figures"),
    path(f"{_DATASET}review/", reviewing.review, name="review"),
    path(_SUBMISSION, reviewing.submission_page, name="submission"),
    path(f"{_SUBMISSION}exempt/", gate_exemption.exempt, name="exempt"),
    path(f"{_SUBMISSION}decide/", reviewing.decide, name="decide"),
    path(f"{_DATASET}publish/", publishing.publish_step, name="publish"),
    path(f"{_SUBMISSION}publish/", publishing.start_publication, name="start-publication"),
    path(_PUBLICATION, publishing.publication_page, name="publication"),
    path(f"{_PUBLICATION}withdraw/", withdrawal.propose, name="withdraw"),
    path(f"{_PUBLICATION}withdraw/decide/", withdrawal.decide, name="decide-withdrawal"),
    path(f"{_SUBMISSION}seen/", candidate_pages.seen_submission, name="submission-seen"),
    path(
        f"{_SUBMISSION}seen/<path:rest>", candidate_pages.seen_submission, name="submission-seen-at"
    ),
]
