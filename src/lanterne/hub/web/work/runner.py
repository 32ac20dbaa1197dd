"""Who reads the cases of one table, and draws large releases, as the server is configured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from lanterne.codebook import Codebook
from lanterne.errors import InputError
from lanterne.files.shards import table_files
from lanterne.hub.settings import Worker
from lanterne.verbs import ProtectRequest, RedrawRequest
from lanterne.verbs.parts import files_of_forms
from lanterne.verbs.settings import opening_of

Request = TypeVar("Request", ProtectRequest, RedrawRequest)


def has_helpers() -> bool:
    """Whether others read cases beside this process, and must find them."""
    return _worker().runner is not None


def read_by(asked: ProtectRequest, codebook: Codebook) -> ProtectRequest:
    """The same, done by whom the configuration says, where cases can be read in parts.

    Linked tables, and what came back by a form, are read here, as without a setting.
    """
    if not has_helpers() or codebook.network is not None:
        return asked
    try:
        opening = opening_of(asked, codebook)
        if files_of_forms(table_files(Path(str(asked.cases))), codebook, opening.table):
            return asked
    except InputError:
        return asked  # whoever reads it here tells what is wrong
    return drawn_by(asked)


def drawn_by(asked: Request) -> Request:
    """The same, done by whom the configuration says."""
    worker = _worker()
    return replace(asked, runner=worker.runner, master=worker.master)


def _worker() -> Worker:
    found: Worker = settings.LANTERNE_WORKER
    return found
