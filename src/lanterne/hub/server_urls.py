"""Addresses of a hub with accounts: those of the workspace, and those of the accounts."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from lanterne.hub import urls
from lanterne.hub.intake import own_code_page
from lanterne.hub.people import account_urls, laptop_views
from lanterne.hub.workspace_urls import WORK

handler400 = urls.handler400
handler403 = "lanterne.hub.error_pages.not_allowed"
handler429 = "lanterne.hub.error_pages.too_often"
handler500 = urls.handler500

urlpatterns = [
    *urls.urlpatterns,
    path("account/", include(account_urls.programs)),
    *i18n_patterns(
        path("account/", include(account_urls.pages)),
        path("consent/", own_code_page.own_consent, name="own-consent"),
        path("work/<slug:organisation>/people/", include("lanterne.hub.people.urls")),
        path(
            "work/<slug:organisation>/second-person/", laptop_views.elsewhere, name="second-person"
        ),
        path("work/<slug:organisation>/joint/", include("lanterne.hub.joint.urls")),
        *WORK,
    ),
]
