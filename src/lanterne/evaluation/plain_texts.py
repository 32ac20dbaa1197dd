"""Sentences of the first page, in each language."""

from __future__ import annotations

from collections.abc import Mapping

from lanterne.evaluation.languages import arabic, spanish
from lanterne.evaluation.wording import hard_spaces, isolated

_ENGLISH = {
    "changed.differential-privacy": (
        "No row is a person. Rows and counts were made from counts with noise (ε = {epsilon}), so "
        "that nobody can tell from them whether one person is in the cases."
    ),
    "changed.k-anonymous-synthetic": (
        "No row is a person. Every combination of up to {length} answers in a row is one that at "
        "least {k} people gave; rarer ones were left out."
    ),
    "changed.k-anonymous-synthetic.rows": (
        "No row is a person, and yet every row, taken whole, is one that at least {k} people "
        "could be; rarer answers were left out."
    ),
    "changed.k-anonymised": (
        "Each row is a real person, made coarser until at least {k} rows agree in these columns: "
        "{columns}."
    ),
    "changed.unknown": "The release does not say how it was protected.",
    "changed.counts": (
        "Counts changed. A count of people with two answers in common is off by {error} on "
        "average; the average count is {count}."
    ),
    "changed.missing": (
        "Rare combinations are gone: {share} of the combinations of two answers, which hold {mass} "
        "of the answers."
    ),
    "changed.invented": (
        "Some combinations are new: {share} of those of two answers in the release, in {mass} of "
        "its answers, are nobody’s in the cases."
    ),
    "may.counts": (
        "How many people share two answers, where they are {n} or more: such counts are off by "
        "{close} or less on average. Shares and comparisons of them follow."
    ),
    "may.any": (
        "How many people share two answers: counts of every size are off by {close} or less."
    ),
    "may.intervals": (
        "That the true count lies in the published interval: of 100 intervals, {share} hold it."
    ),
    "may.odds": (
        "Who is more often concerned than others: of {n} comparisons of two groups, chosen "
        "beforehand, {same} lead to the same conclusion in the release and in the cases."
    ),
    "may.trends": (
        "Whether a share rises or falls over the years: {same} of {n} trends lead to the same "
        "conclusion on both sides."
    ),
    "may.routes": (
        "Which routes are the most frequent: {kept} of the first {n} are among the first {n} of "
        "the release."
    ),
    "may_not.person": "Anything about one person. A row that looks like somebody is nobody.",
    "may_not.person.real": (
        "Who a row is. Rows are real people: any attempt to find one out must be forbidden to "
        "whoever gets the file."
    ),
    "may_not.counts": "A count of people with two answers in common, of whatever size.",
    "may_not.small": (
        "Counts of fewer than {n} people with two answers in common, unless a published interval "
        "says so."
    ),
    "may_not.absent": "That what is missing never happened: rare cases were left out.",
    "may_not.present": (
        "That what is rare in the release happened: a few combinations are nobody’s."
    ),
    "may_not.odds": (
        "Who is more often concerned than others, without a look at the odds ratios below: of {n} "
        "comparisons of two groups, only {same} lead to the same conclusion as the cases."
    ),
    "may_not.trends": (
        "Whether a share rises or falls over the years: of {n} trends, only {same} lead to the "
        "same conclusion as the cases."
    ),
    "may_not.routes": (
        "Which routes are the most frequent: only {kept} of the first {n} are among the first {n} "
        "of the release."
    ),
    "may_not.intervals": (
        "That the true count lies in the published interval: of 100 intervals, only {share} hold "
        "it."
    ),
    "may_not.opposite": (
        "What comparisons of two groups say that come out the opposite way in the cases ({n}; they "
        "are listed first among the odds ratios below)."
    ),
    "may_not.safe": "That the release is safe whoever gets it: read the reasons of the risk light.",
    "may_not.population": (
        "How much trafficking there is. The cases are those that an organisation came to know."
    ),
    "looks.uncovered": (
        "This page was counted in the cases without protection. The promise of the release, its ε "
        "or its k, does not cover what is decided because of it."
    ),
    "looks.uncounted": (
        "No ledger was found: this look at the cases is not counted, and no release of them will "
        "say that it took place."
    ),
    "looks.once": "By the ledger, this is the first look at these cases without protection.",
    "looks.counted": (
        "By the ledger, these cases have now been looked at without protection {n} times."
    ),
    "looks.say": (
        "If this release is published, or made anew with other settings, because of this page, say "
        "so where it is published: “evaluated privately before publication”. Drawn again with the "
        "ledger (lanterne redraw … --ledger …), it says so itself, with the number. Where a choice "
        "is made often, settle the rule beforehand, on fictional cases of the same size: that "
        "costs nothing."
    ),
    "looks.chosen": "Chosen from {n} runs after a private evaluation.",
    "looks.chosen.how": (
        "If one of these releases is published because of this page, put this sentence beside its "
        "statement; drawn again with the ledger (lanterne redraw … --ledger …), it says so itself. "
        "ε covers each release, not the choice between them; and every run counts in the total of "
        "the ledger, those that are thrown away too."
    ),
}

_FRENCH = {
    "changed.differential-privacy": (
        "Aucune ligne n’est une personne. Lignes et nombres viennent de comptages bruités "
        "(ε = {epsilon}), si bien que nul ne peut y lire si une personne est dans les dossiers."
    ),
    "changed.k-anonymous-synthetic": (
        "Aucune ligne n’est une personne. Toute combinaison de {length} réponses au plus dans une "
        "ligne a été donnée par au moins {k} personnes ; les plus rares ont été retirées."
    ),
    "changed.k-anonymous-synthetic.rows": (
        "Aucune ligne n’est une personne, et pourtant chaque ligne entière pourrait être celle "
        "d’au moins {k} personnes ; les réponses plus rares ont été retirées."
    ),
    "changed.k-anonymised": (
        "Chaque ligne est une personne réelle, rendue moins précise jusqu’à ce qu’au moins {k} "
        "lignes s’accordent sur ces colonnes : {columns}."
    ),
    "changed.unknown": "La publication ne dit pas comment elle a été protégée.",
    "changed.counts": (
        "Les nombres ont changé. Un nombre de personnes qui ont deux réponses en commun s’écarte "
        "du vrai de {error} en moyenne ; le nombre moyen est de {count}."
    ),
    "changed.missing": (
        "Des combinaisons rares ont disparu : {share} de celles de deux réponses, qui portent "
        "{mass} des réponses."
    ),
    "changed.invented": (
        "Des combinaisons sont nouvelles : {share} de celles de deux réponses, dans {mass} des "
        "réponses publiées, ne sont celles de personne dans les dossiers."
    ),
    "may.counts": (
        "Combien de personnes ont deux réponses en commun, quand elles sont {n} ou plus : l’erreur "
        "de ces nombres est de {close} ou moins en moyenne. Parts et comparaisons en découlent."
    ),
    "may.any": (
        "Combien de personnes ont deux réponses en commun : l’erreur est de {close} ou moins, "
        "quelle que soit la taille."
    ),
    "may.intervals": (
        "Que le vrai nombre est dans l’intervalle publié : sur 100 intervalles, {share} le "
        "contiennent."
    ),
    "may.odds": (
        "Qui est plus souvent concerné que d’autres : sur {n} comparaisons de deux groupes, "
        "choisies d’avance, {same} mènent à la même conclusion dans la publication et dans les "
        "dossiers."
    ),
    "may.trends": (
        "Si une part monte ou descend avec les années : {same} tendances sur {n} mènent à la même "
        "conclusion des deux côtés."
    ),
    "may.routes": (
        "Quelles routes sont les plus fréquentes : {kept} des {n} premières sont parmi les {n} "
        "premières de la publication."
    ),
    "may_not.person": (
        "Quoi que ce soit sur une personne. Une ligne qui ressemble à quelqu’un n’est personne."
    ),
    "may_not.person.real": (
        "Qui est une ligne. Les lignes sont des personnes réelles : toute tentative d’en "
        "reconnaître une doit être interdite à qui reçoit le fichier."
    ),
    "may_not.counts": (
        "Un nombre de personnes qui ont deux réponses en commun, quelle que soit sa taille."
    ),
    "may_not.small": (
        "Des nombres de moins de {n} personnes qui ont deux réponses en commun, sauf là où un "
        "intervalle publié le dit."
    ),
    "may_not.absent": "Que ce qui est absent n’a pas eu lieu : des cas rares ont été retirés.",
    "may_not.present": (
        "Que ce qui est rare dans la publication a eu lieu : quelques combinaisons ne sont celles "
        "de personne."
    ),
    "may_not.odds": (
        "Qui est plus souvent concerné que d’autres, sans regarder les rapports des cotes plus "
        "bas : sur {n} comparaisons de deux groupes, {same} seulement mènent à la même conclusion "
        "que les dossiers."
    ),
    "may_not.trends": (
        "Si une part monte ou descend avec les années : sur {n} tendances, {same} seulement mènent "
        "à la même conclusion que les dossiers."
    ),
    "may_not.routes": (
        "Quelles routes sont les plus fréquentes : {kept} seulement des {n} premières sont parmi "
        "les {n} premières de la publication."
    ),
    "may_not.intervals": (
        "Que le vrai nombre est dans l’intervalle publié : sur 100 intervalles, {share} seulement "
        "le contiennent."
    ),
    "may_not.opposite": (
        "Ce que disent les comparaisons de deux groupes dont l’issue est contraire dans les "
        "dossiers ({n} ; en tête des rapports des cotes plus bas)."
    ),
    "may_not.safe": (
        "Que la publication est sans danger quel que soit son lecteur : lisez les raisons du feu "
        "du risque."
    ),
    "may_not.population": (
        "L’ampleur de la traite. Les dossiers sont ceux qu’une organisation a connus."
    ),
    "looks.uncovered": (
        "Cette page a été comptée dans les dossiers sans protection. La promesse de la "
        "publication, son ε ou son k, ne couvre pas ce qui est décidé à cause d’elle."
    ),
    "looks.uncounted": (
        "Aucun registre n’a été trouvé : cette consultation des dossiers n’est pas comptée, et "
        "aucune publication ne dira qu’elle a eu lieu."
    ),
    "looks.once": (
        "Selon le registre, c’est la première consultation de ces dossiers sans protection."
    ),
    "looks.counted": (
        "Selon le registre, ces dossiers ont maintenant été consultés {n} fois sans protection."
    ),
    "looks.say": (
        "Si cette publication est diffusée, ou refaite avec d’autres réglages, à cause de cette "
        "page, dites-le là où elle est diffusée : « évaluée en privé avant publication ». Tirée de "
        "nouveau avec le registre (lanterne redraw … --ledger …), elle le dit elle-même, avec le "
        "nombre. Si un choix revient souvent, fixez la règle d’avance, sur des dossiers fictifs de "
        "même taille : cela ne coûte rien."
    ),
    "looks.chosen": "Choisie parmi {n} essais après une évaluation privée.",
    "looks.chosen.how": (
        "Si l’une de ces publications est diffusée à cause de cette page, ajoutez cette phrase à "
        "sa déclaration ; tirée de nouveau avec le registre (lanterne redraw … --ledger …), elle "
        "le dit elle-même. ε couvre chaque publication, non le choix entre elles ; et chaque essai "
        "compte dans le total du registre, même ceux que l’on jette."
    ),
}

PLAIN: Mapping[str, Mapping[str, str]] = {
    "en": _ENGLISH,
    "fr": hard_spaces(_FRENCH),
    "es": spanish.PLAIN,
    "ar": isolated(arabic.PLAIN),
}
"""Language → key → sentence."""
