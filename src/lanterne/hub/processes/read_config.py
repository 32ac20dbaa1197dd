"""Read ``hub.toml``: all that is wrong with it is said at once, and nothing missing is guessed."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from lanterne.catalogue.file_names import SLUG
from lanterne.codebook.advice import nearest
from lanterne.codebook.load import bytes_of, parse_toml
from lanterne.codebook.section import Findings, Section
from lanterne.errors import InputError
from lanterne.hub.processes.config import Config, Database, Keys, Mail, Place, Provider
from lanterne.hub.settings import RATE, Worker
from lanterne.web_addresses import is_page_or_mail

FORMAT = 1
"""Version of the file's format."""

_HOSTS = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_NO_ADDRESS = {"address": "http://x", "listen": "x:1"}
"""What stands in for a place that is not there, so that no more is said of it."""

_RUNNERS = ("processes", "spark")
_HERE = re.compile(r"local(\[(\*|[1-9][0-9]*)\])?")
"""Spark on this machine: case files are opened in its memory, where no other machine finds them."""

_TLS = ("starttls", "tls", "none")
_GIVEN = ("case-worker", "data-officer", "privacy-officer", "publisher", "auditor")
"""Roles that a provider may give."""


def load_config(path: Path) -> Config:
    """The configuration in a file.

    Raises:
        InputError: It cannot be read, or it has problems; all of them are listed.
    """
    file = str(path)
    findings = Findings(file)
    root = Section(parse_toml(bytes_of(file, "configuration"), file), "", findings)
    _read_format(root)
    home = _path(root, "home", path)
    workspace, portal = _read_place(root, "workspace"), _read_place(root, "portal")
    if workspace.name and workspace.name == portal.name:
        root.problem("same-name", at="portal.address")
    config = Config(
        path,
        home,
        workspace,
        portal,
        _optional_text(root, "proxy"),
        _read_database(root, path),
        _read_keys(root, path),
        _read_mail(root, path),
        root.truth("second_factor", default=True),
        tuple(_read_provider(one, path) for one in root.sections("oidc", by="id")),
        _whole(root, "rate", RATE),
        _read_contact(root),
        _read_worker(root),
    )
    root.close()
    if findings.problems:
        raise InputError(findings.problems)
    return config


def _read_format(root: Section) -> None:
    if root.raw("format") != FORMAT:
        root.problem("config-format", {"format": str(FORMAT)}, at="format")


def _read_place(root: Section, key: str) -> Place:
    section = root.part(key, "missing-key.table-of-place", _NO_ADDRESS)
    address = section.text("address")
    parts = urlsplit(address)
    plain = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    known = parts.scheme in {"http", "https"} and _HOSTS.fullmatch(parts.hostname or "")
    if address and not (plain and known):
        section.problem("bad-address.public", at="address")
    host, _, port = section.text("listen").rpartition(":")
    if not (port.isdigit() and 0 < int(port) < 65536 and host):
        section.problem("bad-address.listen", at="listen")
        host, port = "127.0.0.1", "0"
    section.close()
    return Place(address.rstrip("/"), host.strip("[]"), int(port))


def _read_contact(root: Section) -> str:
    contact = _optional_text(root, "contact")
    if contact and not is_page_or_mail(contact):
        root.problem("bad-address.contact", at="contact")
    return contact


def _read_database(root: Section, file: Path) -> Database | None:
    if not root.has("database"):
        return None
    section = root.section("database")
    read = Database(
        section.text("name"),
        section.text("user"),
        section.text("host"),
        _whole(section, "port", 5432),
        _optional_path(section, "password_file", file),
    )
    section.close()
    return read


def _read_keys(root: Section, file: Path) -> Keys:
    if not root.has("keys"):
        return Keys()
    section = root.section("keys")
    read = Keys(
        _optional_path(section, "master", file), _optional_path(section, "passphrase_file", file)
    )
    section.close()
    return read


def _read_mail(root: Section, file: Path) -> Mail | None:
    if not root.has("mail"):
        return None
    section = root.section("mail")
    tls = section.text("tls", "starttls")
    if tls not in _TLS:
        section.problem("unknown-value.none-of", {"name": tls, "names": _TLS}, at="tls")
    read = Mail(
        section.text("host"),
        _whole(section, "port", 587),
        tls,
        section.text("sender"),
        _optional_text(section, "user"),
        _optional_path(section, "password_file", file),
    )
    section.close()
    return read


def _read_worker(root: Section) -> Worker:
    if not root.has("worker"):
        return Worker()
    section = root.section("worker")
    runner, master = section.text("runner"), None
    if runner and runner not in _RUNNERS:
        section.problem("unknown-value.none-of", {"name": runner, "names": _RUNNERS}, at="runner")
    if runner == "spark":
        master = section.text("master")
        if master and not _HERE.fullmatch(master):
            section.problem("bad-address.spark", at="master")
    section.close()
    return Worker(runner, master)


def _read_provider(section: Section, file: Path) -> Provider:
    identity, organisation = section.text("id"), section.text("organisation")
    for key, value in (("id", identity), ("organisation", organisation)):
        if value and not SLUG.fullmatch(value):
            section.problem("bad-name.slug", at=key)
    issuer = section.text("issuer")
    if issuer and urlsplit(issuer).scheme != "https":
        section.problem("bad-address.issuer", at="issuer")
    roles = section.mapping("roles")
    for group, role in roles.items():
        if role not in _GIVEN:
            gaps, advice = {"name": role}, nearest(role, _GIVEN)
            section.problem("unknown-value.role", gaps, at=f"roles.{group}", advice=advice)
    read = Provider(
        identity,
        section.text("name"),
        issuer.rstrip("/"),
        section.text("client"),
        _path(section, "secret_file", file),
        organisation,
        roles,
        section.text("groups", "groups"),
        section.truth("trust_email", default=False),
        section.truth("second_factor", default=False),
    )
    section.close()
    return read


def _path(section: Section, key: str, file: Path) -> Path:
    """A path; what is relative lies beside the file."""
    return file.parent / section.text(key)


def _optional_path(section: Section, key: str, file: Path) -> Path | None:
    return _path(section, key, file) if section.has(key) else None


def _optional_text(section: Section, key: str) -> str:
    return section.text(key) if section.has(key) else ""


def _whole(section: Section, key: str, default: int) -> int:
    if not section.has(key):
        return default
    value = section.number(key)
    if value < 1:
        section.problem("out-of-range.below-one", at=key)
    return value
