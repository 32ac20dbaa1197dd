"""Addresses of the workspace of one computer: those of the portal, and of the people who work."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from lanterne.hub import urls
from lanterne.hub.web import help_pages

handler400 = urls.handler400
handler403 = "lanterne.hub.error_pages.not_allowed"
handler500 = urls.handler500

WORK = (
    path("help/<slug:step>/", help_pages.help_for_step, name="help"),
    path("help/pages/<path:place>", help_pages.help_page, name="help-page"),
    path("work/", include("lanterne.hub.web.urls")),
    path("work/<slug:organisation>/intake/", include("lanterne.hub.intake.urls")),
    path("work/<slug:organisation>/jobs/", include("lanterne.hub.jobs.urls")),
    path("work/<slug:organisation>/", include("lanterne.hub.audit.urls")),
)
"""What every hub has, whoever lets people in."""

urlpatterns = [
    *urls.urlpatterns,
    *i18n_patterns(
        path("work/<slug:organisation>/people/", include("lanterne.hub.people.laptop_urls")),
        *WORK,
    ),
]
