"""Writes docs/architecture.md from the imports: ``python tools/architecture.py``."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "lanterne"
PAGE = ROOT / "docs" / "architecture.md"

_TOP = """\
# The map

Written by `make docs` from the source: change that, not this page.

Data goes one way, from left to right:

    case files ─▶ cases ─▶ risk ─▶ protect ─▶ release ─▶ evaluate, gate ─▶ catalogue ─▶ portal
                    ▲               │  ▲                  (sensitive)
                 codebook          ledger

What is computed from cases is *sensitive*, what came out of a mechanism is *protected*; a release
is written from what is protected and from the codebook alone. Rooms import only from rooms above
them here; `make lint` checks it. [Decisions](decisions/README.md) say why it is so.
"""

_TASKS = """\
## Where do I find …

| to change | begin at |
|---|---|
| a type of column | `codebook/types.py` |
| what a codebook may say | `codebook/model.py`, `codebook/read_columns.py` |
| how a partner's answers are read | `harmonise/answers.py`; words in `harmonise/words/` |
| a mapping that ships | `harmonise/standards/`; its codebook in `codebook/standards/` |
| a form, and what comes back | `forms/make_form.py`, `forms/kinds.py`; `forms/opening.py` |
| the offline page in the hub | `hub/web/data/page_keys.py`; `hub/web/work/saved_pages.py` |
| what is counted of very many people | `counting/answered.py`, `counting/cells.py` |
| who reads cases in parts, and how | `runners/`; `cases/shards/`, `files/shards.py` |
| how a file is read | `files/read.py`; its kind: `files/kinds.py`; workbooks: `files/workbook.py` |
| the noise, or its cost | `privacy/noise.py`; `privacy/events.py`, `privacy/accountant.py` |
| the default δ, ε and cap | `privacy/budget.py`, `privacy/cap.py` |
| who is protected | `privacy/units.py` |
| what a release consists of | `release/contents.py`, `release/write.py` |
| a file that is written with a release | `release/formats/__init__.py` |
| an export of a release | `release/exports.py`; what all of them say: `release/formats/about.py` |
| a deposit with Zenodo | `deposits/send.py`; what it asks the site: `deposits/api.py` |
| intervals from many data sets | `inference/combine.py`; the sets: `synthesis/datasets.py` |
| an attack | `attacks/run.py` |
| what the gate asks | `gate/policy.py`, `gate/judge.py` |
| a command | `cli/app.py`; what it takes in `verbs/requests/`, what it does in `verbs/` |
| a sentence | `messages/english/`; its translations in `messages/locale/` |
| a language | `messages/locale/`, `messages/documents/`; [how](contributing/translate.md) |
| a template for organisations | `toolkit/templates/`; as a file for Word: `toolkit/word.py` |
| the documentation as pages | `docs/`; what makes them of it: `documentation/` |
| a word, or what it means | `messages/glossary.toml` |
| a step of the workspace | `hub/web/<step>/page.py` |
| another page of the workspace | `hub/web/ledger.py` is one; addresses: `hub/web/urls.py` |
| what a role may do | `hub/people/roles.py` |
| a public page, or an address for programs | `hub/portal/views.py`, `hub/portal/api.py` |
| a figure | `hub/portal/figures/` |
| dots of a count; what ε means in worlds | `hub/portal/uncertainty/`, `privacy/worlds.py` |
| the search, feeds, and what other catalogues take | `hub/portal/search/`, `hub/portal/harvest/` |
"""


def reference() -> str:
    """The whole page."""
    return "\n".join([_TOP, *_rooms(), _TASKS])


def _rooms() -> Iterator[str]:
    yield "## The rooms\n\n| room | what it is | imports |\n|---|---|---|"
    rooms = _in_order()
    for name in rooms:
        imports = _imports(name) - {name}
        others = ", ".join(f"`{one}`" for one in rooms if one in imports)
        yield f"| `{name}` | {_purpose(SOURCE / name)} | {others} |"
    yield "\n### The hub\n\n| room | what it is |\n|---|---|"
    for path in sorted((SOURCE / "hub").iterdir()):
        if (path / "__init__.py").is_file() and path.name != "formats":
            yield f"| `hub/{path.name}` | {_purpose(path)} |"
    yield ""


def _in_order() -> list[str]:
    """The rooms from the lowest up, as the rules of imports have them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    names = [name.strip() for layer in reversed(layers) for name in layer.split("|")]
    return [name.removeprefix("lanterne.") for name in names]


def _purpose(room: Path) -> str:
    """The first line of a room's docstring."""
    path = room / "__init__.py" if room.is_dir() else room.with_suffix(".py")
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return text.split("\n\n")[0].replace("\n", " ").replace("|", "\\|")


def _imports(room: str) -> set[str]:
    """Rooms that a room imports from, anywhere in its modules."""
    folder = SOURCE / room
    paths = folder.rglob("*.py") if folder.is_dir() else [folder.with_suffix(".py")]
    found: set[str] = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "lanterne":
                found |= {one.name for one in node.names}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lanterne."):
                found.add(str(node.module).split(".")[1])
    return found


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
