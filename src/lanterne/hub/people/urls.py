"""Addresses of the people of an organisation, below ``/<language>/work/<organisation>/people/``."""

from __future__ import annotations

from django.urls import path

from lanterne.hub.people import views

urlpatterns = [
    path("", views.people, name="people"),
    path("invite/", views.invite, name="invite"),
    path("invitations/<uuid:invitation>/revoke/", views.revoke, name="revoke-invitation"),
    path("<uuid:member>/", views.member_page, name="member"),
    path("<uuid:member>/give/", views.give_role, name="give-role"),
    path("<uuid:member>/take/<slug:role>/", views.take_role, name="take-role"),
    path("<uuid:member>/remove/", views.remove, name="remove-member"),
    path("<uuid:member>/close/", views.close_account, name="close-account"),
    path("<uuid:member>/open/", views.open_account, name="open-account"),
    path("<uuid:member>/sign-out/", views.sign_out, name="sign-out-member"),
]
