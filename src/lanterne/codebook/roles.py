"""What a column is about, as its codebook says: figures and pages find columns by it.

A role is stated in the codebook. A draft suggests one from headers in any language of the product;
a codebook without roles keeps its figures by its English names and labels.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from lanterne.codebook.types import ColumnType


class Role(StrEnum):
    """What a column is about."""

    YEAR = "year"
    GENDER = "gender"
    AGE = "age"
    MAJORITY = "majority"
    CITIZENSHIP = "citizenship"
    COUNTRY_OF_EXPLOITATION = "country-of-exploitation"
    EXPLOITATION = "exploitation"
    MEANS_OF_CONTROL = "means-of-control"
    RECRUITER = "recruiter"
    RELATION = "relation"
    PERPETRATOR = "perpetrator"
    COHORT = "cohort"
    """In which cohort of a series somebody is: all victims of a perpetrator are in the same."""


PLACES = frozenset({Role.CITIZENSHIP, Role.COUNTRY_OF_EXPLOITATION})
"""Roles of columns of countries or regions."""

_EXPLOITATION = (
    "exploitation exploited explotacion explotada explotado استغلال الاستغلال destination destino"
)
_WORDS: Mapping[Role, frozenset[str]] = MappingProxyType(
    {
        role: frozenset(words.split())
        for role, words in {
            Role.RECRUITER: "recruiter recruiters recruitment recruteur recruteuse recruteurs "
            "recrutement reclutador reclutadora reclutamiento captador captadora captacion "
            "التجنيد تجنيد المجند الاستقدام",
            Role.RELATION: "relation relationship lien relacion vinculo العلاقة علاقة صلة",
            Role.PERPETRATOR: "ip perpetrator perpetrators trafficker traffickers exploiter "
            "exploiters auteur auteurs trafiquant trafiquants exploiteur exploiteurs autor autores "
            "tratante tratantes explotador explotadores جان الجاني الجناة المتاجر",
            Role.MEANS_OF_CONTROL: "means control controle moyens moyen medios السيطرة وسائل وسيلة",
            Role.CITIZENSHIP: "citizenship citizen nationality origin citoyennete nationalite "
            "origine ciudadania nacionalidad origen جنسية الجنسية المنشا الاصل",
            Role.COUNTRY_OF_EXPLOITATION: _EXPLOITATION + " المقصد",
            Role.EXPLOITATION: _EXPLOITATION + " labour labor sexual travail sexuelle laboral "
            "العمل",
            Role.GENDER: "gender sex genre sexe genero sexo الجنس النوع جنس",
            Role.AGE: "age ages edad edades العمر عمر السن الفئة العمرية",
            Role.MAJORITY: "majority minor majorite mineur mineure mayoria menor قاصر القاصر راشد",
        }.items()
    }
)
"""Role → words of headers and labels, in four languages, without accents; the first that fits."""

_AMONG_COUNTRIES = (Role.COUNTRY_OF_EXPLOITATION, Role.CITIZENSHIP)
_AMONG_ANSWERS = (
    Role.RECRUITER,
    Role.RELATION,
    Role.PERPETRATOR,
    Role.MEANS_OF_CONTROL,
    Role.CITIZENSHIP,
    Role.MAJORITY,
    Role.AGE,
    Role.GENDER,
    Role.EXPLOITATION,
)


def suggested_role(header: str, kind: ColumnType) -> Role | None:
    """The role that a header speaks for, in any language; ``None``: it speaks for none.

    Args:
        header: Name or label of the column: ``Pays d'exploitation``, ``ageBand``.
        kind: Type of the column.
    """
    if kind.traits.time:
        return Role.YEAR
    words = words_of(header)
    roles = _AMONG_COUNTRIES if kind.traits.place else _AMONG_ANSWERS
    return next((role for role in roles if words & _WORDS[role]), None)


def words_of(text: str) -> frozenset[str]:
    """The words of a header in small letters, without accents; ``ageBand`` has two."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    plain = unicodedata.normalize("NFKD", apart)
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return frozenset(word.lower() for word in re.findall(r"[^\W\d_]+", kept))
