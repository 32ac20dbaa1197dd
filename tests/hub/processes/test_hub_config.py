"""hub.toml: the template is good, and everything that is wrong is said at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from lanterne.errors import InputError
from lanterne.hub.processes import template
from lanterne.hub.processes.config import Keys
from lanterne.hub.processes.read_config import load_config
from lanterne.hub.processes.settings import server_settings
from lanterne.hub.settings import Worker
from said_everywhere import assert_said_everywhere

WHOLE = """
format = 1
home = "hub"
proxy = "127.0.0.1"
second_factor = true
rate = 10
contact = "mailto:data@example.org"

[workspace]
address = "https://work.example.org"
listen = "127.0.0.1:8000"

[portal]
address = "https://example.org"
listen = "[::1]:8001"

[database]
name = "lanterne"
user = "lanterne"
host = "db.example.org"
password_file = "/etc/lanterne/password"

[keys]
master = "/etc/lanterne/master.json"
passphrase_file = "passphrase"

[mail]
host = "mail.example.org"
sender = "hub@example.org"

[[oidc]]
id = "partner"
name = "Partner"
issuer = "https://login.example.org/"
client = "lanterne"
secret_file = "partner.secret"
organisation = "partner"
roles = { officers = "data-officer" }
"""


def read(tmp_path, text):
    file = tmp_path / "hub.toml"
    file.write_text(text, "utf-8")
    return load_config(file)


def test_what_stands_there_is_what_is_read(tmp_path):
    config = read(tmp_path, WHOLE)
    assert config.home == tmp_path / "hub"
    assert (config.workspace.name, config.workspace.port) == ("work.example.org", 8000)
    assert (config.portal.host, config.portal.secure) == ("::1", True)
    assert (config.database.port, str(config.database.password_file)) == (
        5432,
        "/etc/lanterne/password",
    )
    assert str(config.keys.master) == "/etc/lanterne/master.json"
    assert config.keys.passphrase_file == tmp_path / "passphrase"
    assert (config.mail.tls, config.mail.port, config.mail.user) == ("starttls", 587, "")
    (partner,) = config.providers
    assert partner.issuer == "https://login.example.org"
    assert partner.secret_file == tmp_path / "partner.secret"
    assert (config.rate, config.second_factor, config.proxy) == (10, True, "127.0.0.1")
    assert config.contact == "mailto:data@example.org"


@pytest.mark.parametrize(
    ("said", "worker"),
    [
        ("", Worker()),
        ('runner = "processes"', Worker("processes")),
        ('runner = "spark"\nmaster = "local[4]"', Worker("spark", "local[4]")),
        ('runner = "spark"\nmaster = "local[*]"', Worker("spark", "local[*]")),
    ],
)
def test_who_reads_cases_beside_the_worker_is_a_setting_of_its_process(tmp_path, said, worker):
    text = template() + (f"\n[worker]\n{said}\n" if said else "")
    config = read(tmp_path, text)
    assert config.worker == worker
    assert server_settings(config, "secret")["LANTERNE_WORKER"] == worker


def test_a_name_that_begins_with_a_hyphen_keeps_it(tmp_path):
    config = read(tmp_path, WHOLE.replace('sender = "hub', 'user = "-hub"\nsender = "hub'))
    assert config.mail.user == "-hub"


def test_the_template_is_a_configuration(tmp_path):
    config = read(tmp_path, template())
    assert config.workspace.secure
    assert config.second_factor
    assert config.mail is None
    assert not config.contact
    assert config.keys == Keys()


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("format = 1", "format = 2", "config-format"),
        ('home = "hub"', "", "missing-key"),
        ('"https://work.example.org"', '"work.example.org"', "bad-address"),
        ('"https://work.example.org"', '"https://work.example.org/hub"', "bad-address"),
        ('"https://work.example.org"', '"https://example.org"', "same-name"),
        ('"127.0.0.1:8000"', '"8000"', "bad-address"),
        ('"127.0.0.1:8000"', '"127.0.0.1:80000"', "bad-address"),
        ("rate = 10", "rate = 0", "out-of-range"),
        ("rate = 10", "rates = 10", "unknown-key"),
        ('"mailto:data@example.org"', '"data@example.org"', "bad-address"),
        ('"mailto:data@example.org"', '"javascript:alert(1)"', "bad-address"),
        ("second_factor = true", 'second_factor = "yes"', "wrong-type"),
        ('issuer = "https://', 'issuer = "http://', "bad-address"),
        ('"data-officer"', '"administrator"', "unknown-value"),
        ('id = "partner"', 'id = "The Partner"', "bad-name"),
        ('sender = "hub', 'tls = "ssl"\nsender = "hub', "unknown-value"),
        ("master =", "key =", "unknown-key"),
        ("[portal]", "[portals]", "missing-key"),
        ("[mail]", '[worker]\nrunner = "dask"\n[mail]', "unknown-value"),
        ("[mail]", '[worker]\nrunner = "spark"\n[mail]', "missing-key"),
        ("[mail]", '[worker]\nrunner = "processes"\nmaster = "local"\n[mail]', "unknown-key"),
        ("[mail]", '[worker]\nrunner = "spark"\nmaster = "yarn"\n[mail]', "bad-address"),
    ],
)
def test_a_fault_is_named(tmp_path, old, new, rule):
    assert old in WHOLE
    with pytest.raises(InputError) as raised:
        read(tmp_path, WHOLE.replace(old, new))
    assert rule in {problem.rule for problem in raised.value.problems}
    assert_said_everywhere(raised.value.problems)


def test_all_faults_are_named_at_once(tmp_path):
    with pytest.raises(InputError) as raised:
        read(tmp_path, 'home = 3\nproxies = ["x"]\n[workspace]\nlisten = "y"\n')
    rules = [problem.rule for problem in raised.value.problems]
    assert len(rules) >= 5
    assert {"config-format", "wrong-type", "missing-key", "bad-address", "unknown-key"} <= {*rules}


def test_the_process_of_the_portal_does_not_even_load_what_opens_cases():
    script = (
        "import sys\n"
        "import lanterne.hub.processes.process, lanterne.hub.public\n"
        "from pathlib import Path\n"
        "import django\n"
        "from django.conf import settings\n"
        "from lanterne.hub.settings import portal_settings\n"
        "settings.configure(**portal_settings(Path(), ['example.org']))\n"
        "django.setup(set_prefix=False)\n"
        "import lanterne.hub.urls\n"
        "print('\\n'.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = done.stdout.splitlines()
    assert "lanterne.hub.portal.views" in loaded
    parts = ("people", "jobs", "web", "audit", "project", "upload", "processes.inside")
    private = ("lanterne.vault", *(f"lanterne.hub.{part}" for part in parts))
    assert not [name for name in loaded for part in private if name.startswith(part)]
    assert "psycopg" not in loaded


@pytest.mark.parametrize(
    "verb",
    [
        ("rescue", "a@example.org"),
        *(
            pytest.param(verb, marks=pytest.mark.long)
            for verb in (("organisation", "North"), ("audit", "verify"))
        ),
    ],
    ids=lambda verb: verb[0],
)
def test_before_the_first_start_a_verb_says_so(tmp_path, verb):
    file = tmp_path / "hub.toml"
    file.write_text(WHOLE.partition("[database]")[0], "utf-8")
    program = Path(sys.executable).with_name("lanterne")
    done = subprocess.run(
        [program, "hub", *verb, "--config", file], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Start the hub once" in done.stderr
