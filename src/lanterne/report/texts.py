"""Words of the page, in each language."""

from __future__ import annotations

from collections.abc import Mapping

from lanterne.evaluation.wording import hard_spaces, isolated, spoken
from lanterne.report.languages import arabic, spanish

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
"""Languages whose pages run from right to left."""

_ENGLISH = {
    "sensitive": "Sensitive",
    "sensitive.do": "Computed from the cases. Do not publish.",
    "sensitive.why": (
        "Every figure on this page was counted in the cases themselves, without protection. "
        "Keep the page where the cases are kept."
    ),
    "title": "What this release is worth",
    "subtitle": "The release compared with the cases it protects",
    "contents": "Contents",
    "in_brief": "In brief",
    "in_words": "In plain words",
    "lengths": "By number of answers",
    "lengths.lead": (
        "A combination is a group of people who gave the same answers, for example women from "
        "one region. The more answers, the fewer people share them, and the harder they are to "
        "publish safely."
    ),
    "distance": "Distance",
    "distance.chart": "Distance between release and cases, by number of columns",
    "distance.lead": (
        "The share of rows that would have to change for the release to say what the cases say. "
        "The bar is the average over sets of columns, the line reaches the worst."
    ),
    "missing_invented": "Missing and invented combinations",
    "missing_invented.chart": "Share of combinations missing or invented, by number of answers",
    "missing_invented.lead": (
        "Protection removes rare combinations and may make up some that nobody had. The table "
        "also weighs them by the people they hold."
    ),
    "sampled.note": "Where there are too many sets, a fixed random sample stands for all.",
    "columns_together": "Columns together",
    "answers_together": "Answers together",
    "sets": "Sets compared",
    "sets_possible": "of",
    "mean": "Average",
    "median": "Median",
    "largest": "Worst",
    "count_error": "Error of a count",
    "relative_error": "Relative error",
    "mean_count": "Average count",
    "missing": "Missing",
    "missing_people": "People in them",
    "missing_common": "Missing, {common} people or more",
    "invented": "Invented",
    "invented_rows": "Rows in them",
    "published": "The published counts",
    "published.lead": (
        "Beside its rows, a release gives counts with an interval. The interval is promised to "
        "hold the true number {nominal} of the time; the line in the picture marks the promise."
    ),
    "published.chart": "Share of published intervals that hold the true count",
    "held.sizes": "Intervals that hold, by the true number of people",
    "held.columns": "Intervals that hold, by column",
    "held.column": "Column",
    "published.none": "This release has no published counts.",
    "count_interval": "Count",
    "estimate_interval": "Best estimate",
    "counts_published": "Counts",
    "held_count": "Count intervals that hold",
    "held_estimate": "Estimate intervals that hold",
    "off_count": "Count off by",
    "off_estimate": "Estimate off by",
    "off_rows": "Rows off by",
    "two": "Two answers at a time",
    "scatter": "Every combination of two answers",
    "scatter.chart": "Number of people in the cases against number in the release",
    "scatter.lead": (
        "Each dot stands for combinations with about the same numbers; a larger dot for more of "
        "them. On the line, release and cases agree. Dots on the lower edge are missing from "
        "the release; dots on the left edge are invented."
    ),
    "in_cases": "In the cases",
    "in_release": "In the release",
    "combinations": "Combinations",
    "count_range": "People in the cases",
    "off_by": "Off by",
    "heat": "Pairs of columns",
    "heat.chart": "Distance of each pair of columns",
    "heat.lead": "The darker a square, the more the release differs from the cases for that pair.",
    "worst_pairs": "The {n} pairs that differ most",
    "pair": "Pair of columns",
    "all_pairs": "All {n} pairs",
    "columns": "Column by column",
    "columns.lead": (
        "Share of people (cases) and of rows (release) with each answer, blanks included."
    ),
    "columns.chart": "Share of each answer in the cases and in the release: {column}",
    "answer": "Answer",
    "others": "{n} other answers",
    "cases": "Cases",
    "release": "Release",
    "difference": "Difference",
    "points": "pts",
    "how": "How to read the figures",
    "how.distance": (
        "Total variation distance: half the sum of the differences in share over all cells of a "
        "table. Blank counts as an answer. 0 means identical, 100 % means nothing in common."
    ),
    "how.missing": (
        "Combinations of answers that occur in the cases and not in the release, out of those in "
        "the cases. Blanks and unknown answers make no combination."
    ),
    "how.invented": (
        "Combinations that occur in the release and not in the cases, out of those in the release."
    ),
    "how.count_error": (
        "Average absolute difference between the count in the release, scaled to the number of "
        "people, and the count in the cases, over combinations in both."
    ),
    "how.relative_error": "The same difference divided by the count in the cases, averaged.",
    "how.interval": (
        "An interval holds the true count when the count in the cases lies within it. Over many "
        "counts, {nominal} of them should."
    ),
    "card.rows": "Rows",
    "card.rows.note": "{rows} for {people} people",
    "card.distance": "Distance, two columns",
    "card.distance.note": "worst pair {worst}",
    "card.missing": "Missing, two answers",
    "card.missing.note": "{mass} of the people in them",
    "card.invented": "Invented, two answers",
    "card.invented.note": "{mass} of the rows in them",
    "card.intervals": "Intervals that hold",
    "card.intervals.note": "{nominal} promised",
    "privacy": "Protected with ε = {epsilon}, δ = {delta}",
    "codebook": "Codebook {name}, version {version}",
    "figures": "All figures are also in {file}, beside this page.",
    "blank": "not recorded",
    "not_asked": "not asked",
    "unknown": "unknown",
    "refused": "refused to answer",
    "not_applicable": "not applicable",
    "suppressed": "suppressed",
}

_FRENCH = {
    "sensitive": "Sensible",
    "sensitive.do": "Calculé à partir des dossiers. Ne pas publier.",
    "sensitive.why": (
        "Chaque chiffre de cette page a été compté dans les dossiers eux-mêmes, sans protection. "
        "Conservez la page là où sont conservés les dossiers."
    ),
    "title": "Ce que vaut cette publication",
    "subtitle": "La publication comparée aux dossiers qu’elle protège",
    "contents": "Sommaire",
    "in_brief": "En bref",
    "in_words": "En clair",
    "lengths": "Selon le nombre de réponses",
    "lengths.lead": (
        "Une combinaison est un groupe de personnes qui ont donné les mêmes réponses, par exemple "
        "les femmes d’une région. Plus il y a de réponses, moins de personnes les partagent, et "
        "plus il est difficile de les publier sans danger."
    ),
    "distance": "Écart",
    "distance.chart": "Écart entre la publication et les dossiers, selon le nombre de colonnes",
    "distance.lead": (
        "La part des lignes qu’il faudrait changer pour que la publication dise ce que disent les "
        "dossiers. La barre est la moyenne des groupes de colonnes, le trait va jusqu’au pire."
    ),
    "missing_invented": "Combinaisons absentes et inventées",
    "missing_invented.chart": (
        "Part des combinaisons absentes ou inventées, selon le nombre de réponses"
    ),
    "missing_invented.lead": (
        "La protection retire des combinaisons rares et peut en inventer que personne n’avait. Le "
        "tableau les pèse aussi par les personnes qu’elles portent."
    ),
    "sampled.note": (
        "Quand les groupes sont trop nombreux, un échantillon aléatoire fixe les représente tous."
    ),
    "columns_together": "Colonnes ensemble",
    "answers_together": "Réponses ensemble",
    "sets": "Groupes comparés",
    "sets_possible": "sur",
    "mean": "Moyenne",
    "median": "Médiane",
    "largest": "Pire",
    "count_error": "Erreur d’un nombre",
    "relative_error": "Erreur relative",
    "mean_count": "Nombre moyen",
    "missing": "Absentes",
    "missing_people": "Personnes concernées",
    "missing_common": "Absentes, {common} personnes ou plus",
    "invented": "Inventées",
    "invented_rows": "Lignes concernées",
    "published": "Les nombres publiés",
    "published.lead": (
        "Outre ses lignes, une publication donne des nombres avec un intervalle. Il est promis que "
        "l’intervalle contient le vrai nombre dans {nominal} des cas ; le trait de l’image marque "
        "la promesse."
    ),
    "published.chart": "Part des intervalles publiés qui contiennent le vrai nombre",
    "held.sizes": "Intervalles qui contiennent le vrai nombre, selon celui-ci",
    "held.columns": "Intervalles qui contiennent le vrai nombre, par colonne",
    "held.column": "Colonne",
    "published.none": "Cette publication ne contient pas de nombres publiés.",
    "count_interval": "Nombre",
    "estimate_interval": "Meilleure estimation",
    "counts_published": "Nombres",
    "held_count": "Intervalles du nombre justes",
    "held_estimate": "Intervalles de l’estimation justes",
    "off_count": "Erreur du nombre",
    "off_estimate": "Erreur de l’estimation",
    "off_rows": "Erreur des lignes",
    "two": "Deux réponses à la fois",
    "scatter": "Chaque combinaison de deux réponses",
    "scatter.chart": "Nombre de personnes dans les dossiers et dans la publication",
    "scatter.lead": (
        "Chaque point représente des combinaisons aux nombres à peu près égaux ; un point plus "
        "gros en représente davantage. Sur le trait, publication et dossiers concordent. Les "
        "points du bord inférieur sont absents de la publication ; ceux du bord gauche sont "
        "inventés."
    ),
    "in_cases": "Dans les dossiers",
    "in_release": "Dans la publication",
    "combinations": "Combinaisons",
    "count_range": "Personnes dans les dossiers",
    "off_by": "Erreur moyenne",
    "heat": "Paires de colonnes",
    "heat.chart": "Écart de chaque paire de colonnes",
    "heat.lead": (
        "Plus un carré est foncé, plus la publication diffère des dossiers pour cette paire."
    ),
    "worst_pairs": "Les {n} paires qui diffèrent le plus",
    "pair": "Paire de colonnes",
    "all_pairs": "Les {n} paires",
    "columns": "Colonne par colonne",
    "columns.lead": (
        "Part des personnes (dossiers) et des lignes (publication) pour chaque réponse, y compris "
        "l’absence de réponse."
    ),
    "columns.chart": "Part de chaque réponse dans les dossiers et la publication : {column}",
    "answer": "Réponse",
    "others": "{n} autres réponses",
    "cases": "Dossiers",
    "release": "Publication",
    "difference": "Différence",
    "points": "pts",
    "how": "Comment lire les chiffres",
    "how.distance": (
        "Distance en variation totale : la moitié de la somme des différences de part sur toutes "
        "les cases d’un tableau. L’absence de réponse compte comme une réponse. 0 : identiques ; "
        "100 % : rien en commun."
    ),
    "how.missing": (
        "Combinaisons de réponses qui existent dans les dossiers et pas dans la publication, parmi "
        "celles des dossiers. Les blancs et les réponses inconnues ne forment pas de combinaison."
    ),
    "how.invented": (
        "Combinaisons qui existent dans la publication et pas dans les dossiers, parmi celles de "
        "la publication."
    ),
    "how.count_error": (
        "Différence absolue moyenne entre le nombre dans la publication, ramené au nombre de "
        "personnes, et le nombre dans les dossiers, pour les combinaisons présentes des deux côtés."
    ),
    "how.relative_error": "La même différence divisée par le nombre dans les dossiers, en moyenne.",
    "how.interval": (
        "Un intervalle contient le vrai nombre quand le nombre compté dans les dossiers s’y trouve."
        " Sur beaucoup de nombres, ce doit être le cas de {nominal} d’entre eux."
    ),
    "card.rows": "Lignes",
    "card.rows.note": "{rows} pour {people} personnes",
    "card.distance": "Écart, deux colonnes",
    "card.distance.note": "pire paire : {worst}",
    "card.missing": "Absentes, deux réponses",
    "card.missing.note": "{mass} des personnes concernées",
    "card.invented": "Inventées, deux réponses",
    "card.invented.note": "{mass} des lignes concernées",
    "card.intervals": "Intervalles justes",
    "card.intervals.note": "{nominal} promis",
    "privacy": "Protégée avec ε = {epsilon}, δ = {delta}",
    "codebook": "Dictionnaire {name}, version {version}",
    "figures": "Tous les chiffres sont aussi dans {file}, à côté de cette page.",
    "blank": "non renseigné",
    "not_asked": "non demandé",
    "unknown": "inconnu",
    "refused": "refus de répondre",
    "not_applicable": "sans objet",
    "suppressed": "supprimé",
}

CATALOGUE: Mapping[str, Mapping[str, str]] = {
    "en": _ENGLISH,
    "fr": hard_spaces(_FRENCH),
    "es": spanish.PAGE,
    "ar": isolated(arabic.PAGE),
}
"""Language → key → text. English is complete; other languages have the same keys."""


def texts(language: str) -> Mapping[str, str]:
    """The words of the page in a language; English where it has not been translated."""
    return CATALOGUE[spoken(language)]


def direction(language: str) -> str:
    """``rtl`` for languages that run from right to left, else ``ltr``."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"
