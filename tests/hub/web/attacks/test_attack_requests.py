"""Requests that no page of the hub makes: from elsewhere, by another method, with others' ids."""

from __future__ import annotations

import csv
import io
import uuid

import pytest
import routes
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from signed_in import signed_in

from lanterne.hub.audit import record
from lanterne.hub.people.models import Membership, Organisation, User
from lanterne.hub.people.roles import Role
from lanterne.hub.web.models import CaseFile, Dataset, Report, Run

SERVER, LAPTOP = "lanterne.hub.server_urls", "lanterne.hub.workspace_urls"
HOST = "127.0.0.1:8000"
OWN_WORK = ("audit_event", "audit_head", "django_session", "usersessions_usersession", "attempts")
"""Tables that are written to when somebody only looks."""


def things(slug: str = "here"):
    """One of everything in an organisation, and somebody there who has every role."""
    place, _ = Organisation.objects.get_or_create(slug=slug, defaults={"name": slug})
    maker = User.objects.create_user(f"maker-{slug}@example.org", name="Maker")
    for role in Role:
        Membership.objects.create(user=maker, organisation=place, role=role)
    made = routes.things(place, maker)
    CaseFile.objects.update(parts=[{"file": "0" * 32, "kind": "csv"}])
    return maker, made


def database() -> dict[str, list[str]]:
    """All rows but those that looking writes."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in OWN_WORK:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                found[table] = sorted(map(str, cursor.fetchall()))
    return found


def changed_by(
    client: Client, method: str, address: str, before: dict[str, list[str]], **more
) -> tuple[int, list[str]]:
    """The status of an answer, and the tables that are not as before; what it changed is undone."""
    client.raise_request_exception = False
    with transaction.atomic():
        answer = client.generic(method, address, **more)
        after = database()
        transaction.set_rollback(True)
    return answer.status_code, [name for name in after if after[name] != before.get(name)]


def private(book: str):
    return [one for one in routes.routes(book) if one.needs or "/account/" in one.path]


# A server has all pages of a laptop, by the same views and below the same headers.
MODES = [pytest.param("laptop", marks=pytest.mark.long), "server"]


@pytest.mark.parametrize("mode", MODES)
def test_looking_changes_nothing(request, workspace, mode):
    """GET and HEAD of every page, by somebody who may do everything."""
    hub = workspace if mode == "laptop" else request.getfixturevalue("accounts")
    maker, names = things()
    client = hub.browser(maker)
    before = database()
    for route in private(LAPTOP if mode == "laptop" else SERVER):
        for method in ("GET", "HEAD"):
            status, changed = changed_by(client, method, routes.asked(route, names), before)
            # Somebody who begins to set up a second factor is given a secret in their session.
            assert not changed, (method, route.path, status, changed)


ORIGINS = (
    {},  # no token, no origin
    {"HTTP_ORIGIN": "https://evil.example"},
    {"HTTP_ORIGIN": "null"},
    {"HTTP_ORIGIN": "http://127.0.0.1:9999"},  # another program of the same computer
    {"HTTP_REFERER": "https://evil.example/page", "HTTP_SEC_FETCH_SITE": "cross-site"},
)


def test_no_form_from_elsewhere_does_anything_on_a_laptop(workspace):
    """Every address, with the cookie of the door, and the token only where that is no use."""
    maker, names = things()
    insider = workspace.browser(maker)
    insider.get("/en/work/here/new/")
    token = insider.cookies[settings.CSRF_COOKIE_NAME].value
    client = Client(enforce_csrf_checks=True, HTTP_HOST=HOST)
    client.cookies = insider.cookies
    before = database()
    for route in private(LAPTOP):
        for origin in ORIGINS:
            # A page elsewhere cannot read the token; if it could, its origin would betray it.
            knows = {"HTTP_X_CSRFTOKEN": token} if "HTTP_ORIGIN" in origin else {}
            status, changed = changed_by(
                client, "POST", routes.asked(route, names), before, **origin, **knows
            )
            assert status in {403, 404, 405}, (route.path, origin, status)
            assert not changed, (route.path, origin, changed)
    good = changed_by(
        client,
        "POST",
        "/en/work/here/new/",
        before,
        data="title=Cases",
        content_type="application/x-www-form-urlencoded",
        HTTP_X_CSRFTOKEN=token,
        HTTP_ORIGIN=f"http://{HOST}",
    )
    assert good[0] == 302
    assert "workspace_dataset" in good[1]


def test_no_form_from_elsewhere_does_anything_on_a_server(accounts):
    maker, names = things()
    client = signed_in(accounts.visitor(enforce_csrf_checks=True), maker)
    before = database()
    for route in private(SERVER):
        for origin in ORIGINS:
            status, changed = changed_by(
                client, "POST", routes.asked(route, names), before, **origin
            )
            assert status in {403, 404, 405}, (route.path, origin, status)
            assert not changed, (route.path, origin, changed)


def test_ids_of_another_organisation_below_ones_own_do_not_exist(workspace):
    """Somebody with every role in their organisation puts others' ids into its addresses."""
    _maker, names = things("here")
    stranger, _own = _stranger()
    client = workspace.browser(stranger)
    before, asked = database(), 0
    for route in private(LAPTOP):
        if route.needs is None or route.needs[2] is None:
            continue
        address = routes.asked(route, {**names, "organisation": "elsewhere"})
        for method in ("GET", "POST"):
            status, changed = changed_by(client, method, address, before)
            assert status in {404, 405}, (method, address, status)
            assert not changed, (method, address, changed)
            asked += 1
    assert asked > 60


def test_ids_of_another_organisation_in_forms_do_not_exist(workspace):
    _maker, names = things("here")
    stranger, own = _stranger()
    client = workspace.browser(stranger)
    theirs = Dataset.objects.get(pk=names["dataset"])
    CaseFile.objects.filter(dataset=theirs).update(state=CaseFile.State.CHECKED)
    mine = CaseFile.objects.create(
        dataset=own, created_by=stranger, state="checked", parts=[{"file": "0" * 32, "kind": "csv"}]
    )
    own.codebook_name = "lanterne-cases"
    own.save()
    place = f"/en/work/elsewhere/datasets/{own.pk}"
    key = str(uuid.uuid4())
    chosen = {"method": "differential-privacy", "unit": "row", "answers": 1, "within": 20}
    chosen |= {"dial": "balanced", "case_file": names["case_file"], "run": key}
    assert client.post(f"{place}/protect/start/", chosen).status_code == 422
    # The id of a run of theirs, in the place of the one that the page makes up.
    chosen |= {"case_file": mine.pk, "run": names["run"]}
    assert client.post(f"{place}/protect/start/", chosen).status_code == 404
    for step in ("evaluate/start/", "evaluate/gate/"):
        form = {"run": names["run"], "policy": "strict"}
        assert client.post(f"{place}/{step}", form).status_code == 422, step
    page = client.get(f"{place}/risk/?report={names['report']}").content.decode()
    assert f"/reports/{names['report']}" not in page
    assert Run.objects.filter(dataset=own).count() == 0
    assert Report.objects.filter(dataset=own).count() == 0


def _stranger():
    place = Organisation.objects.get(slug=routes.ELSEWHERE)
    stranger = User.objects.create_user("stranger@example.org", name="Stranger")
    for role in Role:
        Membership.objects.create(user=stranger, organisation=place, role=role)
    owned = {"created_by": stranger, "organisation": place}
    return stranger, Dataset.objects.create(title="Own", series="own", **owned)


NEVER_IN_A_POLICY = ("unsafe", "*", "data:", "http:", "https:", "blob:")


@pytest.mark.parametrize("mode", MODES)
def test_headers_of_every_private_page(request, workspace, mode):
    """Kept by nobody, framed by nobody, without a referrer for others, without foreign scripts."""
    hub = workspace if mode == "laptop" else request.getfixturevalue("accounts")
    maker, names = things()
    browsers = {"member": hub.browser(maker)}
    browsers["nobody"] = hub.visitor() if mode == "server" else Client(HTTP_HOST=HOST)
    for route in private(LAPTOP if mode == "laptop" else SERVER):
        for who, client in browsers.items():
            client.raise_request_exception = False
            answer = client.get(routes.asked(route, names))
            said, where = answer.headers, (who, route.path, answer.status_code)
            assert "no-store" in said["Cache-Control"], where
            assert "public" not in said["Cache-Control"], where
            assert said["X-Frame-Options"] == "DENY", where
            assert said["X-Content-Type-Options"] == "nosniff", where
            assert said["Referrer-Policy"] in {"no-referrer", "same-origin"}, where
            policy = said["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in policy, where
            assert "default-src 'none'" in policy, where
            assert "base-uri 'none'" in policy, where
            assert not [bad for bad in NEVER_IN_A_POLICY if bad in policy], where


def test_cookies_of_a_laptop_are_read_by_no_script_and_sent_by_no_other_site(workspace):
    maker, _names = things()
    client = Client(HTTP_HOST=HOST)
    client.get(workspace.door.link(str(maker.pk)))
    client.get("/en/work/here/new/")
    client.get(f"/en/work/here/datasets/{Dataset.objects.get(joint=False).pk}/data/")
    assert set(client.cookies) == {
        workspace.door.cookie,
        settings.CSRF_COOKIE_NAME,
        "lanterne-ticket",
    }
    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] in {"Lax", "Strict"}, cookie.key
        assert not cookie["domain"], cookie.key


FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1+1")


def test_no_table_that_leaves_the_hub_runs_in_a_spreadsheet(workspace):
    """Names of people, of releases and details that begin as formulas do."""
    admin = workspace.person(Role.ADMINISTRATOR, Role.AUDITOR)
    place = Organisation.objects.get(slug="here")
    for number, formula in enumerate(FORMULAS):
        user = User.objects.create_user(f"f{number}@example.org", name=formula)
        Membership.objects.create(user=user, organisation=place, role=Role.AUDITOR)
        record(formula[:40], "oversight", actor=user, organisation=place, details={"x": formula})
    answer = admin.get("/en/work/here/audit.csv")
    text = b"".join(answer.streaming_content).decode()
    cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
    assert sum("1+1" in cell for cell in cells) > 4  # they are there
    for cell in cells:
        assert cell[:1] not in set("=+@\t\r＝＋＠－") or cell.startswith("'"), repr(cell)


NEXT = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "///evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "/%2f/evil.example",
    " //evil.example",
    "\t//evil.example",
)


@pytest.mark.parametrize("where", NEXT)
def test_no_address_leads_to_another_site(accounts, where):
    """With ``next``, as a path, as a host; before and after signing in."""
    maker, _names = things()
    member = accounts.browser(maker)
    for client in (accounts.visitor(), member):
        for address in ("/en/account/login/", "/en/account/logout/", "/en/account/reauthenticate/"):
            for answer in (
                client.get(address, {"next": where}),
                client.post(address, {"next": where}),
            ):
                _stays(answer)
        client.raise_request_exception = False
        for path in (f"/{where}", where if where.startswith("/") else f"/en/{where}"):
            _stays(client.generic("GET", path.replace("\t", "%09").replace(" ", "%20")))


def _stays(answer) -> None:
    to = answer.headers.get("Location", "")
    assert not to.startswith(("//", "/\\", "\\", "javascript")), to
    assert "://" not in to.split("?")[0] or to.startswith("https://hub.example/"), to
    assert 'href="javascript' not in answer.content.decode("utf-8", "replace")
