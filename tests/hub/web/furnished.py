"""A hub in which everything that pages can show is there once.

``python furnished.py make FOLDER RELEASES``: makes it, and writes what there is beside it, as JSON.
``python furnished.py accounts HOME``: serves what was made with accounts, and prints where.
``python furnished.py laptop HOME``: serves it as one computer does, and prints the one-time link.

Reports and releases are drawn in the languages of the program that makes it, and nothing else of
it is in a language: any program can serve it, in languages of its own.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2]))

from accounts_server import PASSWORD, listening, open_accounts, serve

from lanterne.hub.door import Door
from lanterne.hub.home import Home
from lanterne.hub.project import open_workspace
from lanterne.messages import Message, to_json
from pictures import not_drawn

# ruff: noqa: PLC0415 - the apps must be loaded first

WHY = "أمرت المحكمة بنشر هذا الإصدار."
"""Why a release is public that the gate refuses."""

NETWORK = "network-2026"
"""A release of linked tables, which has every kind of figure."""

OVER_YEARS = "over-the-years-2026"
"""An edition of a series."""

JOINT = "Cas du Nord"
"""Of joint datasets, in words that the pages are known to show."""


class People:
    """Makes browsers in which somebody is signed in, as the fixtures of the tests do."""

    def __init__(self, home: Home) -> None:
        self.home, self.everything = home, self._user("amina@refuge.example", "Amina Diallo")

    def person(self, *roles: Any) -> Any:
        """Amina, who has every role: whoever is asked for."""
        del roles
        return self.browser(self.everything)

    def second(self) -> Any:
        """Lucie, who reviews and publishes."""
        from lanterne.hub.people.roles import Role

        roles = (Role.PRIVACY_OFFICER, Role.PUBLISHER)
        return self.browser(self._user("lucie@refuge.example", "Lucie Moreau", *roles))

    def browser(self, user: Any) -> Any:
        """A browser in which somebody has shown a second factor."""
        from django.test import Client
        from signed_in import signed_in

        return signed_in(Client(HTTP_HOST="localhost"), user)

    def _user(self, email: str, name: str, *roles: Any) -> Any:
        from lanterne.hub.people.models import Membership, Organisation, User
        from lanterne.hub.people.roles import Role

        place, _ = Organisation.objects.get_or_create(slug="here", defaults={"name": "Refuge"})
        user = User.objects.create_user(email, PASSWORD, name=name)
        for role in roles or Role:
            Membership.objects.create(user=user, organisation=place, role=role)
        return user


def add_network(folder: Path) -> None:
    """What takes long to make: a release of linked tables, with its cases."""
    from few_countries import write_linked

    import lanterne
    from few_starts import few_starts

    book, cases = write_linked(folder, 120)
    with few_starts():
        lanterne.protect(cases, book, epsilon=8, out=folder / NETWORK, ledger=folder / "net.jsonl")


def add_series(folder: Path) -> None:
    """A series of which two years were measured."""
    from yearly import begin_series, hand_in

    series = begin_series(folder / "series")
    hand_in(series, 2020, 60, ["Réseau Nord"])
    hand_in(series, 2021, 150)


def furnish(home: Home, releases: Path) -> dict[str, Any]:
    """Make one of everything; what addresses name, and pages worth a visit beside.

    Args:
        home: Of a new hub, which this process is.
        releases: What ``road.make_release``, :func:`add_network` and :func:`add_series` made.
    """
    folder = Path(tempfile.mkdtemp(dir=home.root.parent)) / "made"
    shutil.copytree(releases, folder)
    people = People(home)
    amina, lucie = people.person(), people.second()
    found = _of_public(home, folder)
    found["more"] = [*_begun(people), *_partner(people, found), *_proposed(people)]
    found["more"] += [*_coded(people, lucie, found), *_offline(people)]
    _road(people, lucie, folder, found)
    found["more"] += _registered(people, amina, found)
    _jobs(amina, found)
    _of_people(people, found)
    _second_organisation(people)
    _joint(people, found)
    found["cookies"] = {
        name: {key: one.value for key, one in client.cookies.items()}
        for name, client in (
            ("amina", amina),
            ("nadia", people.browser(_newcomer(people))),
            ("omar", people.browser(_without_password(people))),
        )
    }
    return found


def _newcomer(people: People) -> Any:
    from lanterne.hub.people.roles import Role

    return people._user("nadia@refuge.example", "Nadia", Role.CASE_WORKER)


def _without_password(people: People) -> Any:
    from lanterne.hub.people.roles import Role

    user = people._user("omar@refuge.example", "Omar", Role.AUDITOR)
    user.set_unusable_password()
    user.save()
    return user


def _second_organisation(people: People) -> None:
    from lanterne.hub.people.models import Membership, Organisation
    from lanterne.hub.people.roles import Role

    place = Organisation.objects.create(slug="south", name="Maison du Sud")
    Membership.objects.create(user=people.everything, organisation=place, role=Role.AUDITOR)


def _joint(people: People, found: dict[str, Any]) -> None:
    """Agreements on joint datasets: one proposed here, with an edition, and one by others."""
    from datetime import date

    from lanterne.codebook import codebook_to_toml, load_codebook
    from lanterne.hub.joint.edition_job import METHOD
    from lanterne.hub.joint.models import Agreement, Partner
    from lanterne.hub.joint.places import join, name_places
    from lanterne.hub.joint.terms import seal_of
    from lanterne.hub.people.models import Organisation
    from lanterne.hub.web.models import Dataset, Run

    here, south = (Organisation.objects.get(slug=slug) for slug in ("here", "south"))
    owned = {"created_by": people.everything}
    for key, lead, other in (("agreement", here, south), ("agreement_of_others", south, here)):
        dataset = Dataset.objects.create(
            organisation=lead,
            title=JOINT,
            series=f"joint-{lead.slug}",
            codebook=codebook_to_toml(load_codebook("lanterne-cases")),
            joint=True,
            **owned,
        )
        agreement = Agreement.objects.create(
            dataset=dataset,
            purpose=JOINT,
            until=date(2040, 12, 1),
            referred="first",
            epsilon=4.0,
            people=1000,
            cohorts="2026",
            **owned,
        )
        places = name_places(agreement, [lead.name, other.name, JOINT], people.everything)
        for place, one in zip(places, (lead, other), strict=False):
            assert isinstance(place, Partner)
            join(place, one, seal_of(agreement, (place, one)), people.everything)
        found[key] = str(agreement.pk)
        if lead == here:
            run = Run.objects.create(dataset=dataset, method=METHOD, choices={}, **owned)
            found["joint_run"] = str(run.pk)


def _of_public(home: Home, folder: Path) -> dict[str, Any]:
    """A release of linked tables, and an edition of a series, in the catalogue."""
    for name in (NETWORK, OVER_YEARS):
        (folder / name).rename(home.releases / name)  # as earlier versions left releases
    places = [f"releases/{NETWORK}/figures/map-citizenship/", f"releases/{NETWORK}/explore/"]
    found = {"figure": "map-citizenship", "figured": NETWORK, "public": places}
    found["over_years"] = OVER_YEARS
    return {**found, "network_cases": str(folder / "net")}


def _begun(people: People) -> list[str]:
    """Datasets without a file, with a faulty one, with one in order and looked at."""
    import case_worker

    from lanterne.hub.web.models import Dataset, Report

    empty = case_worker.begin(people, title="Nothing yet")
    faulty = case_worker.begin(people, title="Faulty")
    case_worker.send_book(faulty)
    cases = case_worker.rows()
    cases[3][2], cases[5][1] = "18 à 29", "F"
    case_worker.bring(faulty, ("cases.csv", case_worker.written(cases)))
    draft = case_worker.begin(people, title="Only a file")
    cases = case_worker.rows()
    cases[3][1] = "Intersexe"  # an answer that few people give
    case_worker.bring(draft, ("cases.csv", case_worker.written(cases)))
    drafted = case_worker.last_file()
    draft.post(f"/en/work/here/cases/{drafted.pk}/draft/")
    client = case_worker.in_order(people)
    client.post(f"{client.place}/risk/assess/", {"length": "3", "k": "5"})
    places = [f"{one.place}/{step}/" for one in (empty, faulty, draft) for step in ("data", "risk")]
    places += [f"{one.place}/protect/" for one in (empty, draft)]
    places += [f"{empty.place}/{step}/" for step in ("evaluate", "review", "publish", "ledger")]
    places += [f"{draft.place}/codebook/{page}" for page in ("", "0/", "2/")]
    places += [f"{client.place}/{step}/" for step in ("data", "risk", "codebook", "codebook/0")]
    places += [f"/en/work/here/cases/{case_worker.last_file().pk}/preview/"]
    assert Report.objects.filter(kind="risk", dataset=client.dataset).exists()
    assert Dataset.objects.count() == 4
    return [one.removeprefix("/en/") for one in places]


def _partner(people: People, found: dict[str, Any]) -> list[str]:
    """A partner's file with columns of its own, of which some are decided; and cases made of one.

    ``found`` is told the dataset that waits.
    """
    import case_worker
    from partner_files import LINKED, PARTNERS, file_of, files_of, rows

    from lanterne.hub.web.models import CaseFile

    places, partner = [], PARTNERS["fr"]
    for title in ("A partner's file", "Made of a partner's file"):
        client = case_worker.begin(people, title=title)
        client.post(f"{client.place}/codebook/choose/", {"codebook": "lanterne-cases"})
        case_worker.bring(client, ("cases.csv", file_of(partner, rows(partner))))
        places += [f"{client.place}/{step}/" for step in ("data", "harmonise")]
        client.post(f"/en/work/here/cases/{case_worker.last_file().pk}/scan/")
        client.post(f"{client.place}/harmonise/decide/", {"act": "sure"})
        places += [f"{client.place}/harmonise/{page}/" for page in (1, 2)]
        if not found.get("partner"):
            found["partner"] = str(client.dataset.pk)
    case_worker.settle(client)
    client.post(f"/en/work/here/cases/{case_worker.last_file().pk}/harmonise/", {"blank": "yes"})
    assert CaseFile.objects.filter(mapping__isnull=False).count() == 1
    client = case_worker.begin(people, title="Linked tables of a partner")
    client.post(f"{client.place}/codebook/choose/", {"codebook": "lanterne-network"})
    case_worker.bring(client, *files_of(LINKED))
    client.post(f"/en/work/here/cases/{case_worker.last_file().pk}/scan/")
    places += [f"{client.place}/{page}" for page in ("data/", "harmonise/", "harmonise/12/")]
    return [one.removeprefix("/en/") for one in places]


def _proposed(people: People) -> list[str]:
    """A codebook that was sent back once and is proposed again, with comments."""
    import case_worker

    from lanterne.codebook import parse_codebook
    from lanterne.hub.web.data.codebook_versions import propose

    client = case_worker.begin(people, title="A codebook for all")
    case_worker.send_book(client)
    client.dataset.refresh_from_db()
    text = case_worker.BOOK.replace('"Homme"]', '"Homme", "Autre"]').replace("30+", "30-99")
    book = parse_codebook(text.replace('name = "pays"', 'name = "ville"').encode(), "own.toml")
    for verdict in ("return", ""):
        version = propose(client.dataset, book, "Comme convenu à la réunion.", client.user)
        said = {"version": str(version.pk)}
        for column, comment in (("", "Très bien."), ("sexe", "Qui est « Autre » ?")):
            more = {"column": column, "text": comment}
            client.post(f"{client.place}/codebook/comment/", {**said, **more})
        if verdict:
            more = {"verdict": verdict, "reason": "Pas encore."}
            client.post(f"{client.place}/codebook/decide/", {**said, **more})
        client.dataset.refresh_from_db()
    place = client.place.removeprefix("/en/")
    return [f"{place}/{page}/" for page in ("data", "codebook/proposal")]


def _offline(people: People) -> list[str]:
    """Files that were saved in offline pages: some cannot be read yet, others are cases."""
    import case_worker
    from page_worker import LINKED, form_of, new_key, same_number, twice, with_key

    form, places = form_of(LINKED), []
    for title, files in (("Saved apart", same_number), ("Saved twice", twice)):
        client = with_key(people, LINKED, title=title)
        case_worker.bring(client, *files(client, form))
        new_key(client)
        places.append(f"{client.place.removeprefix('/en/')}/data/")
    return places


def _coded(people: People, lucie: Any, found: dict[str, Any]) -> list[str]:
    """Stories that three people have coded, others that one has begun, and definitions of before.

    ``found`` is told where the result is, and where somebody is at work.
    """
    import case_worker
    from vignette_coders import LINA, OTHERWISE, act, code, code_all

    from lanterne.codebook import codebook_to_toml, load_codebook, parse_codebook
    from lanterne.hub.people.models import User
    from lanterne.hub.people.roles import Role
    from lanterne.hub.web.data.codebook_versions import use

    third = people._user("cleo@refuge.example", "Cleo", Role.DATA_OFFICER)
    cleo, places = people.browser(third), []
    cleo.user, lucie.user = third, User.objects.get(email="lucie@refuge.example")
    for title in ("Des histoires", "Des histoires en cours"):
        client = case_worker.begin(people, title=title)
        client.post(f"{client.place}/codebook/choose/", {"codebook": case_worker.CASES})
        for other in (cleo, lucie):
            other.dataset, other.place = client.dataset, client.place
        if not places:
            code_all(lucie, LINA, OTHERWISE, LINA, OTHERWISE, {**LINA, "gender": ""})
            code_all(client, OTHERWISE, LINA, LINA, OTHERWISE, LINA)
            act(cleo, "look")
            code_all(cleo, LINA)
            found["storied"] = str(client.dataset.pk)
        places.append(f"{client.place.removeprefix('/en/')}/codebook/vignettes/")
    code(client, 0, LINA)
    text = codebook_to_toml(load_codebook(case_worker.CASES))
    changed = text.replace("Taken by force.", "Taken away by force.")
    client.dataset.refresh_from_db()
    use(client.dataset, parse_codebook(changed.encode(), "own.toml"), client.user)
    for position in range(10):
        code(client, position, LINA)
    found["halfway_coded"] = str(client.dataset.pk)
    cleo_coding = client.dataset.vignette_codings.model.objects.get(
        created_by=third, dataset_id=found["storied"]
    )
    return [*places, f"{places[0]}result/?other={cleo_coding.pk}"]


def _road(people: People, lucie: Any, folder: Path, found: dict[str, Any]) -> None:
    """Runs, reports of them, submissions in each state, editions of which one is withdrawn."""
    import road

    from lanterne.hub.web.models import Publication, Report, Submission

    amina = people.person()
    dataset = road.dataset_with_cases(amina.user, folder, "Cas du Nord")
    runs = [road.run_with_release(dataset, amina.user, folder) for _ in range(4)]
    step = f"/en/work/here/datasets/{dataset.pk}/evaluate"
    amina.post(f"{step}/start/", {"run": [runs[0].pk, runs[1].pk]})
    amina.post(f"{step}/gate/", {"run": runs[0].pk})
    road.judged_here(runs[0], passed=False)
    amina.post(f"{step}/start/", {"run": runs[0].pk})
    assert Report.objects.filter(dataset=dataset).count() == 3

    def put(verdict: str, run: Any) -> Submission:
        submission = road.submitted(amina, run)
        if run == runs[0]:
            reason = {"reason_fr": "Un tribunal a ordonné de la publier.", "reason_ar": WHY}
            lucie.post(f"/en/work/here/submissions/{submission.pk}/exempt/", reason)
        road.decided(lucie, submission, verdict, comment="Dites-en plus sur l'année.")
        return submission

    refused, returned = put("refuse", runs[3]), put("return", runs[2])
    gone, public = put("approve", runs[1]), put("approve", runs[0])
    for one in (gone, public):
        lucie.post(f"/en/work/here/submissions/{one.pk}/publish/")
    editions = Publication.objects.order_by("edition")
    assert editions.count() == 2
    where = f"/en/work/here/publications/{editions[0].pk}/withdraw/"
    lucie.post(where, {"reason_fr": "Une erreur.", "reason_ar": "خطأ.", "sure": "1"})
    amina.post(f"{where}decide/", {"verdict": "withdraw", "sure": "1"})
    others = [road.run_with_release(dataset, lucie.user, folder) for _ in range(2)]
    _spent(dataset, others[1])
    approved = road.submitted(amina, runs[2])
    road.decided(lucie, approved)
    other = road.submitted(lucie, others[0])
    found |= {
        "organisation": "here",
        "dataset": str(dataset.pk),
        "run": str(runs[0].pk),
        "last_run": str(others[1].pk),
        "case_file": str(dataset.case_files.get().pk),
        "submission": str(other.pk),
        "publication": str(editions[1].pk),
        "report": str(Report.objects.filter(kind="evaluation").get().pk),
        "series": dataset.series,
        "name": editions[1].name,
        "risk_report": str(Report.objects.filter(kind="risk").get().pk),
    }
    found["public"] += [f"releases/{editions[0].name}/"]
    submissions = [f"submissions/{one.pk}/" for one in (refused, returned, public, approved)]
    reports = [f"reports/{one.pk}/" for one in Report.objects.exclude(kind="risk")]
    last = f"runs/{others[1].pk}/"
    places = [*submissions, *reports, f"publications/{editions[0].pk}/", last, f"{last}submit/"]
    found["more"] += [f"work/here/{one}" for one in places]
    found["rest"] = f"releases/{dataset.series}.v3/explore/"
    choices = urlencode(road.choices(dataset))
    found["more"] += [f"work/here/datasets/{dataset.pk}/protect/?{choices}"]
    found["more"] += [f"work/here/datasets/{dataset.pk}/protect/?method=k-anonymised"]
    found["more"] += ["work/here/audit/?check=1&person=x"]


def _spent(dataset: Any, run: Any) -> None:
    """A spend for a run stands in the ledger, and a look at what came of it."""
    from lanterne.hub.web.publish import release_folders
    from lanterne.privacy import Budget, Ledger, Spend

    ledger, release = (
        Ledger(release_folders.ledger_of(dataset)),
        release_folders.release_of(run).name,
    )
    ledger.charge(Spend("all", "person", Budget(0.5, 1e-7), (), release))
    ledger.note_look(release)


def _jobs(amina: Any, found: dict[str, Any]) -> None:
    """A job in each state."""
    from django.utils import timezone

    from lanterne.hub.jobs.models import Job, State
    from lanterne.hub.people.models import Organisation

    protecting = {
        State.CANCELLED: ("protect", found["run"]),
        State.INTERRUPTED: ("protect", found["last_run"]),  # for which it was spent
    }
    now, places = timezone.now(), []
    for state in State:
        over = state not in {State.WAITING, State.RUNNING}
        failed = state in {State.FAILED}
        kind, subject = protecting.get(state, ("check", found["case_file"]))
        job = Job.objects.create(
            kind=kind,
            organisation=Organisation.objects.get(slug="here"),
            subject=subject,
            created_by=amina.user,
            state=state,
            stage="" if state == State.WAITING else "read",
            share=0.4,
            seconds_left=75.0 if state == State.RUNNING else None,
            started=None if state == State.WAITING else now,
            heartbeat=now,
            ended=now if over else None,
            attempts=1,
            problems=[to_json(Message("job.disk-full"))] if failed else [],
        )
        places.append(f"work/here/jobs/{job.pk}/")
        found["job"] = str(job.pk)
    spent = Job.objects.get(state=State.INTERRUPTED)
    assert b'class="spent"' in amina.get(f"/en/work/here/jobs/{spent.pk}/").content
    found["more"] += places


def _registered(people: People, amina: Any, found: dict[str, Any]) -> list[str]:
    """An intake: a household, one of whom told of a perpetrator and agreed to statistics.

    Names are open in the browser of ``amina``. ``found`` is told what addresses name.
    """
    import intake_worker
    from intake_worker import INTAKE

    from lanterne.hub.intake.emergencies import open_person
    from lanterne.hub.intake.households import told_copied
    from lanterne.hub.intake.models import (
        Case,
        Certificate,
        Event,
        Household,
        Link,
        NamesHolder,
        Perpetrator,
        Person,
        Team,
    )
    from lanterne.hub.people.models import User
    from lanterne.hub.web.models import CaseFile

    host = amina
    intake_worker.switch_on(host, "lanterne-network")
    family = (
        ("فاطمة الزهراء", "first", "1985-02-03"),
        ("Ahmed Zahra", "partner", ""),
        ("Sara Zahra", "child", "2015-06-07"),
    )
    intake_worker.household(host, *family, phone="0612345678")
    home = Household.objects.get()
    person = home.members.order_by("number")[0].person
    intake_worker.say(host, person, "given")
    intake_worker.say(host, person, "given", "referral", note="Maison du Sud")
    case = intake_worker.case_of(person)
    intake_worker.answer_needed(host, case, "cases")
    address = f"{INTAKE}/cases/{case.pk}"
    host.post(f"{address}/perpetrators/new/", {"known_as": "Le grand, au café du port"})
    other = intake_worker.case_of(home.members.order_by("number")[1].person)
    host.post(f"{INTAKE}/cases/{other.pk}/hold-back/", {"reason": "Elle est en danger."})
    told = [
        ("follow-up", {"text": "L'appeler.", "due": intake_worker.TODAY}),
        ("referral", {"to": "Maison du Sud", "text": "Un logement."}),
        ("note", {"text": "Elle cherche du travail.", "language": "fr"}),
    ]
    for kind, said in told:
        on = {"on": intake_worker.TODAY}
        assert host.post(f"{address}/events/new/{kind}/", {**on, **said}).status_code == 302, kind
    lucie = User.objects.get(email="lucie@refuge.example")
    opening = open_person(person, lucie, "Elle a appelé.")
    stands_in_for = _team(people, host)
    gone = intake_worker.register(host, "Somebody Else")
    host.post(f"{INTAKE}/people/{gone.pk}/remove/", {"sure": "yes"})
    host.post(f"{INTAKE}/removal/years/", {"years": "5"})
    child = home.members.order_by("number")[2].person
    Person.objects.filter(pk=child.pk).update(worker=lucie, rules=0)  # as of an older version
    link, certificate = Link.objects.get(), Certificate.objects.get()
    not_swept = Certificate.objects.create(
        organisation=certificate.organisation, code="AAAA-BBBB", rows={}, created_by=host.user
    )
    found |= {
        "of_a_colleague": str(child.pk),
        "opening": str(opening.pk),
        "team": str(Team.objects.get().pk),
        "certificate": str(certificate.pk),
        "event": str(Event.objects.filter(kind="referral").get().pk),
        "worker": str(host.user.pk),
        "kind": "note",
        "household": str(home.pk),
        "person": str(person.pk),
        "case": str(case.pk),
        "perpetrator": str(link.perpetrator_id),
        "link": str(link.pk),
        "holder": str(NamesHolder.objects.get(user=host.user).pk),
        "group": "0",
        "codes": [
            one.code
            for kind in (Household, Person, Case, Perpetrator)
            for one in kind.objects.all()
        ]
        + [certificate.code, not_swept.code],
    }
    told = {"dataset": "new", "title": "Des personnes enregistrées", "until": intake_worker.TODAY}
    host.post(f"{INTAKE}/statistics/", told)
    found["counted"] = str(CaseFile.objects.exclude(counted="").get().pk)
    places = [f"{INTAKE}/cases/{other.pk}/", f"{address}/questions/2/", f"{INTAKE}/?show=closed"]
    places += [f"{INTAKE}/people/{stands_in_for.pk}/", f"{INTAKE}/?whose=team"]
    places += [f"{INTAKE}/cases/{intake_worker.case_of(stands_in_for).pk}/"]
    places += [f"{INTAKE}/households/{home.pk}/copy/?from={case.pk}"]
    copied = urlencode({"copied": told_copied(home, host.user, 2)})
    places += [f"{INTAKE}/households/{home.pk}/?{copied}", f"{INTAKE}/removal/{not_swept.pk}/"]
    return [one.removeprefix("/en/") for one in places]


def _team(people: People, host: Any) -> Any:
    """A team of two; the person for whom one of them is responsible, whose case is held back."""
    import intake_worker

    from lanterne.hub.people.roles import Role

    samira = people._user("samira@refuge.example", "Samira", Role.CASE_WORKER)
    person = intake_worker.register(host, "Karim Benali")
    intake_worker.hold_back(host, person)
    told = {"text": "L'appeler.", "due": intake_worker.TODAY, "on": intake_worker.TODAY}
    case = intake_worker.case_of(person)
    host.post(f"{intake_worker.INTAKE}/cases/{case.pk}/events/new/follow-up/", told)
    for one in (person, case):
        one.worker = samira
        one.save(update_fields=["worker"])
    colleague = people.browser(samira)
    colleague.user = samira
    intake_worker.team("L'équipe mobile", host, colleague)
    return person


def _of_people(people: People, found: dict[str, Any]) -> None:
    """An invitation that waits, and a link for a new password."""
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from lanterne.hub.people.invitations import invite
    from lanterne.hub.people.models import Organisation
    from lanterne.hub.people.roles import Role

    place, user = Organisation.objects.get(slug="here"), people.everything
    _, token = invite(place, [Role.AUDITOR, Role.PUBLISHER], by=user, name="ليلى")
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    found |= {
        "member": str(user.pk),
        "role": Role.PUBLISHER.value,
        "token": token,
        "uidb36": user_pk_to_url_str(user),
        "key": default_token_generator.make_token(user),
        "email": user.email,
        "password": PASSWORD,
    }


def _waits_for_a_second(first: Any) -> None:
    """What waits for a decision is of the first person, who may let a second one in."""
    from lanterne.hub.web.models import Submission

    assert Submission.objects.filter(state=Submission.State.OPEN).update(created_by=first) == 1


def make(folder: Path, releases: Path) -> None:
    """Make the hub in ``hub``, and ``there.json`` of what :func:`furnish` returns."""
    home = open_accounts(folder / "hub")
    with not_drawn():  # reports are looked at with their pictures where they are tested
        there = furnish(home, in_all_languages(releases, folder / "releases"))
    (folder / "there.json").write_text(json.dumps(there), "utf-8")


def in_all_languages(releases: Path, folder: Path) -> Path:
    """The releases, drawn again: their texts are in the languages of this program."""
    import lanterne

    shutil.copytree(releases, folder)
    for name in (NETWORK, "release"):
        shutil.rmtree(folder / name)
        lanterne.redraw(folder / f"{name}.fitted.npz", out=folder / name)
    lanterne.draw_edition(folder / "series", out=folder / OVER_YEARS)
    return folder


def serve_accounts(root: Path) -> None:
    """Serve what was made with accounts, until somebody ends this process."""
    server = listening()
    open_accounts(root)
    print(f"http://localhost:{server.effective_port}", flush=True)
    serve(server)


def serve_laptop(root: Path) -> None:
    """Serve what was made as one computer does, until somebody ends this process."""
    server = listening()
    door = Door(server.effective_port)
    open_workspace(Home(root), door)
    from lanterne.hub.people.laptop import add_person, first_person

    add_person("second", "Lucie")
    _waits_for_a_second(first_person())
    link = door.link(str(first_person().pk))
    print(f"http://127.0.0.1:{server.effective_port}{link}", flush=True)
    serve(server)


if __name__ == "__main__":
    does = {"make": make, "accounts": serve_accounts, "laptop": serve_laptop}[sys.argv[1]]
    does(*map(Path, sys.argv[2:]))
