"""Addresses of the intake, below ``/<language>/work/<organisation>/intake/``."""

from __future__ import annotations

from django.urls import path

from lanterne.hub.intake import (
    answers_page,
    case_page,
    count_page,
    day_page,
    emergency_page,
    event_page,
    export_page,
    figures_page,
    handover_page,
    household_page,
    names_page,
    own_code_page,
    person_page,
    purge_page,
    register_page,
    switch_page,
)

_PERSON = "people/<uuid:person>/"
_CASE = "cases/<uuid:case>/"
_HOUSEHOLD = "households/<uuid:household>/"

urlpatterns = [
    path("", day_page.intake, name="intake"),
    path("switch/", switch_page.switch, name="switch-intake"),
    path("codes/", own_code_page.switch_codes, name="switch-codes"),
    path("names/", names_page.names, name="names"),
    path("names/open/", names_page.open_page, name="open-names"),
    path("names/close/", names_page.close_page, name="close-names"),
    path("names/join/", names_page.join, name="join-names"),
    path("names/recover/", names_page.recover, name="recover-names"),
    path("names/<uuid:holder>/let-in/", names_page.let_in, name="let-in"),
    path("find/", register_page.find, name="find-people"),
    path("register/", register_page.new_person, name="register"),
    path("register/household/", household_page.new_household, name="register-household"),
    path(_HOUSEHOLD, household_page.household, name="household"),
    path(f"{_HOUSEHOLD}add/", household_page.add_person, name="add-member"),
    path(_PERSON, person_page.person, name="person"),
    path(f"{_PERSON}edit/", person_page.edit_person, name="edit-person"),
    path(f"{_PERSON}consent/", person_page.say_consent, name="say-consent"),
    path(f"{_PERSON}code/", own_code_page.give, name="give-code"),
    path(f"{_PERSON}case/", person_page.another_case, name="another-case"),
    path(_CASE, case_page.case, name="case"),
    path(f"{_CASE}close/", case_page.close_case, name="close-case"),
    path(f"{_CASE}hold-back/", case_page.hold_back, name="hold-back"),
    path(f"{_CASE}perpetrators/new/", case_page.new_perpetrator, name="new-perpetrator"),
    path(f"{_CASE}perpetrators/same/", case_page.same_perpetrator, name="same-perpetrator"),
    path(f"{_CASE}questions/<int:group>/", answers_page.of_case, name="case-questions"),
    path(f"{_CASE}events/new/<slug:kind>/", event_page.new_event, name="new-event"),
    path("events/<uuid:event>/", event_page.event, name="event"),
    path("events/<uuid:event>/state/", event_page.move_event, name="move-event"),
    path("perpetrators/<uuid:perpetrator>/", case_page.perpetrator, name="perpetrator"),
    path(
        "perpetrators/<uuid:perpetrator>/questions/<int:group>/",
        answers_page.of_perpetrator,
        name="perpetrator-questions",
    ),
    path("links/<uuid:link>/questions/<int:group>/", answers_page.of_link, name="link-questions"),
    path("statistics/", count_page.count, name="count-intake"),
    path("statistics/<uuid:case_file>/", count_page.result, name="counted-intake"),
    path(f"{_PERSON}hand-over/", handover_page.hand_over, name="hand-over"),
    path(f"{_PERSON}export/", export_page.export, name="export-person"),
    path(f"{_PERSON}remove/", purge_page.purge_person, name="purge-person"),
    path("responsible/", handover_page.list_responsible, name="responsible"),
    path(
        "responsible/<uuid:worker>/hand-over/",
        handover_page.hand_over_everybody,
        name="hand-over-all",
    ),
    path("emergencies/", emergency_page.watch, name="emergencies"),
    path("emergencies/of/<uuid:person>/", emergency_page.open_emergency, name="open-emergency"),
    path("emergencies/<uuid:opening>/seen/", emergency_page.seen, name="emergency-seen"),
    path("removal/", purge_page.removal, name="removal"),
    path("removal/years/", purge_page.set_years, name="set-retention"),
    path("removal/find/", purge_page.find_to_purge, name="find-to-purge"),
    path("removal/due/", purge_page.purge_due, name="purge-due"),
    path("removal/clean/", purge_page.sweep_again, name="sweep-again"),
    path("removal/<uuid:certificate>/", purge_page.certificate, name="certificate"),
    path(
        "removal/<uuid:certificate>/certificate.json",
        purge_page.certificate_json,
        name="certificate-json",
    ),
    path("figures/", figures_page.figures, name="intake-figures"),
    path("figures/csv/", figures_page.figures_csv, name="intake-figures-csv"),
]
