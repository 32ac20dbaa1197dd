"""TOML as people read it: comments, and one key a line."""

from __future__ import annotations

import json
from collections.abc import Mapping


def comment(line: str) -> str:
    """One line of a comment."""
    return f"# {line}".rstrip()


def key_lines(data: Mapping[str, object]) -> str:
    """One ``key = value`` a line; a list of tables has a line for each."""
    return "\n".join(f"{_key(key)} = {_spread(item)}" for key, item in data.items())


def _spread(item: object) -> str:
    """A value; a list of tables over several lines."""
    if isinstance(item, list) and any(isinstance(entry, dict) for entry in item):
        return "[\n" + "".join(f"  {_inline(entry)},\n" for entry in item) + "]"
    return _inline(item)


def _inline(item: object) -> str:
    """A value on one line. TOML's basic strings have JSON's escapes, plus one for DEL."""
    if isinstance(item, dict):
        inner = ", ".join(f"{_key(key)} = {_inline(entry)}" for key, entry in item.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(item, list):
        return f"[{', '.join(_inline(entry) for entry in item)}]"
    return json.dumps(item, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    """A bare key where TOML allows it."""
    bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if bare else _inline(key)
