"""People who code the vignettes of a codebook, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from case_worker import CASES, dataset_of

from lanterne.codebook import load_codebook
from lanterne.hub.web.data import vignette_codings

NAMES = tuple(load_codebook(CASES).table.names)

LINA: Mapping[str, str] = {
    "gender": "Woman",
    "ageBand": "24--26",
    "isForcedLabour": "1",
    "labourHospitality": "1",
    "recruitmentChannel": "Advertisement",
    "durationMonths": "0--12",
}
"""What somebody makes of the first story; of the others the same, for all that it matters."""

OTHERWISE = {
    **LINA,
    "isForcedLabour": "0",
    "recruitmentChannel": "Online",
    "durationMonths": "13--24",
    "meansWithholdsDocuments": "1",
}
"""What somebody else makes of it."""


def place_of(client: Any, page: str = "") -> str:
    """The pages on which vignettes are coded."""
    return f"{client.place}/codebook/vignettes/{page}"


def form(client: Any, answers: Mapping[str, str], position: int = 0) -> dict[str, Any]:
    """A form as the page makes it, with these answers and no others."""
    dataset = dataset_of(client)
    there = vignette_codings.vignettes_in(dataset)
    coding = vignette_codings.coding_of(dataset, there, client.user)
    seen = vignette_codings.mark_of(coding, there.names[position])
    fields: dict[str, Any] = {f"answer.{name}": answers.get(name, "") for name in NAMES}
    fields["answer.recruitmentChannel"] = ["", *answers.get("recruitmentChannel", "").split(";")]
    return {"codebook": there.mark, "seen": seen, "act": "next", **fields}


def code(client: Any, position: int, answers: Mapping[str, str], status: int = 302) -> Any:
    """Code one story."""
    sent = form(client, answers, position)
    answer = client.post(place_of(client, f"{position}/"), sent)
    assert answer.status_code == status, answer.content.decode()
    return answer


def act(client: Any, what: str, status: int = 302, **more: str) -> str:
    """Finish, look or delete."""
    there = vignette_codings.vignettes_in(dataset_of(client))
    said = {"act": what, "codebook": there.mark if there else "", **more}
    answer = client.post(place_of(client), said)
    assert answer.status_code == status
    return str(answer.content.decode())


def code_all(client: Any, *of_stories: Mapping[str, str]) -> None:
    """Code all the stories and finish; after the last of the answers the last is given again.

    The stories are kept as their page keeps them, which takes far less time than ten forms.
    """
    dataset = dataset_of(client)
    there = vignette_codings.vignettes_in(dataset)
    assert there is not None
    blank = dict.fromkeys(NAMES, "")
    for position, name in enumerate(there.names):
        answers = blank | of_stories[min(position, len(of_stories) - 1)]
        coding = vignette_codings.coding_of(dataset, there, client.user)
        seen = vignette_codings.mark_of(coding, name)
        vignette_codings.keep(dataset, there, client.user, name, answers, seen)
    act(client, "finish")
