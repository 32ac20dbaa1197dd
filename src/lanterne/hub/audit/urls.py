"""Addresses of the audit log, below ``/<language>/work/<organisation>/``."""

from __future__ import annotations

from django.urls import path

from lanterne.hub.audit import views

urlpatterns = [
    path("audit/", views.audit_page, name="audit"),
    path("audit.csv", views.audit_csv, name="audit-csv"),
]
