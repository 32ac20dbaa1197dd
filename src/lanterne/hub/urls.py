"""Addresses: pages under their language, programs under /api/v1, files of style under /static."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from lanterne.hub.portal import static

handler400 = "lanterne.hub.error_pages.not_understood"
handler500 = "lanterne.hub.error_pages.our_fault"

urlpatterns = [
    path("static/<str:name>", static.serve, name="static"),
    path("api/v1/", include("lanterne.hub.portal.api_urls")),
    *i18n_patterns(path("", include("lanterne.hub.portal.urls"))),
]
