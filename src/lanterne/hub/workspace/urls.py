"""Addresses of the workspace, below ``/<language>/work/``."""

from __future__ import annotations

from django.urls import path

from lanterne.hub.workspace import ledger, views

urlpatterns = [
    path("", views.organisations, name="work"),
    path("<slug:organisation>/", views.datasets, name="datasets"),
    path("<slug:organisation>/new/", views.new_dataset, name="new-dataset"),
    path("<slug:organisation>/datasets/<uuid:dataset>/", views.overview, name="dataset"),
    path("<slug:organisation>/datasets/<uuid:dataset>/ledger/", ledger.ledger_page, name="ledger"),
    path(
        "<slug:organisation>/datasets/<uuid:dataset>/ledger.json",
        ledger.ledger_json,
        name="ledger-json",
    ),
    path(
        "<slug:organisation>/datasets/<uuid:dataset>/ledger.csv",
        ledger.ledger_csv,
        name="ledger-csv",
    ),
]
