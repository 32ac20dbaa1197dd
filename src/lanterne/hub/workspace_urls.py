"""Addresses of the workspace: those of the portal, and those of the people who work."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from lanterne.hub import urls

handler400 = urls.handler400
handler403 = "lanterne.hub.faults.not_allowed"
handler500 = urls.handler500

urlpatterns = [
    *urls.urlpatterns,
    *i18n_patterns(
        path("work/", include("lanterne.hub.workspace.urls")),
        path("work/<slug:organisation>/jobs/", include("lanterne.hub.jobs.urls")),
        path("work/<slug:organisation>/", include("lanterne.hub.audit.urls")),
    ),
]
