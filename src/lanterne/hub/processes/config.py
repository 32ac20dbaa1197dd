"""What ``hub.toml`` says, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lanterne.hub.settings import Worker


@dataclass(frozen=True)
class Place:
    """Where a process is reached.

    Attributes:
        address: What people type: ``https://data.example.org``, without a path.
        host: Where the process listens, for the reverse proxy.
        port: The same.
    """

    address: str
    host: str
    port: int

    @property
    def name(self) -> str:
        """The name of the host in its address."""
        return urlsplit(self.address).hostname or ""

    @property
    def secure(self) -> bool:
        """Whether people come by HTTPS."""
        return urlsplit(self.address).scheme == "https"


@dataclass(frozen=True)
class Database:
    """A PostgreSQL database.

    Attributes:
        name: Of the database.
        user: Who owns it.
        host: Name or address, or the folder of its socket.
        port: TCP port.
        password_file: Holds the password alone; ``None``: the server knows the user otherwise.
    """

    name: str
    user: str
    host: str
    port: int
    password_file: Path | None


@dataclass(frozen=True)
class Mail:
    """A server that takes e-mails.

    Attributes:
        host: Its name.
        port: 587 with STARTTLS, 465 with TLS.
        tls: ``starttls``, ``tls``, or ``none``, for a server on this machine.
        sender: Address that e-mails come from.
        user: Name to log in with; empty: nobody logs in.
        password_file: Holds the password alone.
    """

    host: str
    port: int
    tls: str
    sender: str
    user: str
    password_file: Path | None


@dataclass(frozen=True)
class Keys:
    """Where the master key is.

    Attributes:
        master: Its file; ``None``: ``keys/master.json`` in the home.
        passphrase_file: Holds its passphrase alone; ``None``: it has none.
    """

    master: Path | None = None
    passphrase_file: Path | None = None


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider of an organisation.

    Attributes:
        id: Short name in addresses.
        name: What people read on the button.
        issuer: Its address; its metadata lie below ``/.well-known/openid-configuration``.
        client: Id that the provider gave to this hub.
        secret_file: Holds the secret that goes with it.
        organisation: Short name of the organisation whose people come in by it.
        roles: Group at the provider → role in the organisation; never administrator.
        groups: Name of the claim in which the provider writes groups.
        trust_email: Whether an account that exists is found by an address the provider verified.
        second_factor: Whether the provider asks for a second factor, so that the hub need not.
    """

    id: str
    name: str
    issuer: str
    client: str
    secret_file: Path
    organisation: str
    roles: Mapping[str, str]
    groups: str = "groups"
    trust_email: bool = False
    second_factor: bool = False


@dataclass(frozen=True)
class Config:
    """A whole ``hub.toml``.

    Attributes:
        file: Where it was read from.
        home: Folder in which the hub keeps everything.
        workspace: Where people work.
        portal: Where the public reads; another name than that of the workspace.
        proxy: Address of the reverse proxy whose word is taken for who asks; empty: there is none.
        database: PostgreSQL; ``None``: a file in the home, for a few people.
        keys: Where the master key of the vault is.
        mail: Sends invitations; ``None``: people pass links on themselves.
        second_factor: Whether everybody needs a code or a passkey beside the password.
        providers: Where people may log in instead.
        rate: Requests per minute and visitor that the portal answers.
        contact: Whom the public asks about the data; empty: nobody says.
        worker: Who reads cases and draws releases beside the worker.
    """

    file: Path
    home: Path
    workspace: Place
    portal: Place
    proxy: str
    database: Database | None
    keys: Keys
    mail: Mail | None
    second_factor: bool
    providers: tuple[Provider, ...]
    rate: int
    contact: str
    worker: Worker
