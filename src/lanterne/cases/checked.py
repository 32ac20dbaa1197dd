"""From answers as they were read to codes, as long as nothing is wrong with any of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import polars as pl

from lanterne.cases.check import check_records
from lanterne.cases.encode import Codes, find_impossible, to_codes
from lanterne.cases.vocabulary import Vocabulary
from lanterne.codebook.encoding import Encoding
from lanterne.codebook.model import Table
from lanterne.files.problem_log import Findings


def checked(
    parts: Iterable[pl.DataFrame],
    table: Table,
    vocabularies: Mapping[str, Vocabulary],
    encoding: Encoding,
    findings: Findings,
) -> Iterator[tuple[pl.DataFrame, Codes]]:
    """Answers and codes of people; once something is wrong, the rest is only checked.

    Args:
        parts: Answers of people, one row each, null where a cell is no answer.
        table: What the columns mean.
        vocabularies: Name of each column → its vocabulary.
        encoding: How answers become codes.
        findings: Receives what is wrong.
    """
    for people in parts:
        answers = check_records(people.drop_nulls(), table, vocabularies, findings)
        if findings:
            continue
        codes = to_codes(answers, vocabularies, encoding)
        find_impossible(codes, answers, findings)
        if len(codes) and not findings:
            yield answers, codes.astype(np.uint16)
