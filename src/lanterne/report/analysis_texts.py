"""Words of the first page and of the part for statisticians, in each language."""

from __future__ import annotations

from collections.abc import Mapping

from lanterne.evaluation.wording import hard_spaces, isolated, spoken
from lanterne.report.languages import arabic_analyses, spanish_analyses

_ENGLISH = {
    "verdict": "At a glance",
    "verdict.utility": "Utility",
    "verdict.risk": "Risk",
    "level.utility.good": "Good",
    "level.utility.fair": "Fair",
    "level.utility.poor": "Poor",
    "level.utility.unknown": "Not known",
    "level.risk.good": "Low",
    "level.risk.fair": "Raised",
    "level.risk.poor": "High",
    "level.risk.unknown": "Not known",
    "verdict.why": "Why",
    "changed": "What changed",
    "may": "What may be concluded",
    "may_not": "What may not be concluded",
    "looks": "You have looked",
    "sizes": "By size of count",
    "sizes.lead": (
        "Protection hides the rare. Combinations are told apart by how many people share them: "
        "below ten, then in steps that double. Invented ones stand where their count in the "
        "release puts them."
    ),
    "sizes.chart": "Share of combinations of {answers} kept and missing, by number of people",
    "sizes.figure": "Kept and missing",
    "sizes.title": "Combinations of {answers}",
    "sizes.kept": "Kept",
    "sizes.bias": "Bias",
    "measures": "Measures for statisticians",
    "measures.lead": "Each is defined at the end of the page, with its paper.",
    "measures.overall": "Overall",
    "measures.measure": "Measure",
    "measures.value": "Value",
    "measures.best": "Best",
    "measures.k_marginal": "k-marginal score, {answers}",
    "measures.pmse": "pMSE, all columns, main effects",
    "measures.pmse_ratio": "pMSE ÷ its expectation",
    "measures.overlap": "Overlap of confidence intervals, mean",
    "measures.overlap_least": "Overlap of confidence intervals, least",
    "measures.covered": "Estimates within the interval of the cases",
    "measures.columns": "Columns by pMSE ratio, worst first",
    "measures.pairs": "Pairs by pMSE ratio, worst first",
    "measures.column": "Column",
    "measures.cells": "Cells",
    "measures.ratio": "pMSE ratio",
    "analyses": "Analyses done on both sides",
    "analyses.lead": (
        "What users of such data compute, done on the cases and on the released rows. Which "
        "analyses are made follows from the codebook by rule, not from looking. Intervals are "
        "those that a user would compute from the rows alone: they do not know of the noise."
    ),
    "analyses.none": "This codebook has no flags, years or places to analyse.",
    "years": "People by year",
    "years.chart": "Number of people by year in the cases and in the release",
    "years.year": "Year",
    "trends": "Change of shares from year to year",
    "trends.outcome": "Outcome",
    "odds": "Odds ratios",
    "odds.lead": (
        "How many times greater the odds of an outcome are in the first group than among others, "
        "with 95% intervals. The picture shows those that agree least."
    ),
    "odds.chart": "Odds ratios with intervals in the cases and in the release",
    "odds.ratio": "Odds ratio",
    "odds.among": "{outcome}: {group}",
    "odds.worst": "The {n} odds ratios that agree least",
    "odds.all": "All {n} odds ratios",
    "overlap": "Overlap",
    "agreement": "Conclusion",
    "agreement.same": "the same",
    "agreement.lost": "lost",
    "agreement.new": "new",
    "agreement.opposite": "opposite",
    "routes": "Most frequent routes",
    "routes.lead": "{kept} of the {top} most frequent are among the {top} of the release.",
    "routes.chart": "Number of people on the most frequent routes",
    "routes.route": "Route",
    "routes.rank": "Place in the release",
    "from_to": "{low} to {high}",
    "how.sizes": (
        "The error of a count, with and without its sign, over all combinations of a size; a "
        "missing one counts as 0."
    ),
    "how.k_marginal": (
        "1000 × (1 − mean total variation distance over tables of k columns): NIST, Differential "
        "Privacy Synthetic Data Challenge (2018), and SDNist. 1000 is best."
    ),
    "how.pmse": (
        "Propensity score mean squared error: how well a logistic regression tells released rows "
        "from cases; of a column or a pair, one with a parameter for each cell. Divided by its "
        "expectation for rows drawn at random from the cases, 1 is as good as a sample, and less "
        "is better still; with many people small differences make it large. Snoke, Raab, Nowok, "
        "Dibben and Slavković, JRSS A 181 (2018)."
    ),
    "how.overlap": (
        "The mean share of two intervals of one quantity that lies in the other: Karr, Kohnen, "
        "Oganian, Reiter and Sanil, The American Statistician 60 (2006)."
    ),
    "how.odds": (
        "Woolf’s interval; 0.5 is added to each count where one is 0. Flags that can only say yes "
        "are asked among people with any answer in their group."
    ),
    "how.trends": "Slope of the least-squares line of the share over the years, in points.",
    "how.lights": (
        "A light shows the worst of its reasons. The thresholds are choices, given beside each "
        "figure; they say when to read on."
    ),
    "versus": "Releases side by side",
    "versus.subtitle": "Several releases compared with the same cases",
    "versus.lead": "Each column is a release. The reports on each have the details.",
    "versus.figure": "Figure",
    "versus.technique": "Technique",
    "versus.rows": "Rows for each person",
    "versus.distance": "Distance, {answers}",
    "versus.missing": "Missing, {answers}",
    "versus.common": "Missing, {answers}, {common} people or more",
    "versus.invented": "Invented, {answers}",
    "versus.error": "Error of a count, {answers}",
    "versus.intervals": "Intervals that hold",
    "versus.odds": "Odds ratios with the same conclusion",
    "versus.trends": "Trends with the same conclusion",
    "versus.routes": "Most frequent routes kept",
    "versus.lights": "Lights",
    "versus.numbers": "Figures",
    "versus.distance.lead": (
        "The share of rows that would have to change for a release to say what the cases say, on "
        "average over sets of columns."
    ),
    "versus.chart": "Distance between each release and the cases, by number of columns",
    "versus.choice": "Choosing is a look, too",
    "versus.sentence": "Sentence for the release’s statement:",
    "technique.differential-privacy": "Differential privacy, ε = {epsilon}",
    "technique.k-anonymous-synthetic": "k-anonymous synthetic, k = {k}",
    "technique.k-anonymised": "k-anonymised, k = {k}",
    "technique.unknown": "Not said",
}

_FRENCH = {
    "verdict": "L’essentiel",
    "verdict.utility": "Utilité",
    "verdict.risk": "Risque",
    "level.utility.good": "Bonne",
    "level.utility.fair": "Moyenne",
    "level.utility.poor": "Mauvaise",
    "level.utility.unknown": "Inconnue",
    "level.risk.good": "Faible",
    "level.risk.fair": "Accru",
    "level.risk.poor": "Élevé",
    "level.risk.unknown": "Inconnu",
    "verdict.why": "Pourquoi",
    "changed": "Ce qui a changé",
    "may": "Ce que l’on peut conclure",
    "may_not": "Ce que l’on ne peut pas conclure",
    "looks": "Vous avez regardé",
    "sizes": "Selon la taille des nombres",
    "sizes.lead": (
        "La protection cache ce qui est rare. Les combinaisons sont classées par le nombre de "
        "personnes qui les partagent : moins de dix, puis par paliers qui doublent. Les inventées "
        "sont là où leur nombre dans la publication les place."
    ),
    "sizes.chart": ("Combinaisons gardées et absentes, {answers}, par nombre de personnes"),
    "sizes.figure": "Gardées et absentes",
    "sizes.title": "Combinaisons : {answers}",
    "sizes.kept": "Gardées",
    "sizes.bias": "Biais",
    "measures": "Mesures pour statisticiens",
    "measures.lead": "Chacune est définie à la fin de la page, avec son article.",
    "measures.overall": "Ensemble",
    "measures.measure": "Mesure",
    "measures.value": "Valeur",
    "measures.best": "Meilleure",
    "measures.k_marginal": "Score k-marginal, {answers}",
    "measures.pmse": "pMSE, toutes les colonnes, effets principaux",
    "measures.pmse_ratio": "pMSE ÷ son espérance",
    "measures.overlap": "Recouvrement des intervalles de confiance, moyenne",
    "measures.overlap_least": "Recouvrement des intervalles de confiance, minimum",
    "measures.covered": "Estimations dans l’intervalle des dossiers",
    "measures.columns": "Colonnes selon le rapport pMSE, les pires d’abord",
    "measures.pairs": "Paires selon le rapport pMSE, les pires d’abord",
    "measures.column": "Colonne",
    "measures.cells": "Cases",
    "measures.ratio": "Rapport pMSE",
    "analyses": "Analyses faites des deux côtés",
    "analyses.lead": (
        "Ce que calculent les utilisateurs de telles données, fait sur les dossiers et sur les "
        "lignes publiées. Le choix des analyses suit du dictionnaire par une règle, non d’un "
        "regard. Les intervalles sont ceux qu’un utilisateur tirerait des seules lignes : ils "
        "ignorent le bruit."
    ),
    "analyses.none": "Ce dictionnaire n’a ni indicateurs, ni années, ni lieux à analyser.",
    "years": "Personnes par année",
    "years.chart": "Nombre de personnes par année dans les dossiers et dans la publication",
    "years.year": "Année",
    "trends": "Changement des parts d’une année à l’autre",
    "trends.outcome": "Réponse",
    "odds": "Rapports des cotes",
    "odds.lead": (
        "Combien de fois la cote d’une réponse est plus grande dans le premier groupe que chez les "
        "autres, avec des intervalles à 95\u00a0%. L’image montre ceux qui s’accordent le moins."
    ),
    "odds.chart": "Rapports des cotes avec intervalles dans les dossiers et dans la publication",
    "odds.ratio": "Rapport des cotes",
    "odds.among": "{outcome} : {group}",
    "odds.worst": "Les {n} rapports des cotes qui s’accordent le moins",
    "odds.all": "Les {n} rapports des cotes",
    "overlap": "Recouvrement",
    "agreement": "Conclusion",
    "agreement.same": "la même",
    "agreement.lost": "perdue",
    "agreement.new": "nouvelle",
    "agreement.opposite": "contraire",
    "routes": "Routes les plus fréquentes",
    "routes.lead": (
        "{kept} des {top} plus fréquentes sont parmi les {top} premières de la publication."
    ),
    "routes.chart": "Nombre de personnes sur les routes les plus fréquentes",
    "routes.route": "Route",
    "routes.rank": "Rang dans la publication",
    "from_to": "{low} à {high}",
    "how.sizes": (
        "L’erreur d’un nombre, avec et sans son signe, sur toutes les combinaisons d’une taille ; "
        "une absente compte pour 0."
    ),
    "how.k_marginal": (
        "1000 × (1 − distance moyenne en variation totale des tableaux de k colonnes) : NIST, "
        "Differential Privacy Synthetic Data Challenge (2018), et SDNist. 1000 est le mieux."
    ),
    "how.pmse": (
        "Erreur quadratique moyenne du score de propension : à quel point une régression "
        "logistique distingue lignes publiées et dossiers ; pour une colonne ou une paire, avec un "
        "paramètre par case. Divisée par son espérance pour des lignes tirées au hasard des "
        "dossiers, 1 vaut un échantillon, et moins est mieux encore ; avec beaucoup de personnes, "
        "de petites différences la rendent grande. Snoke, Raab, Nowok, Dibben et Slavković, JRSS "
        "A 181 (2018)."
    ),
    "how.overlap": (
        "La part moyenne de deux intervalles d’une même grandeur qui est dans l’autre : Karr, "
        "Kohnen, Oganian, Reiter et Sanil, The American Statistician 60 (2006)."
    ),
    "how.odds": (
        "Intervalle de Woolf ; 0,5 est ajouté à chaque nombre quand l’un est 0. Les indicateurs "
        "qui ne peuvent dire que oui sont comptés parmi les personnes qui ont une réponse dans "
        "leur groupe."
    ),
    "how.trends": "Pente de la droite des moindres carrés de la part selon l’année, en points.",
    "how.lights": (
        "Un feu montre la pire de ses raisons. Les seuils sont des choix, donnés à côté de chaque "
        "chiffre ; ils disent quand lire plus loin."
    ),
    "versus": "Publications côte à côte",
    "versus.subtitle": "Plusieurs publications comparées aux mêmes dossiers",
    "versus.lead": "Chaque colonne est une publication. Les rapports sur chacune ont le détail.",
    "versus.figure": "Chiffre",
    "versus.technique": "Technique",
    "versus.rows": "Lignes pour chaque personne",
    "versus.distance": "Écart, {answers}",
    "versus.missing": "Absentes, {answers}",
    "versus.common": "Absentes, {answers}, {common} personnes ou plus",
    "versus.invented": "Inventées, {answers}",
    "versus.error": "Erreur d’un nombre, {answers}",
    "versus.intervals": "Intervalles justes",
    "versus.odds": "Rapports des cotes à la même conclusion",
    "versus.trends": "Tendances à la même conclusion",
    "versus.routes": "Routes les plus fréquentes gardées",
    "versus.lights": "Feux",
    "versus.numbers": "Chiffres",
    "versus.distance.lead": (
        "La part des lignes qu’il faudrait changer pour qu’une publication dise ce que disent les "
        "dossiers, en moyenne sur les groupes de colonnes."
    ),
    "versus.chart": "Écart entre chaque publication et les dossiers, selon le nombre de colonnes",
    "versus.choice": "Choisir, c’est aussi regarder",
    "versus.sentence": "Phrase pour la déclaration de la publication :",
    "technique.differential-privacy": "Confidentialité différentielle, ε = {epsilon}",
    "technique.k-anonymous-synthetic": "Synthétique k-anonyme, k = {k}",
    "technique.k-anonymised": "k-anonymisée, k = {k}",
    "technique.unknown": "Non dite",
}

ANALYSIS_CATALOGUE: Mapping[str, Mapping[str, str]] = {
    "en": _ENGLISH,
    "fr": hard_spaces(_FRENCH),
    "es": spanish_analyses.ANALYSES,
    "ar": isolated(arabic_analyses.ANALYSES),
}
"""Language → key → text. English is complete; other languages have the same keys."""


def analysis_texts(language: str) -> Mapping[str, str]:
    """The words in a language; English where it has not been translated."""
    return ANALYSIS_CATALOGUE[spoken(language)]
