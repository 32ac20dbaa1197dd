"""Addresses of joint datasets, below ``/<language>/work/<organisation>/joint/``."""

from __future__ import annotations

from django.urls import path

from lanterne.hub.joint import (
    agreement_page,
    edition_page,
    hide_page,
    list_page,
    places_page,
    propose_page,
    year_page,
)

_AGREEMENT = "<uuid:agreement>/"
_EDITION = "editions/<uuid:joint_run>/"

urlpatterns = [
    path("", list_page.agreements, name="joint"),
    path("new/", propose_page.propose, name="propose-agreement"),
    path("terms/", list_page.read_terms, name="read-terms"),
    path("accept/", list_page.accept, name="accept-agreement"),
    path(_AGREEMENT, agreement_page.agreement_page, name="agreement"),
    path(f"{_AGREEMENT}sign/", places_page.sign, name="sign-agreement"),
    path(f"{_AGREEMENT}invite/", places_page.invite, name="invite-organisation"),
    path(f"{_AGREEMENT}add/", places_page.add_place, name="add-organisation"),
    path(f"{_AGREEMENT}remove/", places_page.remove_place, name="remove-organisation"),
    path(f"{_AGREEMENT}leave/", places_page.leave, name="leave-agreement"),
    path(f"{_AGREEMENT}confirmation.md", places_page.note, name="leaving-note"),
    path(f"{_AGREEMENT}withdraw/", places_page.withdraw_person, name="withdraw-person"),
    path(f"{_AGREEMENT}dataset/", year_page.start_dataset, name="start-joint-dataset"),
    path(f"{_AGREEMENT}hand-in/", year_page.hand_in, name="hand-in"),
    path(f"{_AGREEMENT}take-back/", year_page.take_back, name="take-back"),
    path(f"{_AGREEMENT}close/", year_page.close, name="close-year"),
    path(f"{_AGREEMENT}draw/", year_page.draw, name="draw-edition"),
    path(_EDITION, edition_page.edition, name="joint-edition"),
    path(f"{_EDITION}submit/", edition_page.submit, name="submit-edition"),
    path(f"{_EDITION}decide/", edition_page.decide, name="decide-edition"),
    path(f"{_EDITION}publish/", edition_page.publish, name="publish-edition"),
    path("public/<uuid:joint_publication>/hide/", hide_page.hide_edition, name="hide-edition"),
    path(f"{_EDITION}seen/", edition_page.seen, name="joint-seen"),
    path(f"{_EDITION}seen/<path:rest>", edition_page.seen, name="joint-seen-at"),
]
