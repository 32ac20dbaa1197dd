"""Addresses of the people of one computer, below ``/<language>/work/<organisation>/people/``."""

from __future__ import annotations

from django.urls import path

from lanterne.hub.people import laptop_views

urlpatterns = [
    path("", laptop_views.people, name="people"),
    path("second/", laptop_views.second_person, name="second-person"),
    path("<uuid:member>/link/", laptop_views.another_link, name="another-link"),
    path("<uuid:member>/send-out/", laptop_views.send_out, name="send-out"),
    path("browsers/<slug:mark>/end/", laptop_views.end_browser, name="end-browser"),
]
