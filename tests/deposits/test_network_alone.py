"""No module but one, and those of the hub, can reach the network."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "lanterne"
LINE = re.compile(r"^ *(?:import|from) +(?:requests|urllib3?|http|socket|ssl|smtplib)\b", re.M)
REACHING = ("requests", "urllib3", "urllib.request", "http.client", "socket", "ssl", "smtplib")


def imported(path: Path) -> Iterator[str]:
    """Names of the modules that one imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def reaching(path: Path) -> bool:
    if not LINE.search(path.read_text("utf-8")):  # most are not parsed
        return False
    return any(f"{name}.".startswith(f"{one}.") for name in imported(path) for one in REACHING)


def test_only_a_deposit_and_the_hub_reach_the_network():
    found = {path.relative_to(SOURCE) for path in SOURCE.rglob("*.py") if reaching(path)}
    assert {one.as_posix() for one in found if one.parts[0] != "hub"} == {"deposits/web.py"}
