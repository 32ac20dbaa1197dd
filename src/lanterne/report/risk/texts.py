"""The words of the report on the risk of the source."""

from __future__ import annotations

from collections.abc import Mapping

from lanterne.evaluation.wording import hard_spaces, isolated, spoken
from lanterne.report.languages import arabic_risk, spanish_risk

_ENGLISH = {
    "title": "Who stands out in these cases",
    "subtitle": "The cases as they are, before anything is protected",
    "condensed": "The condensed file",
    "condensed.lead": (
        "One row per victim, with what is recorded of all their perpetrators folded in, as it is "
        "often handed on. Its columns are others than those of the victims’ table: it has answers "
        "about perpetrators, and may lack some about victims."
    ),
    "condensed.fold": "More about the condensed file",
    "answer.of": "{column}: {answer}",
    "people.fact": "{people} people, {columns} columns",
    "columns.fact": "Looked at: {columns} of {all} columns",
    "k.fact": "Rare: fewer than {k} people",
    "length.fact": "Combinations of up to {length} answers",
    "card.out": "Stand out",
    "card.out.note": "{out} of {people} people, by up to {length} answers",
    "card.unique": "Alone",
    "card.unique.note": "nobody else gives the same answers",
    "card.smallest": "Smallest group",
    "card.smallest.note": "{alone} are alone by {columns} columns",
    "card.leave": "Without one column",
    "card.leave.note": "still stand out without {column}",
    "card.household": "By household",
    "card.household.note": "{exposed} people live with somebody who stands out",
    "lengths": "How many answers it takes",
    "lengths.lead": (
        "Each person stands at the smallest number of answers that isolates them. Alone: nobody "
        "else gives these answers. Rare: fewer than {k} people do. Who is alone by any number of "
        "answers is not counted as rare. A blank or an unknown answer isolates nobody."
    ),
    "lengths.chart": "Share of people alone and rare, by the smallest number of answers",
    "answers_together": "Answers together",
    "alone": "Alone",
    "rare": "Rare",
    "out_so_far": "Stand out so far",
    "sets": "Sets of columns",
    "sets_of": "{sets} of {possible}",
    "sampled": (
        "Not all sets of columns were looked at: there are too many. The figures at that length "
        "are a lower bound: at least so many people stand out."
    ),
    "shorter": "Longer combinations were not looked for: the table is too large for that.",
    "causes": "What makes people stand out",
    "causes.lead": (
        "A combination counts for a column or an answer only where it would not be rare without "
        "it. A combination of three answers counts for each of the three: the shares add up to "
        "more than the whole."
    ),
    "columns": "Columns",
    "columns.lead": (
        "Share of all people who have a rare combination that holds an answer of the column. The "
        "last figure of the table says who would still stand out if that column alone were left "
        "out."
    ),
    "columns.chart": "Share of people with a rare combination that holds the column",
    "columns.all": "All {n} columns",
    "column": "Column",
    "people": "People",
    "share": "Share",
    "without": "Without it",
    "plan": "Leaving out columns, one after another",
    "plan.lead": (
        "Each time the column is left out without which fewest people stand out. Making the "
        "answers of a column coarser does part of the same, and keeps part of the column."
    ),
    "plan.chart": "Share of people who still stand out as columns are left out",
    "plan.none": "All columns",
    "plan.without": "Without {column}",
    "plan.and": "… and without {column}",
    "still_out": "Still stand out",
    "values": "Answers",
    "values.lead": (
        "The answers that isolate many people, and a large part of those who give them. Could "
        "they be joined with others, as a country with its region?"
    ),
    "values.chart": "Share of those who give the answer who stand out by it",
    "values.all": "The {n} answers that isolate most",
    "answer": "Answer",
    "give_it": "Give it",
    "by_it": "Stand out by it",
    "sets.title": "Columns together",
    "sets.lead": "The sets of columns in which most people have a rare combination.",
    "sets.chart": "Share of people with a rare combination in the set of columns",
    "sets.all": "The first {n} sets of columns",
    "set": "Set of columns",
    "classes": "All answers at once",
    "classes.lead": (
        "Groups of people who gave the same answers to all of the columns. Here a blank is an "
        "answer like any other. k is the size of the smallest group. ℓ is the smallest number of "
        "different answers to another question in one group: where it is 1, whoever finds the "
        "group knows the answer of everybody in it."
    ),
    "classes.whole": "All {n} columns of the table",
    "classes.chosen": "The {n} chosen columns",
    "classes.k": "k = {k}",
    "classes.chart": "Share of people in groups of each size",
    "group_size": "People in the group",
    "groups": "Groups",
    "diversity": "ℓ by column, those that give away most first",
    "diversity.all": "ℓ of all {n} columns",
    "diversity.l": "ℓ",
    "revealed": "Given away",
    "matches": "How likely a match is right",
    "fraction": "Part of all victims that is in the cases",
    "right": "A match is right",
    "suda": "SUDA scores",
    "suda.lead": (
        "The more small combinations somebody is alone with, the higher their score. People with "
        "several are special uniques: they are found in many ways, and a cell changed here or "
        "there does not hide them."
    ),
    "suda.chart": "Part of all scores that comes from combinations that hold the column",
    "suda.lengths": "Combinations that one person gives, no part of which is unique",
    "suda.score": "Score of each",
    "suda.uniques": "Combinations",
    "suda.summary": "Scores of the {n} people who have one",
    "suda.measure": "Figure",
    "suda.value": "Score",
    "suda.median": "Median",
    "suda.ninety_ninth": "Exceeded by 1 in 100",
    "suda.highest": "Highest",
    "suda.concentration": "Part of the top 1% of people",
    "suda.none": "Nobody is alone with so few answers: there are no scores.",
    "suda.part": "Part of scores",
    "household": "People who live together",
    "household.lead": (
        "Who finds one person of a household finds all of it. The risk of a person is one divided "
        "by the size of their group, by {columns} columns; the risk of a household is that of at "
        "least one of its people. {people} people live in {households} households of two or more."
    ),
    "household.chart": "Share of people by risk, by themselves and with their household",
    "household.own": "By themselves",
    "household.joint": "With their household",
    "risk": "Risk",
    "risk.band": "{low} to {high}",
    "risk.mean": "Mean",
    "how.out": (
        "A combination is the answers of one person to some questions. It is unique when nobody "
        "else gives them, rare when fewer than k people do. Each person is counted at the "
        "shortest one. Unique takes precedence over rare."
    ),
    "how.causes": (
        "Counted are minimal combinations: those of which no part is rare. “Without it” counts "
        "people who have a minimal combination that does not hold the column."
    ),
    "how.classes": (
        "k-anonymity and distinct ℓ-diversity (Machanavajjhala and others 2007). “Given away” "
        "counts people of groups of two or more in which all give the same answer. How likely a "
        "match is right, when only a share of all victims is in the cases: data intrusion "
        "simulation (Skinner and Elliot 2002), from people alone in their group and people in "
        "groups of two."
    ),
    "how.suda": (
        "The sum, over a person’s minimal unique combinations of s answers, of "
        "(A − s) × (A − s − 1) × … × (A − M), with A columns and combinations of up to M (Elliot, "
        "Manning and Ford 2002)."
    ),
    "how.household": (
        "1 − Π (1 − r), over the people of a household, r being the risk of each, as in sdcMicro "
        "(Templ 2017)."
    ),
}

_FRENCH = {
    "title": "Qui se distingue dans ces dossiers",
    "subtitle": "Les dossiers tels qu’ils sont, avant toute protection",
    "condensed": "Le fichier condensé",
    "condensed.lead": (
        "Une ligne par victime, où l’on a réuni ce qui est connu de tous ses auteurs, comme il est "
        "souvent transmis. Ses colonnes ne sont pas celles du tableau des victimes : il a des "
        "réponses sur les auteurs, et peut en manquer sur les victimes."
    ),
    "condensed.fold": "Plus sur le fichier condensé",
    "answer.of": "{column} : {answer}",
    "people.fact": "{people} personnes, {columns} colonnes",
    "columns.fact": "Examiné : {columns} colonnes sur {all}",
    "k.fact": "Rare : moins de {k} personnes",
    "length.fact": "Combinaisons de {length} réponses au plus",
    "card.out": "Se distinguent",
    "card.out.note": "{out} personnes sur {people}, par {length} réponses au plus",
    "card.unique": "Seules",
    "card.unique.note": "personne d’autre ne donne les mêmes réponses",
    "card.smallest": "Plus petit groupe",
    "card.smallest.note": "{alone} sont seules d’après {columns} colonnes",
    "card.leave": "Sans une colonne",
    "card.leave.note": "se distinguent encore sans {column}",
    "card.household": "Par le ménage",
    "card.household.note": "{exposed} personnes vivent avec quelqu’un qui se distingue",
    "lengths": "Combien de réponses il faut",
    "lengths.lead": (
        "Chaque personne est comptée au plus petit nombre de réponses qui l’isole. Seule : "
        "personne d’autre ne donne ces réponses. Rare : moins de {k} personnes les donnent. Qui "
        "est seule par un nombre quelconque de réponses n’est pas comptée comme rare. Un blanc ou "
        "une réponse inconnue n’isole personne."
    ),
    "lengths.chart": "Part des personnes seules et rares, selon le plus petit nombre de réponses",
    "answers_together": "Réponses ensemble",
    "alone": "Seules",
    "rare": "Rares",
    "out_so_far": "Se distinguent jusqu’ici",
    "sets": "Groupes de colonnes",
    "sets_of": "{sets} sur {possible}",
    "sampled": (
        "Tous les groupes de colonnes n’ont pas été examinés : il y en a trop. Les chiffres à "
        "cette longueur sont un minimum : au moins autant de personnes se distinguent."
    ),
    "shorter": (
        "Les combinaisons plus longues n’ont pas été cherchées : le tableau est trop grand pour "
        "cela."
    ),
    "causes": "Ce qui distingue les personnes",
    "causes.lead": (
        "Une combinaison compte pour une colonne ou une réponse seulement si elle ne serait pas "
        "rare sans elle. Une combinaison de trois réponses compte pour chacune des trois : la "
        "somme des parts dépasse le tout."
    ),
    "columns": "Colonnes",
    "columns.lead": (
        "Part des personnes qui ont une combinaison rare contenant une réponse de la colonne. Le "
        "dernier chiffre du tableau dit qui se distinguerait encore si cette colonne seule était "
        "retirée."
    ),
    "columns.chart": "Part des personnes ayant une combinaison rare qui contient la colonne",
    "columns.all": "Les {n} colonnes",
    "column": "Colonne",
    "people": "Personnes",
    "share": "Part",
    "without": "Sans elle",
    "plan": "Retirer des colonnes, l’une après l’autre",
    "plan.lead": (
        "À chaque fois est retirée la colonne sans laquelle le moins de personnes se distinguent. "
        "Rendre les réponses d’une colonne moins fines fait une partie de cet effet, et garde une "
        "partie de la colonne."
    ),
    "plan.chart": "Part des personnes qui se distinguent encore quand on retire des colonnes",
    "plan.none": "Toutes les colonnes",
    "plan.without": "Sans {column}",
    "plan.and": "… et sans {column}",
    "still_out": "Se distinguent encore",
    "values": "Réponses",
    "values.lead": (
        "Les réponses qui isolent beaucoup de personnes, et une grande part de celles qui les "
        "donnent. Pourrait-on les réunir à d’autres, comme un pays à sa région ?"
    ),
    "values.chart": "Part de celles qui donnent la réponse et se distinguent par elle",
    "values.all": "Les {n} réponses qui isolent le plus",
    "answer": "Réponse",
    "give_it": "La donnent",
    "by_it": "Se distinguent par elle",
    "sets.title": "Colonnes ensemble",
    "sets.lead": ("Les groupes de colonnes où le plus de personnes ont une combinaison rare."),
    "sets.chart": "Part des personnes ayant une combinaison rare dans le groupe de colonnes",
    "sets.all": "Les {n} premiers groupes de colonnes",
    "set": "Groupe de colonnes",
    "classes": "Toutes les réponses à la fois",
    "classes.lead": (
        "Des groupes de personnes qui ont donné les mêmes réponses à toutes les colonnes. Ici un "
        "blanc est une réponse comme une autre. k est la taille du plus petit groupe. ℓ est le "
        "plus petit nombre de réponses différentes à une autre question dans un même groupe : "
        "quand il vaut 1, qui trouve le groupe connaît la réponse de toutes ses personnes."
    ),
    "classes.whole": "Les {n} colonnes du tableau",
    "classes.chosen": "Les {n} colonnes choisies",
    "classes.k": "k = {k}",
    "classes.chart": "Part des personnes dans les groupes de chaque taille",
    "group_size": "Personnes du groupe",
    "groups": "Groupes",
    "diversity": "ℓ par colonne, d’abord celles qui livrent le plus",
    "diversity.all": "ℓ des {n} colonnes",
    "diversity.l": "ℓ",
    "revealed": "Livrées",
    "matches": "Probabilité qu’une correspondance soit juste",
    "fraction": "Part des victimes qui est dans les dossiers",
    "right": "Correspondance juste",
    "suda": "Scores SUDA",
    "suda.lead": (
        "Plus une personne est seule avec de petites combinaisons, plus son score est haut. Celles "
        "qui en ont plusieurs sont des uniques particuliers : on les trouve de bien des façons, et "
        "changer une case ici ou là ne les cache pas."
    ),
    "suda.chart": "Part des scores qui vient des combinaisons contenant la colonne",
    "suda.lengths": "Combinaisons qu’une seule personne donne, dont aucune partie n’est unique",
    "suda.score": "Score de chacune",
    "suda.uniques": "Combinaisons",
    "suda.summary": "Scores des {n} personnes qui en ont une",
    "suda.measure": "Chiffre",
    "suda.value": "Score",
    "suda.median": "Médiane",
    "suda.ninety_ninth": "Dépassé par 1 sur 100",
    "suda.highest": "Le plus haut",
    "suda.concentration": "Part du 1 % de personnes en tête",
    "suda.none": "Personne n’est seul avec si peu de réponses : il n’y a pas de scores.",
    "suda.part": "Part des scores",
    "household": "Les personnes qui vivent ensemble",
    "household.lead": (
        "Qui trouve une personne d’un ménage trouve tout le ménage. Le risque d’une personne est "
        "un divisé par la taille de son groupe, d’après {columns} colonnes ; celui d’un ménage est "
        "le risque qu’au moins une de ses personnes soit trouvée. {people} personnes vivent dans "
        "{households} ménages de deux ou plus."
    ),
    "household.chart": "Part des personnes selon le risque, par elles-mêmes et avec leur ménage",
    "household.own": "Par elles-mêmes",
    "household.joint": "Avec leur ménage",
    "risk": "Risque",
    "risk.band": "{low} à {high}",
    "risk.mean": "Moyenne",
    "how.out": (
        "Une combinaison, ce sont les réponses d’une personne à quelques questions. Elle est "
        "unique quand personne d’autre ne les donne, rare quand moins de k personnes les donnent. "
        "Chaque personne est comptée à la plus courte. Unique l’emporte sur rare."
    ),
    "how.causes": (
        "On compte les combinaisons minimales : celles dont aucune partie n’est rare. « Sans "
        "elle » compte les personnes qui ont une combinaison minimale ne contenant pas la colonne."
    ),
    "how.classes": (
        "k-anonymat et ℓ-diversité distincte (Machanavajjhala et autres 2007). « Livrées » compte "
        "les personnes des groupes de deux ou plus où toutes donnent la même réponse. La "
        "probabilité qu’une correspondance soit juste, quand une part seulement des victimes est "
        "dans les dossiers : simulation d’intrusion (Skinner et Elliot 2002), d’après les "
        "personnes seules dans leur groupe et celles des groupes de deux."
    ),
    "how.suda": (
        "La somme, sur les combinaisons uniques minimales de s réponses d’une personne, de "
        "(A − s) × (A − s − 1) × … × (A − M), avec A colonnes et des combinaisons de M au plus "
        "(Elliot, Manning et Ford 2002)."
    ),
    "how.household": (
        "1 − Π (1 − r), sur les personnes d’un ménage, r étant le risque de chacune, comme dans "
        "sdcMicro (Templ 2017)."
    ),
}

RISK_CATALOGUE: Mapping[str, Mapping[str, str]] = {
    "en": _ENGLISH,
    "fr": hard_spaces(_FRENCH),
    "es": spanish_risk.RISK,
    "ar": isolated(arabic_risk.RISK),
}
"""Language → key → text. English is complete; other languages have the same keys."""


def risk_texts(language: str) -> Mapping[str, str]:
    """The words of the page in a language; English where it has not been translated."""
    return RISK_CATALOGUE[spoken(language)]
