"""French."""

from __future__ import annotations

from lanterne.gate.texts import Texts, hardened

_FRENCH = Texts(
    reasons={
        "promise.method": (
            "La technique est {method}. La politique admet {methods}.",
            "Protégez les dossiers par une technique que la politique admet.",
        ),
        "promise.ledger": (
            "La promesse n’a pas été comparée au registre où elle est inscrite : rien ne dit si ε, "
            "δ ou le bruit ont été modifiés.",
            "Indiquez ce registre avec --ledger. Une publication qui ne nomme aucune entrée d’un "
            "registre est à refaire.",
        ),
        "promise.epsilon": (
            "ε vaut {value}. La politique admet {limit} au plus.",
            "Protégez de nouveau les dossiers, avec un ε plus petit.",
        ),
        "promise.total": (
            "Toutes les publications sur ces personnes dépensent ensemble ε {value}. La politique "
            "admet {limit} au plus.",
            "Le budget de ces personnes est épuisé : tenez-vous-en à ce qui est déjà publié.",
        ),
        "promise.k": (
            "k vaut {value}. La politique demande au moins {limit}.",
            "Protégez de nouveau les dossiers, avec un k plus grand.",
        ),
        "promise.length": (
            "k vaut pour les combinaisons de {value} réponses au plus. La politique demande "
            "{limit} (« rows » : lignes entières).",
            "Protégez de nouveau les dossiers, avec une longueur plus grande.",
        ),
        "attack.promise": (
            "Attaque « {attack} » : {rate} des essais réussissent, au moins {low}. La promesse en "
            "permet {allowed}.",
            "La publication révèle plus qu’elle ne promet. Ne la publiez pas, cherchez comment "
            "elle a été faite et protégez les dossiers de nouveau. Si Lanterne l’a faite et que "
            "personne ne l’a modifiée, signalez-le, sans les données.",
        ),
        "attack.noise": (
            "Le bruit des nombres publiés est de {noise} de ce que la publication déclare.",
            "La publication révèle plus qu’elle ne promet. Ne la publiez pas, cherchez comment "
            "elle a été faite et protégez les dossiers de nouveau. Si Lanterne l’a faite et que "
            "personne ne l’a modifiée, signalez-le, sans les données.",
        ),
        "attack.chance": (
            "Attaque « {attack} » : {rate} des essais réussissent, et {chance} par hasard : au "
            "moins {excess} de plus. La politique en admet {limit}.",
            "Les lignes parlent des personnes des dossiers, et pas seulement de personnes qui leur "
            "ressemblent. Cherchez des lignes copiées ; sinon, protégez de nouveau les dossiers, "
            "avec un ε plus petit, un k plus grand ou moins de colonnes.",
        ),
        "risk.combinations": (
            "Des combinaisons de réponses que moins de {k} personnes partagent se trouvent dans "
            "les lignes, à {places} endroits (nombre de réponses : {size}).",
            "La publication ne tient pas sa promesse : des lignes ont été modifiées ou ajoutées "
            "après coup, ou elle ne vient pas de ces dossiers. Ne la publiez pas ; refaites-la.",
        ),
        "risk.classes": (
            "{classes} classes de lignes ne tiennent pas ce qui en est promis (k, ℓ ou t).",
            "Des lignes ont été modifiées ou ajoutées après coup. Ne publiez pas ; refaites la "
            "publication.",
        ),
        "risk.record": (
            "Qui est trouvé par les quasi-identifiants est la bonne personne avec une probabilité "
            "de {chance}. La politique admet {limit}.",
            "Refaites la publication avec un k plus grand.",
        ),
        "risk.told": (
            "Pour {share} des personnes, on peut apprendre la réponse dans {column}, parce que "
            "toutes les lignes semblables s’y accordent. La politique admet {limit}.",
            "Demandez la ℓ-diversité ou la t-proximité dans cette colonne, ou laissez-la de côté.",
        ),
        "use.distance": (
            "Pour deux colonnes à la fois, il faudrait changer {value} des lignes en moyenne. La "
            "politique admet {limit}.",
            "La publication induirait en erreur. Retirez des colonnes, élargissez leurs réponses "
            "ou accordez plus de budget.",
        ),
        "use.rows": (
            "Le nombre de lignes s’écarte du nombre de personnes de {value}. La politique admet "
            "{limit}.",
            "Tirez de nouveau la publication sans demander de nombre de lignes.",
        ),
        "use.intervals": (
            "{value} des intervalles publiés contiennent le vrai nombre. La politique demande "
            "{limit}.",
            "Les nombres sont moins sûrs qu’ils ne le disent. Ne les publiez pas ; refaites la "
            "publication.",
        ),
        "use.light": (
            "Le feu de l’utilité est {value}. La politique demande {limit} ou mieux.",
            "L’évaluation dit pourquoi. Protégez de nouveau les dossiers avec d’autres réglages ; "
            "la politique reste.",
        ),
    },
    notes={
        "note.control": (
            "Aucun groupe témoin n’a été donné : la moitié de la publication a tenu lieu de "
            "personnes absentes des dossiers, et l’on trouve moins ainsi. Avec --control, des "
            "dossiers mis de côté par tirage au sort avant que la publication soit faite."
        ),
        "note.untried": (
            "L’attaque « {attack} » n’a pas pu être essayée : la publication n’y donne pas prise."
        ),
        "note.earlier": (
            "Autres publications de ces personnes dans leur registre : {others} ; comparées avec "
            "celle-ci : {given}. Ce qu’elle dit avec les autres n’a pas été examiné. Donnez-les "
            "avec --earlier."
        ),
        "note.uncharged": (
            "La promesse n’a pas été comparée au registre où elle est inscrite : rien ne dit si ε, "
            "δ ou le bruit ont été modifiés. Indiquez ce registre avec --ledger."
        ),
        "note.uncounted": (
            "Aucun registre n’a été trouvé : cette consultation des dossiers n’est pas "
            "comptée, et aucune publication ne dira qu’elle a eu lieu."
        ),
        "note.unneeded": (
            "Elle aurait passé sans la dérogation ; elle est inscrite comme ayant passé."
        ),
    },
    results={
        "passed": "ADMISE par la politique {policy}.",
        "refused": "REFUSÉE par la politique {policy}. Pourquoi :",
        "overridden": ("DÉROGATION de {by} : {why}. La politique {policy} la refuse. Pourquoi :"),
    },
    own=("propre ({digest})", "{name} (propre, {digest})"),
    copies={
        "lead": (
            "Une copie de lignes de personnes aurait été vue avec une probabilité de 95 % "
            "à partir de ces parts de toutes les lignes : {kinds}."
        ),
        "share": "{kind}, {share}",
        "unseen": "{kind}, impossible à distinguer des autres lignes",
        "between": " ; ",
        "0": "sans changement",
        "1": "une réponse changée",
        "2": "deux réponses changées",
        "3": "trois réponses changées",
    },
    lights={"good": "vert (bonne)", "fair": "orange (moyenne)", "poor": "rouge (faible)"},
    advice="Que faire :",
    known="À savoir :",
    record="Procès-verbal :",
    public=(
        "Le procès-verbal à côté de la publication est public : il dit si elle passe, et rien de "
        "plus."
    ),
    sensitive="SENSIBLE : calculé à partir des dossiers. Ne publiez rien de ce qui suit.",
)

FRENCH = hardened(_FRENCH)
