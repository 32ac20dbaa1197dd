"""Lanterne as its users run it, by its words; in a process of its own where that matters."""

import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

from program import TERMINAL, command, run_here

BOOK = Path(__file__).with_name("small.toml")
HEADER = "year,gender,ageBand,isMinor,sector"
ENVIRONMENT = {**os.environ, **TERMINAL, "PYTHONWARNINGS": "error::ResourceWarning"}
# A file that an interrupted import leaves open is Python's own, and is shown to nobody.
INTERRUPTED = {name: value for name, value in ENVIRONMENT.items() if name != "PYTHONWARNINGS"}
CHARGED, NOT_CHARGED = "budget WAS charged", "budget was NOT charged"


def start(folder: Path, *arguments: object, **options: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(*arguments),
        cwd=folder,
        env=options.pop("env", ENVIRONMENT),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        **options,
    )


def run(folder: Path, *arguments: object, code: int | None = 0) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end, in this process; whatever happens, a person never sees a traceback."""
    return _checked(run_here(folder, *arguments), code)


def run_apart(
    folder: Path, *arguments: object, code: int | None = 0, **options: Any
) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own."""
    process = start(folder, *arguments, **options)
    out, err = process.communicate(timeout=120)
    return _checked(subprocess.CompletedProcess(process.args, process.returncode, out, err), code)


def _checked(
    done: subprocess.CompletedProcess[str], code: int | None
) -> subprocess.CompletedProcess[str]:
    assert "Traceback" not in done.stdout + done.stderr
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done


def run_json(folder: Path, *arguments: object, code: int = 0) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run(folder, *arguments, "--json", code=code).stdout)
    return answer


def rows(people: int, seed: int = 5) -> list[str]:
    """Fictional people whose age, sector and gender depend on each other."""
    chance = random.Random(seed)
    lines = []
    for _ in range(people):
        age = chance.choice(["0--17", "18--29", "30+", ""])
        gender = "Woman" if chance.random() < 0.6 else "Man"
        sectors = ["Home", "Home", "Farm"] if gender == "Woman" else ["Farm", "Street", ""]
        minor = "1" if age == "0--17" else ""
        lines.append(
            f"{chance.choice([2019, 2020, 2021])},{gender},{age},{minor},{chance.choice(sectors)}"
        )
    return lines


def write_cases(folder: Path, people: int, name: str = "cases.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([HEADER, *rows(people), ""]), encoding="utf-8")
    return path


def tree(folder: Path) -> dict[str, bytes]:
    """All that is in a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in sorted(folder.rglob("*"))
    }
