"""The mappings that come with Lanterne: between standards, public files and our own codebook.

Each is a file ``standards/<source>/<target>.toml`` and is found by the name ``<source>/<target>``.
What leads from the one to the other and what leads back are two mappings.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from lanterne.codebook.load import load_codebook, parse_toml
from lanterne.harmonise.check_mapping import codebook_digest


@cache
def builtin_mappings() -> tuple[str, ...]:
    """Names of the mappings that come with Lanterne, in alphabetical order."""
    return tuple(
        sorted(
            f"{source.name}/{file.name.removesuffix('.toml')}"
            for source in _folder().iterdir()
            if source.is_dir()
            for file in source.iterdir()
            if file.name.endswith(".toml")
        )
    )


def builtin_tables(name: str) -> dict[str, object]:
    """One of them as nested tables; raises KeyError when there is none of that name.

    It comes together with its codebook, so that its file does not repeat which version that is.
    """
    if name not in builtin_mappings():
        raise KeyError(name)
    file = f"{name}.toml"
    tables = parse_toml(_folder().joinpath(*file.split("/")).read_bytes(), file)
    codebook = load_codebook(str(tables["codebook"]))
    return {
        "name": name,
        "codebook_version": codebook.version,
        "codebook_digest": codebook_digest(codebook),
        **tables,
    }


def _folder() -> Traversable:
    return files("lanterne.harmonise").joinpath("standards")
