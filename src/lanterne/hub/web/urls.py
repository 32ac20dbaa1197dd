"""Addresses of the workspace, below ``/<language>/work/``."""

from __future__ import annotations

from django.urls import path

from lanterne.hub.web import ledger, road_urls, views
from lanterne.hub.web.data import (
    case_uploads,
    codebook_choice,
    codebook_page,
    collection_forms,
    column_page,
    preview,
    proposal_page,
    vignette_page,
    vignette_result,
    vignette_story,
)
from lanterne.hub.web.data import page as data
from lanterne.hub.web.harmonise import (
    choices_page,
    column_decisions,
    form_file,
    mapping_files,
    target_page,
)
from lanterne.hub.web.harmonise import page as harmonise
from lanterne.hub.web.review import policies
from lanterne.hub.web.risk import page as risk

_DATASET = "<slug:organisation>/datasets/<uuid:dataset>/"
_CASES = "<slug:organisation>/cases/<uuid:case_file>/"

urlpatterns = [
    path("", views.organisations, name="work"),
    path("<slug:organisation>/", views.datasets, name="datasets"),
    path("<slug:organisation>/policy/", policies.policy_page, name="policy"),
    path("<slug:organisation>/policy/set/", policies.set_policy, name="set-policy"),
    path("<slug:organisation>/new/", views.new_dataset, name="new-dataset"),
    path(_DATASET, views.overview, name="dataset"),
    path(f"{_DATASET}ledger/", ledger.ledger_page, name="ledger"),
    path(
        f"{_DATASET}ledger.json",
        ledger.ledger_json,
        name="ledger-json",
    ),
    path(
        f"{_DATASET}ledger.csv",
        ledger.ledger_csv,
        name="ledger-csv",
    ),
    path(f"{_DATASET}data/", data.data, name="data"),
    path(f"{_DATASET}data/bring/", case_uploads.bring, name="bring-cases"),
    path(f"{_DATASET}data/practise/", case_uploads.practise, name="practise"),
    path(f"{_DATASET}data/who/", codebook_choice.who_is_who, name="who-is-who"),
    path(f"{_DATASET}codebook/proposal/", proposal_page.proposal, name="codebook-proposal"),
    path(f"{_DATASET}codebook/propose/", proposal_page.propose, name="propose-codebook"),
    path(f"{_DATASET}codebook/comment/", proposal_page.comment, name="comment-codebook"),
    path(f"{_DATASET}codebook/decide/", proposal_page.decide, name="decide-codebook"),
    path(f"{_DATASET}codebook/proposal.toml", proposal_page.proposal_file, name="proposal-file"),
    path(f"{_DATASET}codebook/vignettes/", vignette_page.vignettes, name="vignettes"),
    path(
        f"{_DATASET}codebook/vignettes/<int:position>/",
        vignette_story.vignette,
        name="code-vignette",
    ),
    path(f"{_DATASET}codebook/vignettes/result/", vignette_result.result, name="vignette-result"),
    path(f"{_DATASET}codebook/vignettes/coded.csv", vignette_result.sheet, name="coded-vignettes"),
    path(f"{_DATASET}codebook/", codebook_page.codebook, name="codebook-edit"),
    path(f"{_DATASET}codebook/choose/", codebook_choice.choose_codebook, name="choose-codebook"),
    path(f"{_DATASET}codebook/send/", codebook_choice.send_codebook, name="send-codebook"),
    path(f"{_DATASET}codebook/form.<str:kind>", collection_forms.form_file, name="form-file"),
    path(f"{_DATASET}codebook/page-key/", collection_forms.make_page_key, name="make-page-key"),
    path(f"{_DATASET}codebook/codebook.toml", codebook_choice.codebook_file, name="codebook-file"),
    path(f"{_DATASET}codebook/draft.toml", codebook_page.draft_file, name="draft-file"),
    path(f"{_DATASET}codebook/<int:position>/", column_page.column, name="codebook-column"),
    path(f"{_DATASET}harmonise/", harmonise.harmonise, name="harmonise"),
    path(f"{_DATASET}harmonise/decide/", column_decisions.decide, name="harmonise-decide"),
    path(f"{_DATASET}harmonise/<int:position>/", target_page.target, name="harmonise-column"),
    path(
        f"{_DATASET}harmonise/choices/<int:position>/",
        choices_page.choices,
        name="harmonise-choices",
    ),
    path(f"{_DATASET}harmonise/send/", mapping_files.send, name="send-mapping"),
    path(f"{_DATASET}harmonise/form/", form_file.send, name="send-form"),
    path(f"{_DATASET}harmonise/mapping.toml", mapping_files.mapping_file, name="mapping-file"),
    path(f"{_DATASET}harmonise/left-over.csv", mapping_files.left_over, name="left-over-file"),
    path(f"{_DATASET}harmonise/to-settle.xlsx", mapping_files.marked_rows, name="marked-rows-file"),
    path(f"{_CASES}scan/", mapping_files.scan, name="scan-cases"),
    path(f"{_CASES}harmonise/", mapping_files.make, name="make-cases"),
    path(f"{_DATASET}risk/", risk.risk, name="risk"),
    path(f"{_DATASET}risk/assess/", risk.assess, name="assess-risk"),
    path(f"{_DATASET}risk/use/", risk.use_choices, name="use-choices"),
    path(f"{_CASES}preview/", preview.preview, name="preview"),
    path(f"{_CASES}check/", case_uploads.check_again, name="check-again"),
    path(f"{_CASES}same-numbers/", case_uploads.same_numbers, name="same-numbers"),
    path(f"{_CASES}draft/", codebook_choice.draft_codebook, name="draft-codebook"),
    path(f"{_CASES}delete/", case_uploads.delete_cases, name="delete-cases"),
    path("<slug:organisation>/reports/<uuid:report>/risk/", risk.risk_report, name="risk-report"),
    path(
        "<slug:organisation>/reports/<uuid:report>/risk/risk.json",
        risk.risk_figures,
        name="risk-figures",
    ),
    *road_urls.urlpatterns,
]
