"""Addresses of the pages, below the language, and of the same as data by suffix."""

from __future__ import annotations

from django.urls import path, register_converter

from lanterne.hub.portal import api, cite, dataset, downloads, over_years, over_years_data, views
from lanterne.hub.portal.api_urls import DataSuffix
from lanterne.hub.portal.figures import embed
from lanterne.hub.portal.figures import views as figures
from lanterne.hub.portal.harvest import feed
from lanterne.hub.portal.profiles import views as profiles
from lanterne.hub.portal.search import views as search
from lanterne.hub.portal.stories import views as stories
from lanterne.hub.portal.uncertainty import views as uncertainty


class PictureSuffix(DataSuffix):
    """How a picture may be saved: ``svg`` or ``png``."""

    regex = "svg|png"


register_converter(PictureSuffix, "picture")

urlpatterns = [
    path("", views.catalogue_page, name="catalogue"),
    path("catalogue.<data:suffix>", api.catalogue_data),
    path("glossary/", views.glossary_page, name="glossary"),
    path("search/", search.search_page, name="search"),
    path("search.<data:suffix>", search.search_data),
    path("feed.atom", feed.feed, name="feed"),
    path("datasets/<slug:series>/feed.atom", feed.feed_of_dataset, name="feed-of-dataset"),
    path("datasets/<slug:series>/", dataset.dataset_page, name="series"),
    path("releases/<slug:series>/latest", dataset.latest, name="latest"),
    path("releases/<str:name>.<data:suffix>", api.release_data),
    path("releases/<str:name>.zip", downloads.download_all, name="download-all"),
    path("releases/<str:name>/", views.release_page, name="release"),
    path("releases/<str:name>/cite.<str:kind>", cite.citation_file, name="cite"),
    path("releases/<str:name>/codebook/", views.codebook_page, name="codebook"),
    path("releases/<str:name>/codebook.<data:suffix>", api.codebook_data),
    path("releases/<str:name>/figures/", figures.figures_page, name="figures"),
    path("releases/<str:name>/figures.<data:suffix>", figures.figures_data),
    path("releases/<str:name>/figures/<slug:figure>/", figures.figure_page, name="figure"),
    path(
        "releases/<str:name>/figures/<slug:figure>.<data:suffix>",
        figures.figure_data,
        name="figure-data",
    ),
    path(
        "releases/<str:name>/figures/<slug:figure>.<picture:suffix>",
        figures.saved,
        name="figure-saved",
    ),
    path(
        "releases/<str:name>/figures/<slug:figure>/<slug:size>.<slug:theme>.svg",
        figures.picture,
        name="figure-picture",
    ),
    path("releases/<str:name>/profiles/", profiles.profiles_page, name="profiles"),
    path(
        "releases/<str:name>/profiles.<data:suffix>", profiles.profiles_data, name="profiles-data"
    ),
    path("releases/<str:name>/profiles/<slug:profile>/", profiles.profile_page, name="profile"),
    path(
        "releases/<str:name>/profiles/<slug:profile>.<data:suffix>",
        profiles.profile_data,
        name="profile-data",
    ),
    path(
        "releases/<str:name>/profiles/<slug:profile>/<slug:part>.<data:suffix>",
        profiles.part_data,
        name="profile-part-data",
    ),
    path(
        "releases/<str:name>/profiles/<slug:profile>/<slug:part>.<picture:suffix>",
        profiles.part_saved,
        name="profile-part-saved",
    ),
    path("releases/<str:name>/stories/<slug:story>/", stories.story_page, name="story"),
    path(
        "releases/<str:name>/stories/<slug:story>/<int:figure>.csv",
        stories.figure_data,
        name="story-figure-data",
    ),
    path("embed/<str:name>/<slug:figure>/", embed.embed, name="embed"),
    path(
        "embed/<str:name>/<slug:profile>/<slug:part>/",
        profiles.part_embed,
        name="embed-profile",
    ),
    path(
        "releases/<str:name>/figures/<slug:figure>/uncertainty/",
        uncertainty.figure_page,
        name="figure-uncertainty",
    ),
    path(
        "releases/<str:name>/explore/uncertainty/",
        uncertainty.counts_page,
        name="counts-uncertainty",
    ),
    path("releases/<str:name>/over-the-years/", over_years.over_years_page, name="over-years"),
    path(
        "releases/<str:name>/over-the-years.<data:suffix>",
        over_years_data.over_years_data,
        name="over-years-data",
    ),
    path("releases/<str:name>/explore/", views.explore_page, name="explore"),
    path("releases/<str:name>/explore.<data:suffix>", api.counts_data, name="explore-data"),
    path("releases/<str:name>/files/<path:path>", downloads.download, name="download"),
]
