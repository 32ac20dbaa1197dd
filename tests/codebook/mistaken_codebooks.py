"""Codebooks that cannot be read."""

from __future__ import annotations

import pytest

from lanterne.codebook import parse_codebook
from lanterne.errors import InputError, Problem
from said_everywhere import assert_said_everywhere


def problems(text: str) -> tuple[Problem, ...]:
    """All that is found wrong with a codebook; it fails where nothing is, or is not translated."""
    with pytest.raises(InputError) as caught:
        parse_codebook(text.encode(), "book.toml")
    assert all(problem.file == "book.toml" for problem in caught.value.problems)
    assert_said_everywhere(caught.value.problems)
    return caught.value.problems
