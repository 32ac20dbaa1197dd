"""What pages of the furnished hub there are, who visits each, and what it answers.

What a page is says the matrix of routes: a new address is visited, or is named in ``NO_PAGE``.
"""

from __future__ import annotations

import re
from typing import Any

import routes

NO_PAGE = (
    r"^/(api|static|account)/",  # for programs
    r"\.(<data:suffix>|<picture:suffix>|<str:kind>|svg|csv|xlsx|json|toml|zip)$",
    r"\.(txt|xml|ttl|jsonld|atom)$",
    r"/files/<path:path>$",
    r"/confirmation\.md$",
    r"/joint/editions/<uuid:joint_run>/(submit|seen)/",  # walked in test_joint_browser
    r"/joint/public/<uuid:joint_publication>/hide/",  # as above
    r"/figures/csv/$",
    r"/latest$",  # leads to a page
    r"/join/<str:token>/$",  # leads to a page
    r"/provider/again/$",  # leads to a page
    r"/progress/$",  # part of a page
    r"/passkeys/login/$",  # for the script of a page
    r"/second-person/$",  # where there are accounts, leads to a page
)
FEW = 4
"""One page in so many is read in a second language: its words were read in the first."""
OTHERWISE = ("people/", "submissions/<uuid:submission>/")
"""Pages of an organisation that say something else on one computer."""

NOBODY = r"/account/(login|by-invitation|inactive|join|password/reset|provider)/"
HALFWAY = r"/second-factor/show/$"
WITHOUT_PASSWORD = r"/password/set/$"
NEWCOMER = r"/second-factor/app/$"
SAID = {
    ("nobody", "account/provider/error/"): 401,
    ("nobody", "account/join/x/"): 404,
    ("nobody", "releases/nothing/"): 404,
    ("amina", "releases/cas-du-nord.v1/"): 410,
    ("nadia", "work/here/people/"): 403,
    ("amina", "work/here/runs/…/submit/"): 409,
}
"""Pages that say that something is not."""


def status_of(who: str, place: str, there: dict[str, Any]) -> int:
    """What a page answers to somebody."""
    return SAID.get((who, place.replace(there["run"], "…")), 200)


def stays(place: str) -> bool:
    """Whether a page is read where it was asked for: a link from a letter is used up."""
    return "join" not in place and "reset/" not in place


def pages(mode: str) -> list[str]:
    """The routes of the matrix that are pages."""
    found = []
    for one in routes.kept():
        said = {one[who] for who in routes.WHO}
        is_page = not any(re.search(part, one["route"]) for part in NO_PAGE)
        if one["mode"] == mode and one["method"] == "GET" and is_page:
            if "other" in said and "in" not in said:
                continue  # it takes forms only
            found.append(one["route"])
    return found


def address(route: str, there: dict[str, Any]) -> str:
    """A page of a route, below its language.

    Raises:
        KeyError: The program makes no such thing: add it there.
    """
    names = {**there, "position": "0"}
    if re.search(r"/risk/$", route) and "<uuid:report>" in route:
        names["report"] = there["risk_report"]
    if "<uuid:run>/seen/" in route:
        names |= {"run": there["last_run"], "rest": f"releases/{there['series']}/explore/"}
    if "/harmonise/" in route and "<int:position>" in route:
        names |= {"dataset": there["partner"], "position": "10"}
    if "/intake/statistics/" in route:
        names["case_file"] = there["counted"]
    if "/emergencies/of/" in route:
        names["person"] = there["of_a_colleague"]
    if "/vignettes/" in route:
        names["dataset"] = there["halfway_coded" if "position" in route else "storied"]
    if route.endswith("<uuid:agreement>/leave/"):
        names["agreement"] = there["agreement_of_others"]
    if "<slug:figure>" in route:
        names["name"] = there["figured"]
    if route.endswith("/over-the-years/"):
        names["name"] = there["over_years"]
    if route == "/en/search/":
        route += "?q=gender"
    if route == "/en/account/join/":
        route += "<str:token>/"
    made = routes._PARAMETER.sub(lambda found: names[found["name"]], route)
    return made.removeprefix("/en/")


def visits(there: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Who visits which page, and what it is: its route, or where another state of one is."""
    found = []
    for route in pages("server"):
        who = "nobody" if re.search(NOBODY, route) else "amina"
        who = "halfway" if re.search(HALFWAY, route) else who
        who = "nadia" if re.search(NEWCOMER, route) else who
        who = "omar" if re.search(WITHOUT_PASSWORD, route) else who
        found.append((who, address(route, there), route))
    found += [("amina", one, "") for one in (*there["more"], *there["public"])]
    found += [("nadia", one, "") for one in ("work/here/people/", "account/second-factor/")]
    found += [("nobody", one, "") for one in ("releases/nothing/", "account/join/x/")]
    return found
