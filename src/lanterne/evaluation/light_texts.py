"""Why a traffic light shows what it shows, in each language."""

from __future__ import annotations

from collections.abc import Mapping

from lanterne.evaluation.languages import arabic, spanish
from lanterne.evaluation.wording import hard_spaces, isolated

_ENGLISH = {
    "rows": "The number of rows differs from the number of people by {share} (good: {good}).",
    "distance": (
        "For two columns at once, {share} of the rows would have to change on average (good: "
        "{good})."
    ),
    "common": (
        "Of combinations of two answers that ten people or more share, {share} are missing "
        "(good: {good})."
    ),
    "invented": (
        "Combinations of two answers that nobody gave hold {share} of the released answers "
        "(good: {good})."
    ),
    "opposite": (
        "Who is concerned more often than whom: of {ratios} comparisons of two groups (odds "
        "ratios), {opposite} come out the opposite way (good: none)."
    ),
    "intervals": "{share} of the published intervals hold the true count (good: {good}).",
    "links": ("The number of links differs from that in the cases by {share} (good: {good})."),
    "across": (
        "For an answer of a victim and one of a perpetrator together, {share} of the links "
        "would have to change on average (good: {good})."
    ),
    "unpromised.victim": (
        "Victims are promised nothing: with up to {links} links each, the release can tell as "
        "much of one as ε = {epsilon} would allow."
    ),
    "unpromised.perpetrator": (
        "Perpetrators are promised nothing: with up to {links} links each, the release can tell"
        " as much of one as ε = {epsilon} would allow."
    ),
    "unpromised.household": (
        "Households are promised nothing: with up to {links} people each, the release can tell "
        "as much of one as ε = {epsilon} would allow."
    ),
    "technique.unknown": "The release does not say how it was protected.",
    "epsilon": (
        "Differential privacy with ε = {epsilon}; over all releases so far ε = {total}. The "
        "smaller ε, the less can be learnt about one person: taken together, this is {strength} "
        "(strong: up to {strong}; weak: beyond {weak})."
    ),
    "delta": (
        "δ = {delta}: over all people, the promise is expected to fail for {fails} of them "
        "(good: 0.1 or less)."
    ),
    "unit.row": (
        "A row is protected, not a person: nobody said which rows belong to the same person."
    ),
    "k.length": (
        "Combinations of up to {length} answers are shared by {k} people or more; longer ones need "
        "not be. There is no promise against somebody who knows the others."
    ),
    "k.rows": (
        "Whole rows are shared by {k} people or more. There is no promise against somebody who "
        "knows the others."
    ),
    "k.real": (
        "Rows are real people among {k} who look alike; columns that were not named are as they "
        "were."
    ),
    "k.again": (
        "A second release of the same people can be subtracted from this one: k does not add up."
    ),
    "few": "There are only {people} people in the cases: somebody may know them all.",
    "attacks.none": "No attack has been tried on it.",
    "attack.not_tried": "Attack “{text}” could not be tried.",
    "attack.allowed": (
        "Attack “{text}”: {rate} succeed, at least {low}; the promise allows {allowed}."
    ),
    "attack.chance": ("Attack “{text}”: {rate} succeed, at least {low}; {chance} by chance."),
    "attack.alone": "Attack “{text}”: {rate} succeed; nobody knows how many by chance.",
}

_FRENCH = {
    "rows": ("Le nombre de lignes s’écarte du nombre de personnes de {share} (bon : {good})."),
    "distance": (
        "Pour deux colonnes à la fois, il faudrait changer {share} des lignes en moyenne (bon : "
        "{good})."
    ),
    "common": (
        "Parmi les combinaisons de deux réponses que dix personnes ou plus partagent, {share} "
        "manquent (bon : {good})."
    ),
    "invented": (
        "Les combinaisons de deux réponses que personne n’a données portent {share} des réponses "
        "publiées (bon : {good})."
    ),
    "opposite": (
        "Qui est plus souvent concerné que qui : sur {ratios} comparaisons de deux groupes "
        "(rapports des cotes), {opposite} ont l’issue contraire (bon : aucune)."
    ),
    "intervals": "{share} des intervalles publiés contiennent le vrai nombre (bon : {good}).",
    "links": ("Le nombre de liens s’écarte de celui des dossiers de {share} (bon : {good})."),
    "across": (
        "Pour une réponse d’une victime et une d’un auteur ensemble, il faudrait changer "
        "{share} des liens en moyenne (bon : {good})."
    ),
    "unpromised.victim": (
        "Rien n’est promis aux victimes : pour celles qui ont jusqu’à {links} liens, la "
        "publication peut en dire autant que ε = {epsilon} le permettrait."
    ),
    "unpromised.perpetrator": (
        "Rien n’est promis aux auteurs : pour ceux qui ont jusqu’à {links} liens, la "
        "publication peut en dire autant que ε = {epsilon} le permettrait."
    ),
    "unpromised.household": (
        "Rien n’est promis aux ménages : pour ceux de {links} personnes au plus, la publication"
        " peut en dire autant que ε = {epsilon} le permettrait."
    ),
    "technique.unknown": "La publication ne dit pas comment elle a été protégée.",
    "epsilon": (
        "Confidentialité différentielle avec ε = {epsilon} ; sur toutes les publications à ce "
        "jour ε = {total}. Plus ε est petit, moins on peut apprendre d’une personne : en tout, "
        "c’est {strength} (forte : jusqu’à {strong} ; faible : au-delà de {weak})."
    ),
    "delta": (
        "δ = {delta} : sur toutes les personnes, on s’attend à ce que la promesse échoue pour "
        "{fails} d’entre elles (bon : 0,1 ou moins)."
    ),
    "unit.row": (
        "C’est une ligne qui est protégée, non une personne : nul n’a dit quelles lignes sont "
        "celles d’une même personne."
    ),
    "k.length": (
        "Les combinaisons de {length} réponses au plus sont partagées par {k} personnes ou plus ; "
        "les plus longues, pas forcément. Rien n’est promis contre qui connaît les autres."
    ),
    "k.rows": (
        "Les lignes entières sont partagées par {k} personnes ou plus. Rien n’est promis contre "
        "qui connaît les autres."
    ),
    "k.real": (
        "Les lignes sont des personnes réelles parmi {k} qui se ressemblent ; les colonnes qui "
        "n’ont pas été nommées sont restées telles quelles."
    ),
    "k.again": (
        "Une deuxième publication des mêmes personnes peut être soustraite de celle-ci : k ne "
        "s’additionne pas."
    ),
    "few": (
        "Il n’y a que {people} personnes dans les dossiers : quelqu’un peut les connaître toutes."
    ),
    "attacks.none": "Aucune attaque n’a été essayée.",
    "attack.not_tried": "L’attaque « {text} » n’a pas pu être essayée.",
    "attack.allowed": (
        "Attaque « {text} » : {rate} réussissent, au moins {low} ; la promesse en permet {allowed}."
    ),
    "attack.chance": (
        "Attaque « {text} » : {rate} réussissent, au moins {low} ; {chance} par hasard."
    ),
    "attack.alone": ("Attaque « {text} » : {rate} réussissent ; nul ne sait combien par hasard."),
}

REASONS: Mapping[str, Mapping[str, str]] = {
    "en": _ENGLISH,
    "fr": hard_spaces(_FRENCH),
    "es": spanish.REASONS,
    "ar": isolated(arabic.REASONS),
}
"""Language → name of a reason → sentence."""
