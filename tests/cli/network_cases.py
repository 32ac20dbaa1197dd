"""Fictional victims, perpetrators and links under the codebook small_network.toml."""

import random
from pathlib import Path

NETWORK = Path(__file__).with_name("small_network.toml")
PAIRS = "victim,home,gender,isMinor,perpetrator,sex,role"


def network_cases(victims: int, seed: int = 5) -> dict[str, list[str]]:
    """Table → header and lines. At most two perpetrators per victim; some share theirs."""
    chance = random.Random(seed)
    people, links = ["victim,home,gender,isMinor"], ["victim,perpetrator,role"]
    others = ["perpetrator,sex"]
    for number in range(victims):
        home = f"home-{number // 2}" if number % 10 < 2 else ""
        people.append(
            f"vic-{number},{home},{chance.choice(['Woman', 'Man'])},{'1' * (number % 3 > 0)}"
        )
        if number % 2 == 0:
            others += [f"per-{number // 2}-{k},{chance.choice(['Female', 'Male'])}" for k in (0, 1)]
        for k in range(number % 5 and 1 + number % 2):
            role = chance.choice(["Recruiter", "Exploiter"])
            links.append(f"vic-{number},per-{number // 2}-{k},{role}")
    linked = {line.split(",")[1] for line in links[1:]}
    others[1:] = [line for line in others[1:] if line.split(",")[0] in linked]
    return {"victims": people, "perpetrators": others, "links": links}


def write_network_cases(folder: Path, victims: int, name: str = "net") -> Path:
    """A folder with a file per table."""
    path = folder / name
    path.mkdir()
    for table, lines in network_cases(victims).items():
        (path / f"{table}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def write_pairs(folder: Path, victims: int) -> Path:
    """The same as one file with a row per victim and perpetrator."""
    tables = network_cases(victims)
    sex = dict(line.split(",") for line in tables["perpetrators"])
    links: dict[str, list[str]] = {}
    for line in tables["links"][1:]:
        victim, perpetrator, role = line.split(",")
        links.setdefault(victim, []).append(f"{perpetrator},{sex[perpetrator]},{role}")
    rows = [
        f"{line},{link}"
        for line in tables["victims"][1:]
        for link in links.get(line.split(",")[0], [",,"])
    ]
    path = folder / "pairs.csv"
    path.write_text("\n".join([PAIRS, *rows, ""]), encoding="utf-8")
    return path
