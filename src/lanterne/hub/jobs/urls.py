"""Addresses of jobs, below ``/<language>/work/<organisation>/jobs/``."""

from __future__ import annotations

from django.urls import path

from lanterne.hub.jobs import views

urlpatterns = [
    path("", views.job_list, name="jobs"),
    path("<uuid:job>/", views.job_page, name="job"),
    path("<uuid:job>/progress/", views.progress, name="job-progress"),
    path("<uuid:job>/cancel/", views.cancel, name="cancel-job"),
    path("<uuid:job>/again/", views.again, name="repeat-job"),
]
