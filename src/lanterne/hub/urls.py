"""Addresses: pages under their language, programs under /api/v1, files of style under /static.

What search engines and catalogues look for at a place of its own stands at the root.
"""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from lanterne.hub.portal import static
from lanterne.hub.portal.harvest import described, oai, sitemap

handler400 = "lanterne.hub.error_pages.not_understood"
handler500 = "lanterne.hub.error_pages.our_fault"

urlpatterns = [
    path("static/<str:name>", static.serve, name="static"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("catalog.ttl", described.catalogue_as_turtle, name="catalog-ttl"),
    path("catalog.jsonld", described.catalogue_as_json_ld, name="catalog-jsonld"),
    path("oai", oai.answer, name="oai"),
    path("api/v1/", include("lanterne.hub.portal.api_urls")),
    *i18n_patterns(path("", include("lanterne.hub.portal.urls"))),
]
