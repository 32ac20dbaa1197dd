"""Files of invented partners, as they come: four languages, and nothing as the codebook has it."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass

CANARY = "Vue-au-foyer-7f3a"
"""Stands in a name, in a note, and in answers that one person gave."""


@dataclass(frozen=True)
class Partner:
    """How one partner writes its cases.

    Attributes:
        header: Names of the 14 columns.
        women, men: How each is written, in several ways.
        unknown: What is written where nothing is known.
        years: What stands behind an age.
        countries: As they are written, in several ways.
        where: Countries of exploitation.
        yes, no: As they are written.
        means: Means of control, several of which stand in a cell.
        recruiters: Relations to the recruiter.
        encoding: Of the file.
        comma: Between the cells.
        comma_within: Between the answers of a cell.
    """

    header: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    unknown: str
    years: str
    countries: tuple[str, ...]
    where: tuple[str, ...]
    yes: str
    no: str
    means: tuple[str, ...]
    recruiters: tuple[str, ...]
    encoding: str
    comma: str
    comma_within: str


PARTNERS = {
    "fr": Partner(
        (
            *("N° dossier", "Nom", "Téléphone", "Sexe", "Âge", "Date d'enregistrement"),
            *("Nationalité", "Pays d'exploitation", "Travail forcé", "Exploitation sexuelle"),
            *("Moyens de contrôle", "Recruteur", "Accord statistiques", "Observations"),
        ),
        ("Femme", "femme ", "F"),
        ("Homme", "H"),
        "NSP",
        " ans",
        ("Côte d'Ivoire", "Cote d'Ivoire", "RCI", "Mali", "Maroc", "Sénégalaise"),
        ("France", "Italie", "Belgique"),
        "Oui",
        "Non",
        ("Menaces", "Dettes", "Violences physiques", "Papiers confisqués"),
        ("Famille", "Ami"),
        "cp1252",
        ";",
        ", ",
    ),
    "en": Partner(
        (
            *("Case number", "Name", "Phone", "Sex", "Age", "Date of registration"),
            *("Nationality", "Country of exploitation", "Forced labour", "Sexual exploitation"),
            *("Means of control", "Recruiter", "Consent to statistics", "Remarks"),
        ),
        ("Female", "female ", "F"),
        ("Male", "M"),
        "don't know",
        " years",
        ("Ivory Coast", "Mali", "Morocco", "Senegalese", "UK", "Nigeria"),
        ("France", "Italy", "Belgium"),
        "Yes",
        "No",
        ("Threats", "Debt bondage", "Physical abuse", "Documents withheld"),
        ("Family", "Friend"),
        "utf-8",
        ",",
        "; ",
    ),
    "es": Partner(
        (
            *("N.º de expediente", "Nombre", "Teléfono", "Sexo", "Edad", "Fecha de registro"),
            *("Nacionalidad", "País de explotación", "Trabajo forzoso", "Explotación sexual"),
            *("Medios de control", "Reclutador", "Consentimiento estadísticas", "Observaciones"),
        ),
        ("Mujer", "mujer "),
        ("Hombre", "hombre"),
        "No sabe",
        " años",
        ("Costa de Marfil", "Malí", "Marruecos", "Senegalesa", "Colombia"),
        ("España", "Italia", "Francia"),
        "Sí",
        "No",
        ("Amenazas", "Deudas", "Violencia física", "Documentos retenidos"),
        ("Familia", "Amigo"),
        "utf-8-sig",
        ";",
        ", ",
    ),
    "ar": Partner(
        (
            *("رقم الملف", "الاسم", "الهاتف", "الجنس", "العمر", "تاريخ التسجيل"),
            *("الجنسية", "بلد الاستغلال", "العمل القسري", "الاستغلال الجنسي"),
            *("وسائل السيطرة", "المجنِّد", "الموافقة على الإحصاءات", "ملاحظات"),
        ),
        ("أنثى", "امرأة"),
        ("ذكر", "رجل"),
        "لا أعرف",
        " سنة",
        ("ساحل العاج", "مالي", "المغرب", "السنغال", "نيجيريا"),
        ("فرنسا", "إيطاليا", "بلجيكا"),
        "نعم",
        "لا",
        ("تهديدات", "ديون", "عنف جسدي", "حجز الوثائق"),
        ("الأسرة", "صديق"),
        "utf-8",
        ",",
        "، ",
    ),
}


def rows(partner: Partner, people: int = 300, seed: int = 5) -> list[list[str]]:
    """Cases of invented people, as the partner writes them."""
    chance = random.Random(seed)
    found = []
    for number in range(people):
        age, answers = chance.randint(9, 70), chance.sample(partner.means, chance.randint(0, 2))
        sex = chance.choice([*partner.women, *partner.men, partner.unknown, ""])
        day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(2019, 2024)
        found.append(
            [
                f"D{number:05}",
                f"{CANARY} {number}",
                f"06{chance.randint(10**7, 10**8 - 1)}",
                sex,
                chance.choice([f"{age}{partner.years}", str(age), "9-17", partner.unknown, ""]),
                f"{day:02}/{month:02}/{year}",
                chance.choice(partner.countries),
                chance.choice(partner.where),
                chance.choice([partner.yes, partner.no, ""]),
                chance.choice([partner.yes, partner.no]),
                partner.comma_within.join(answers),
                chance.choice([*partner.recruiters, ""]),
                chance.choice([partner.yes] * 5 + [partner.no]),
                f"{CANARY} note {number}",
            ]
        )
    return found


def file_of(partner: Partner, cases: list[list[str]]) -> bytes:
    """The file, as the partner sends it."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=partner.comma).writerows([partner.header, *cases])
    return text.getvalue().encode(partner.encoding)


VICTIMS = [
    ["Code", "Nom", "Sexe", "Nationalité", "Accord statistiques"],
    ["V1", "Awa", "Femme", "Mali", "Oui"],
    ["V2", "Bo", "Homme", "Togo", "Oui"],
    ["V3", "Cy", "Femme", "Maroc", "Non"],
]
PEOPLE = [["Auteur", "Sexe"], ["A1", "Homme"], ["A2", "Femme"], ["A3", "Homme"]]
LINKS = [
    ["Code", "Auteur", "Relation"],
    ["V1", "A1", "Famille"],
    ["V2", "A2", "Ami"],
    ["V3", "A3", "Famille"],
]
NOTES = [["Remarque", "Date"], ["Fichier du siège", "2024"]]
LINKED = {"Liens": LINKS, "Notes": NOTES, "Auteurs": PEOPLE, "Victimes": VICTIMS}
"""Linked tables of an invented partner, in French: name of each → its lines."""


def as_csv(lines: list[list[str]]) -> str:
    return "\n".join(";".join(line) for line in lines)


def files_of(sheets: dict[str, list[list[str]]]) -> list[tuple[str, str]]:
    """Tables as a file each."""
    return [(f"{name}.csv", as_csv(lines)) for name, lines in sheets.items()]
