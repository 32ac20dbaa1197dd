"""What the jobs share that read a case file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.urls import reverse

from lanterne.errors import LanterneError
from lanterne.hub.jobs.models import Job
from lanterne.hub.jobs.work import Work
from lanterne.hub.people.access import Desk
from lanterne.hub.web.data import subprocess_reader
from lanterne.hub.web.models import CaseFile
from lanterne.messages import Message
from lanterne.verbs.road import Step

STEPS = (Step("read", Message("stage.read"), 1.0, by_rows=True),)
"""Their stages."""


def file_of(work: Work) -> CaseFile:
    """The case file that a job is about."""
    return CaseFile.objects.select_related("dataset__organisation").get(pk=work.job.subject)


def refuse_counted(case_file: CaseFile) -> None:
    """Go on only with cases that came as a file.

    Those that were registered here are in order as they are, and no copy of them is made.

    Raises:
        LanterneError: They were registered here.
    """
    if case_file.counted:
        raise LanterneError("work.counted-cases")


def desk_of(work: Work) -> Desk:
    """Whoever wants a job done, as what they are now."""
    user, organisation = work.job.created_by, work.job.organisation
    return Desk(user, organisation, user.roles_in(organisation))


def page_of_file(name: str, of_draft: bool = False) -> Callable[[Job], str | None]:
    """The page that is wanted after a job about a case file."""

    def address(job: Job) -> str | None:
        file = CaseFile.objects.filter(pk=job.subject).select_related("dataset").first()
        if file is None:
            return None
        wanted = "codebook-edit" if of_draft and file.dataset.draft else name
        return reverse(wanted, args=[job.organisation.slug, file.dataset_id])

    return address


def is_packed(case_file: CaseFile) -> bool:
    """Whether a file may be much larger inside than outside."""
    return any(part["kind"] not in subprocess_reader.AS_THEY_COME for part in case_file.parts)


def looked_at(
    case_file: CaseFile,
    path: Path,
    look: subprocess_reader.Look,
    *arguments: Any,
    tell: Callable[[], None],
) -> Any:
    """What a function says of a file; what is packed is read apart, and may be too much.

    Args:
        case_file: The file.
        path: Where it is.
        look: Called with the path and the arguments; see :func:`subprocess_reader.looked_at`.
        arguments: Plain values and objects of the core.
        tell: Called every second while it is read apart.

    Raises:
        InputError: Of the function; or it needs more memory or time than it may take.
        LanterneError: Of the function; or its process died.
    """
    if not is_packed(case_file):
        return look(path, *arguments)
    return subprocess_reader.looked_at(path, look, *arguments, tell=tell)
