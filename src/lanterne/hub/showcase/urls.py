"""Addresses of the pages that become files: those of the portal, and a few in another form."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from lanterne.hub import urls
from lanterne.hub.showcase import views

handler400 = urls.handler400
handler500 = urls.handler500

urlpatterns = [
    path("", views.languages_page, name="languages"),
    path("static/words.js", views.words, name="words"),
    path("static/<str:name>", views.script, name="static"),
    *i18n_patterns(
        path("search/", views.search_page, name="search"),
        path("releases/<str:name>/explore/", views.explore_page, name="explore"),
    ),
    *urls.urlpatterns,
]
