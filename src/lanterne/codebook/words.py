"""Words of the codebook's page, in the languages that it speaks by itself."""

from __future__ import annotations

from collections.abc import Mapping

from lanterne.codebook.model import ColumnType, Missing, Text


def _both(en: str, fr: str) -> Text:
    return {"en": en, "fr": fr}


_TYPES = {
    ColumnType.CATEGORY: _both("One of a list", "Une réponse d'une liste"),
    ColumnType.ORDINAL: _both("One of an ordered list", "Une réponse d'une liste ordonnée"),
    ColumnType.FLAG: _both("Tick box", "Case à cocher"),
    ColumnType.SET: _both("Several of a list", "Plusieurs réponses d'une liste"),
    ColumnType.COUNTRY: _both("Country", "Pays"),
    ColumnType.YEAR: _both("Year", "Année"),
}

_MISSING = {
    Missing.NOT_RECORDED: _both("Not recorded", "Non noté"),
    Missing.NOT_ASKED: _both("Not asked", "Non demandé"),
    Missing.UNKNOWN: _both("Unknown", "Inconnu"),
    Missing.REFUSED: _both("Refused to answer", "Refus de répondre"),
    Missing.NOT_APPLICABLE: _both("Not applicable", "Sans objet"),
    Missing.SUPPRESSED: _both("Suppressed to protect people", "Masqué pour protéger les personnes"),
}

WORDS: Mapping[str, Text] = {
    **{f"type_{kind.value}": text for kind, text in _TYPES.items()},
    **{f"missing_{kind.value}": text for kind, text in _MISSING.items()},
    "codebook": _both("Codebook", "Dictionnaire des données"),
    "version": _both("version", "version"),
    "table": _both("Table", "Table"),
    "columns": _both("Columns", "Colonnes"),
    "column": _both("Column", "Colonne"),
    "glance": _both("The columns at a glance", "Les colonnes en bref"),
    "meaning": _both("Meaning", "Sens"),
    "kind": _both("Kind of answer", "Type de réponse"),
    "number": _both("Values", "Valeurs"),
    "values": _both("Values", "Valeurs"),
    "in_file": _both("In the file", "Dans le fichier"),
    "universe": _both("Asked of", "Question posée à"),
    "source": _both("Source", "Source"),
    "percentages": _both("Percentages among", "Pourcentages calculés dans"),
    "required": _both("Always answered", "Toujours rempli"),
    "separator": _both("Several answers are joined by", "Plusieurs réponses sont séparées par"),
    "at_most": _both("Most answers together", "Nombre maximal de réponses ensemble"),
    "wider": _both("Wider answers", "Réponses plus larges"),
    "no_answer": _both("No answer", "Sans réponse"),
    "blank": _both("blank", "case vide"),
    "blank_note": _both(
        "A blank means that nothing was recorded. It never means no.",
        "Une case vide veut dire que rien n'a été noté. Elle ne veut jamais dire non.",
    ),
    "groups": _both("Groups of columns", "Groupes de colonnes"),
    "groups_note": _both(
        "The columns of a group share the denominator of their percentages: the people with any "
        "answer in the group.",
        "Les colonnes d'un groupe ont le même dénominateur pour leurs pourcentages : les personnes "
        "qui ont au moins une réponse dans le groupe.",
    ),
    "rules": _both("What cannot be", "Ce qui ne peut pas être"),
    "rules_note": _both(
        "No record may have all of these at once.",
        "Aucune fiche ne peut réunir ces conditions.",
    ),
    "is_any": _both("is", "vaut"),
    "is_none": _both("is not", "ne vaut pas"),
    "or": _both("or", "ou"),
    "and": _both("and", "et"),
    "no_answer_at_all": _both("without answer", "sans réponse"),
    "dependencies": _both("What follows from what", "Ce qui découle d'autre chose"),
    "follows": _both("follows from", "découle de"),
    "without_answer": _both("without an answer", "sans réponse"),
    "is_free": _both("may have any.", "est libre."),
    "shared_list": _both("List", "Liste"),
    "shared_lists": _both("Long lists of values", "Longues listes de valeurs"),
    "used_by": _both("Used by", "Utilisée par"),
    "see": _both("See", "Voir"),
    "subject": _both(
        "Rows of one person share the answer in this column, which is never published:",
        "Les lignes d'une même personne ont la même réponse dans cette colonne, jamais publiée :",
    ),
    "tables": _both("The tables", "Les tables"),
    "tables_note": _both(
        "The tables join: each link says that one victim and one perpetrator have to do with each "
        "other.",
        "Les tables se rejoignent : chaque lien dit qu'une victime et un auteur ont eu affaire "
        "l'un à l'autre.",
    ),
    "not_released": _both("Never released", "Jamais publiée"),
    "condensed": _both(
        "They can be condensed into one row per victim, in which it is lost which answers belong "
        "to one perpetrator. The condensed file keeps the codebook",
        "Elles peuvent être condensées en une ligne par victime, où l'on ne voit plus quelles "
        "réponses vont avec un même auteur. Le fichier condensé suit le dictionnaire",
    ),
    "top": _both("Back to the columns", "Retour aux colonnes"),
    "skip": _both("Skip to the columns", "Aller aux colonnes"),
    "skip_tables": _both("Skip to the tables", "Aller aux tables"),
    "written": _both("Texts exist in", "Textes disponibles en"),
    "made_by": _both(
        "Page written by Lanterne from the codebook alone. It holds no case.",
        "Page écrite par Lanterne à partir du seul dictionnaire. Elle ne contient aucun cas.",
    ),
}
