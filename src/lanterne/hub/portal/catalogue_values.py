"""The catalogue and its editions, as the values of JSON answers."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from lanterne.catalogue import Notice, Record
from lanterne.hub.portal.edition import Broken, Edition
from lanterne.hub.portal.gate_words import gate_in_words
from lanterne.hub.portal.zip_file import Archive
from lanterne.messages import Message, say


def entry_values(entry: Edition | Broken) -> dict[str, Any]:
    """One line of the catalogue."""
    if isinstance(entry, Broken):
        return {"name": entry.name, "whole": False, "status": None}
    notice, standing = entry.notice, entry.standing
    statement, k = entry.release.statement, entry.release.k_statement
    return {
        "name": entry.name,
        "whole": True,
        "status": standing.status if standing else "current",
        "series": standing.series if standing else None,
        "edition": standing.number if standing else None,
        "supersedes": notice.supersedes if notice else None,
        "superseded_by": _superseded_by(entry),
        "title": dict(entry.title),
        "date": entry.date,
        "publisher": entry.publisher or None,
        "licence": entry.licence or None,
        "rows": dict(entry.rows),
        "promise": {
            "kind": "differential privacy" if statement else "k-anonymity",
            "unit": statement.unit if statement else k.unit if k else None,
            "epsilon": statement.epsilon if statement else None,
            "delta": statement.delta if statement else None,
            "epsilon_total": statement.epsilon_total if statement else None,
            "method": str(k.guarantee.method) if k else None,
            "k": k.guarantee.k if k else None,
        },
        "gate": gate_values(notice),
        "gate_in_words": gate_in_words(notice, entry.is_stray),
        "url": address_in_api(entry.name),
    }


def gate_values(notice: Notice | None) -> dict[str, Any] | None:
    """What the gate said, with the exception in full; ``None``: nothing says so."""
    return None if notice is None or notice.gate is None else notice.gate.to_dict()


def _superseded_by(entry: Edition) -> str | None:
    standing = entry.standing
    if standing is None or standing.current is None or standing.status == "current":
        return None
    return standing.current.name


def _gone_values(record: Record, status: str) -> dict[str, Any]:
    """What is said of an edition of which there is nothing to be had."""
    notice = record.notice
    return {
        "name": record.name,
        "whole": False,
        "status": status,
        "series": notice.series,
        "edition": notice.edition,
        "supersedes": notice.supersedes,
        "title": dict(notice.title),
        "date": notice.published.date().isoformat(),
        "publisher": notice.publisher,
        "licence": notice.licence,
    }


def withdrawn_values(record: Record) -> dict[str, Any]:
    """One line of the catalogue, of an edition that was withdrawn: there is nothing to be had."""
    notice, tombstone = record.notice, record.tombstone
    assert tombstone is not None  # only those are asked for
    return {
        **_gone_values(record, "withdrawn"),
        "gate": gate_values(notice),
        "gate_in_words": gate_in_words(notice, stray=False),
        "withdrawn": tombstone.withdrawn.date().isoformat(),
        "reason": dict(tombstone.reason),
        "mark": tombstone.mark,
        "url": address_in_api(record.name),
    }


def suspended_values(record: Record) -> dict[str, Any]:
    """One line of the catalogue, of an edition that nobody is shown for now."""
    suspension = record.suspension
    assert suspension is not None  # only those are asked for
    return {
        **_gone_values(record, "suspended"),
        "suspended": suspension.suspended.date().isoformat(),
        "mark": suspension.mark,
        "url": address_in_api(record.name),
    }


def held_values(record: Record) -> dict[str, Any]:
    """The problem document (RFC 9457) of an edition that nobody is shown for now."""
    values = suspended_values(record)
    about = {key: values[key] for key in ("name", "series", "edition", "suspended", "mark")}
    return {"title": say(Message("api.suspended")), "status": 403, "problems": [], **about}


def gone_values(record: Record) -> dict[str, Any]:
    """The problem document (RFC 9457) of an edition that was withdrawn."""
    values = withdrawn_values(record)
    kept = ("name", "series", "edition", "withdrawn", "reason", "mark")
    about = {key: values[key] for key in kept}
    return {"title": say(Message("api.withdrawn")), "status": 410, "problems": [], **about}


def address_in_api(name: str) -> str:
    """Where a release is in the API; the end of its name is not taken for a kind of data."""
    address = reverse("api-release", args=[name])
    return f"{address}.json" if name.endswith((".json", ".csv")) else address


def release_values(edition: Edition, whole: Archive) -> dict[str, Any]:
    """A release: what it is, what is promised in numbers, its files, and all of them as one."""
    statement, k = edition.release.statement, edition.release.k_statement
    name = edition.name
    return {
        **entry_values(edition),
        "description": dict(edition.description),
        "citation": (edition.notice.citation or None) if edition.notice else None,
        "mark": edition.mark,
        "notice": reverse("api-notice", args=[name]) if edition.notice else None,
        "people": [
            {
                "name": people.table.name,
                "label": dict(people.table.label),
                "rows": people.rows.height,
                "published_counts": people.counts.height,
                "columns": list(people.table.names),
            }
            for people in edition.people
        ],
        "privacy": statement.to_dict() if statement else None,
        "guarantee": k.to_dict() if k else None,
        "codebook": reverse("api-codebook", args=[name]),
        "counts": reverse("api-counts", args=[name]),
        "figures": reverse("api-figures", args=[name]),
        "profiles": reverse("api-profiles", args=[name]),
        "zip": {
            "bytes": whole.size,
            "sha256": whole.sha256,
            "url": reverse("api-download-all", args=[name]),
        },
        "files": [
            {
                "path": file.path,
                "bytes": file.size,
                "sha256": file.sha256,
                "url": reverse("api-download", args=[name, file.path]),
            }
            for file in edition.files.values()
        ],
    }
