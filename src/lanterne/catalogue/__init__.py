"""Editions: how a release becomes one that everybody can see, and how one is withdrawn.

A catalogue is a folder that the portal reads. An edition is a release in it, with a notice beside
it that ties it to its series; nobody changes either again. It is superseded by the next edition,
or withdrawn for a reason that stays in its place; until that is agreed on it may be suspended.
Stories lie beside it: what its publisher tells of it, which may be written anew.
Nothing here opens cases, a ledger or a database.
"""

from lanterne.catalogue.gate_answer import Answer, Author, Exemption, Held, Passing
from lanterne.catalogue.gate_check import Asked, heard
from lanterne.catalogue.notice import Notice, faults, read_notice
from lanterne.catalogue.publish import Published, publish
from lanterne.catalogue.recover import Recovered, recover
from lanterne.catalogue.refusal import EditionRefused
from lanterne.catalogue.series import Record, Series, State, next_edition, read_state
from lanterne.catalogue.story import Story, read_story
from lanterne.catalogue.suspension import Suspension, read_suspension, restore, suspend
from lanterne.catalogue.tell import Told, tell, untell
from lanterne.catalogue.tombstone import Tombstone, read_tombstone
from lanterne.catalogue.withdraw import Withdrawn, withdraw

__all__ = [
    "Answer",
    "Asked",
    "Author",
    "EditionRefused",
    "Exemption",
    "Held",
    "Notice",
    "Passing",
    "Published",
    "Record",
    "Recovered",
    "Series",
    "State",
    "Story",
    "Suspension",
    "Told",
    "Tombstone",
    "Withdrawn",
    "faults",
    "heard",
    "next_edition",
    "publish",
    "read_notice",
    "read_state",
    "read_story",
    "read_suspension",
    "read_tombstone",
    "recover",
    "restore",
    "suspend",
    "tell",
    "untell",
    "withdraw",
]
