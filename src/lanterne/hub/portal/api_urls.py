"""Addresses of the API, below ``/api/v1/``; ``openapi.json`` describes them."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from lanterne.hub.portal import api, downloads, openapi, over_years_data
from lanterne.hub.portal.figures import views as figures
from lanterne.hub.portal.profiles import views as profiles
from lanterne.hub.portal.search import views as search


class DataSuffix(StringConverter):
    """How data may be asked for: ``json`` or ``csv``."""

    regex = "json|csv"


register_converter(DataSuffix, "data")

urlpatterns = [
    path("openapi.json", openapi.document, name="openapi"),
    path("search", search.search_data, name="api-search"),
    path("search.<data:suffix>", search.search_data),
    path("releases", api.catalogue_data, name="api-catalogue"),
    path("releases.<data:suffix>", api.catalogue_data),
    path("releases/<str:name>.<data:suffix>", api.release_data),
    path(
        "releases/<str:name>.zip",
        downloads.download_all_for_programs,
        name="api-download-all",
    ),
    path("releases/<str:name>", api.release_data, name="api-release"),
    path("releases/<slug:series>/latest", api.latest, name="api-latest"),
    path("releases/<str:name>/notice", api.notice, name="api-notice"),
    path("releases/<str:name>/codebook", api.codebook_data, name="api-codebook"),
    path("releases/<str:name>/codebook.<data:suffix>", api.codebook_data),
    path("releases/<str:name>/figures", figures.figures_data, name="api-figures"),
    path("releases/<str:name>/figures.<data:suffix>", figures.figures_data),
    path("releases/<str:name>/figures/<slug:figure>", figures.figure_data, name="api-figure"),
    path("releases/<str:name>/figures/<slug:figure>.<data:suffix>", figures.figure_data),
    path("releases/<str:name>/profiles", profiles.profiles_data, name="api-profiles"),
    path("releases/<str:name>/profiles.<data:suffix>", profiles.profiles_data),
    path("releases/<str:name>/profiles/<slug:profile>", profiles.profile_data, name="api-profile"),
    path("releases/<str:name>/profiles/<slug:profile>.<data:suffix>", profiles.profile_data),
    path(
        "releases/<str:name>/over-the-years", over_years_data.over_years_data, name="api-over-years"
    ),
    path("releases/<str:name>/over-the-years.<data:suffix>", over_years_data.over_years_data),
    path("releases/<str:name>/counts", api.counts_data, name="api-counts"),
    path("releases/<str:name>/counts.<data:suffix>", api.counts_data),
    path(
        "releases/<str:name>/files/<path:path>",
        downloads.download_for_programs,
        name="api-download",
    ),
]
