"""A partner's table in many parts: each is harmonised where it is read.

A row becomes a row of cases by itself alone. What is said of several rows of a person, whether they
consent, is compared where all of them are together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from lanterne.cases.shards.reading import WhoConsents
from lanterne.codebook.model import Codebook
from lanterne.errors import Place, Problem
from lanterne.files.object_path import File
from lanterne.files.problem_log import Findings
from lanterne.files.read import open_table
from lanterne.files.shards import NumberedFile, Shard, kinds_of, open_shard
from lanterne.harmonise.apply import HarmonisedFile, partners_file
from lanterne.harmonise.headers import match_headers
from lanterne.harmonise.mapping import Mapping
from lanterne.harmonise.unanswered import never_answered, what_to_do


@dataclass(frozen=True)
class PartnerParts:
    """Opens parts by a mapping; an :class:`lanterne.cases.shards.reading.Opener`.

    Attributes:
        mapping: The mapping, which fits the codebook.
        codebook: A codebook of one table.
    """

    mapping: Mapping
    codebook: Codebook

    @property
    def consent(self) -> str:
        """Column that says who consents, where an id says which rows are one person."""
        return self.mapping.legal.consent if self.mapping.source.keep else ""

    @property
    def of_all(self) -> Sequence[Problem]:
        """Columns that every case must answer, and that the mapping answers for nobody."""
        advice = what_to_do(self.mapping)
        return [
            Problem("required.of-mapping", place=Place(column=name), advice=advice)
            for name in never_answered(self.mapping, self.codebook)
        ]

    def open(
        self,
        shard: Shard,
        known: Collection[str],
        findings: Findings,
        consents: Callable[[WhoConsents], None],
    ) -> HarmonisedFile:
        """Open a part; which columns are to be expected, the mapping says.

        Raises:
            InputError: As :func:`lanterne.harmonise.open_harmonised`; or the file has changed.
        """
        source = self.mapping.source
        file = open_shard(shard, "", source.headers, findings, source.layout)
        parted = NumberedFile(file, shard.place)
        made = partners_file(parted, self.mapping, self.codebook, findings, shard.path)
        return replace(made, elsewhere=consents)

    def kinds_in(self, path: File, ids: Sequence[str]) -> tuple[str, ...]:
        """Of what kind ids are, as the file calls them; also that by which consents are compared.

        Raises:
            InputError: The file cannot be read.
        """
        source = self.mapping.source
        told_by = source.keep[:1] if self.consent else ()
        columns = dict.fromkeys((*ids, *told_by))
        if not columns:
            return ()
        file = open_table(path, "", source.headers, Findings(str(path)), source.layout)
        places = match_headers(file.header, self.mapping).places
        own = [file.header[places[one]] if one in places else one for one in columns]
        return kinds_of(path, file, own)
