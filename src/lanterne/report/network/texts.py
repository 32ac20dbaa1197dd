"""Words of the report on linked tables, beside those of one table."""

from __future__ import annotations

from collections.abc import Mapping

from lanterne.evaluation.wording import hard_spaces, isolated, spoken
from lanterne.report.languages import arabic_network, spanish_network
from lanterne.report.texts import texts

_ENGLISH = {
    "network": "The network, seen",
    "network.lead": (
        "Who is linked to whom, and how. Each disc is all links between one group of victims and "
        "one group of perpetrators; its size says how many. The left half is the cases, the right "
        "half the release, on the same scale: a whole disc means that they agree."
    ),
    "network.none": "No two columns of these tables can be drawn against each other.",
    "network.note": (
        "Blank answers are left out. A link with several answers to one question, such as two "
        "roles, counts once for each."
    ),
    "relations.lead": (
        "Down: {victim}. Across: {perpetrator}. The largest half disc is {links} links. In the "
        "tables, links in the cases / in the release."
    ),
    "relations.chart": "{answer}: links in the cases / in the release",
    "relations.folded": "others",
    "rings": "How large the rings are",
    "rings.lead": (
        "A ring is everybody who hangs together through links: a victim, their perpetrators, the "
        "other victims of these, and so on."
    ),
    "ring_sizes": "People by the size of their ring",
    "ring_sizes.lead": (
        "Share of all people, victims and perpetrators, who are in a ring of so many people. A "
        "ring of 1 is a victim who is linked to nobody."
    ),
    "ring_sizes.chart": "Share of people by the size of their ring, in the cases and the release",
    "ring_size": "People in the ring",
    "rings_in": "Rings, cases",
    "rings_out": "Rings, release",
    "people_in": "People, cases",
    "people_out": "People, release",
    "rings_all": "All rings",
    "ring_largest": "People in the largest",
    "degree.victims": "Perpetrators of a victim",
    "degree.perpetrators": "Victims of a perpetrator",
    "degree.victims.lead": "Share of victims who are linked to so many perpetrators.",
    "degree.perpetrators.lead": "Share of perpetrators who are linked to so many victims.",
    "degree.victims.chart": "Victims by number of perpetrators, in the cases and in the release",
    "degree.perpetrators.chart": (
        "Perpetrators by number of victims, in the cases and in the release"
    ),
    "number": "Number",
    "in_all": "In all",
    "mean_links": "Links each, on average",
    "most_links": "Most links of one",
    "likeness": "Are people who share a link alike?",
    "likeness.lead": (
        "Take two perpetrators of the same victim, or two victims of the same perpetrator: how "
        "often do both give the same answer? The circle is the cases, the dot the release: a dot "
        "in its circle means that they agree. The diamond is what is left when tables are linked "
        "at random."
    ),
    "alike.perpetrators": "Two perpetrators of one victim",
    "alike.victims": "Two victims of one perpetrator",
    "alike.perpetrators.lead": "Share of such pairs with the same answer, where both are known.",
    "alike.victims.lead": "Share of such pairs with the same answer, where both are known.",
    "alike.perpetrators.chart": (
        "Share of pairs of perpetrators of one victim with the same answer, by column"
    ),
    "alike.victims.chart": (
        "Share of pairs of victims of one perpetrator with the same answer, by column"
    ),
    "column": "Column",
    "source.cases": "Cases",
    "source.release": "Release",
    "source.apart": "Linked at random",
    "source.condensed": "Condensed file",
    "cross": "Answers across the tables",
    "cross.lead": (
        "One column of the victims beside one of their perpetrators or of the link: does the "
        "release still say who did what to whom? Distances are shares of links that would have to "
        "change."
    ),
    "cross_apart": "Beside tables that are linked at random",
    "cross_apart.lead": (
        "Average distance over all sets of one column from each table. The nearer to 0, the better."
    ),
    "cross_apart.chart": "Average distance across tables, release and tables linked at random",
    "cross_condensed": "Beside the condensed file",
    "cross_condensed.lead": (
        "The same over the columns that a file with one row per victim still has."
    ),
    "cross_condensed.chart": "Average distance across tables, release and condensed file",
    "cross_heat": "Pairs of columns across the tables",
    "cross_heat.lead": (
        "The darker a square, the more the release differs from the cases for that pair."
    ),
    "cross_heat.chart": "Distance of each pair of a victims’ column with another table’s column",
    "tables": "Tables",
    "tables.victims": "victims",
    "tables.perpetrators": "perpetrators",
    "tables.links": "links",
    "own.victims": "The victims by themselves",
    "own.perpetrators": "The perpetrators by themselves",
    "own.links": "The links by themselves",
    "own.lead": "The table on its own, as if nobody were linked to anybody.",
    "own.fold": "Combinations, pairs of columns, and column by column",
    "folded": "Folded into one row per victim",
    "folded.lead": (
        "The release made into a file with one row per victim, beside the cases folded alike: "
        "what users of such files get."
    ),
    "counts.victims": "Victims",
    "counts.perpetrators": "Perpetrators",
    "counts.own": "{table}: counts of their own answers",
    "counts.linked": "{table}: counts that depend on links",
    "counts.linked.lead": (
        "Where only so many links of a person count, these counts leave the others out: an "
        "interval may then miss the number of all links for that reason."
    ),
    "card.links": "Links",
    "card.links.note": "{released} for {real} links",
    "card.cross": "Distance, victim × perpetrator",
    "card.cross.note": "linked at random: {apart}",
    "card.cross.alone": "worst pair {worst}",
    "card.rings": "Distance of ring sizes",
    "card.rings.note": "largest ring {released}; {real} in the cases",
    "card.likeness": "Likeness off by",
    "card.likeness.note": "two perpetrators of one victim, at most",
    "unit.victim": "Victims",
    "unit.perpetrator": "Perpetrators",
    "unit.household": "Households",
    "promise": "{who}: ε = {epsilon}, δ = {delta}",
    "promise.none": "{who}: nothing promised; {size}, at most ε = {epsilon}, δ = {delta}",
    "size.victim": "with up to {links} perpetrators each",
    "size.perpetrator": "with up to {links} victims each",
    "size.household": "with up to {links} people each",
    "how.network": "Across tables",
    "how.network.text": (
        "Each link is one row with the answers of its victim, of its perpetrator and its own; "
        "people with many links count many times. Distances are then those of one table."
    ),
    "how.rings": "Rings",
    "how.rings.text": (
        "Connected components of the network. The distance compares the shares of people by size "
        "of ring. Perpetrators without a victim count in no figure; the cases have {alone}."
    ),
    "how.likeness": "Likeness",
    "how.likeness.text": (
        "Every pair of links of one person is a pair. Pairs in which one answer is blank are left "
        "out of the share."
    ),
    "how.apart": "Linked at random",
    "how.apart.text": (
        "The released victims and perpetrators with links dealt out at random. This is what comes "
        "of tables that are protected apart. It is favoured: people keep as many links as in the "
        "cases, and each link has the answers of a real one."
    ),
    "how.condensed": "Condensed file",
    "how.condensed.text": (
        "The released tables folded into one row per victim. It cannot say how many perpetrators "
        "there were, who did what, nor whom victims share: where it has no mark, it cannot tell."
    ),
}

_FRENCH = {
    "network": "Le réseau en images",
    "network.lead": (
        "Qui est lié à qui, et comment. Chaque disque représente tous les liens entre un groupe "
        "de victimes et un groupe d’auteurs ; sa taille dit combien. La moitié gauche est celle "
        "des dossiers, la droite celle de la publication, à la même échelle : un disque entier "
        "signifie qu’elles concordent."
    ),
    "network.none": "Aucune paire de colonnes de ces tables ne peut être mise en image.",
    "network.note": (
        "Les réponses absentes sont laissées de côté. Un lien qui a plusieurs réponses à une "
        "question, par exemple deux rôles, compte une fois pour chacune."
    ),
    "relations.lead": (
        "De haut en bas : {victim}. De gauche à droite : {perpetrator}. Le plus grand demi-disque "
        "vaut {links} liens. Dans les tableaux, liens des dossiers / de la publication."
    ),
    "relations.chart": "{answer} : liens dans les dossiers / dans la publication",
    "relations.folded": "autres",
    "rings": "La taille des groupes",
    "rings.lead": (
        "Un groupe rassemble toutes les personnes qui tiennent ensemble par des liens : une "
        "victime, ses auteurs, les autres victimes de ceux-ci, et ainsi de suite."
    ),
    "ring_sizes": "Les personnes selon la taille de leur groupe",
    "ring_sizes.lead": (
        "Part de toutes les personnes, victimes et auteurs, qui sont dans un groupe de cette "
        "taille. Un groupe de 1 est une victime qui n’est liée à personne."
    ),
    "ring_sizes.chart": (
        "Part des personnes selon la taille de leur groupe, dans les dossiers et la publication"
    ),
    "ring_size": "Personnes du groupe",
    "rings_in": "Groupes, dossiers",
    "rings_out": "Groupes, publication",
    "people_in": "Personnes, dossiers",
    "people_out": "Personnes, publication",
    "rings_all": "Tous les groupes",
    "ring_largest": "Personnes du plus grand",
    "degree.victims": "Auteurs par victime",
    "degree.perpetrators": "Victimes par auteur",
    "degree.victims.lead": "Part des victimes liées à ce nombre d’auteurs.",
    "degree.perpetrators.lead": "Part des auteurs liés à ce nombre de victimes.",
    "degree.victims.chart": "Victimes selon le nombre d’auteurs, dossiers et publication",
    "degree.perpetrators.chart": "Auteurs selon le nombre de victimes, dossiers et publication",
    "number": "Nombre",
    "in_all": "En tout",
    "mean_links": "Liens de chacun, en moyenne",
    "most_links": "Liens d’une personne, au plus",
    "likeness": "Les personnes liées se ressemblent-elles ?",
    "likeness.lead": (
        "Prenons deux auteurs d’une même victime, ou deux victimes d’un même auteur : donnent-ils "
        "souvent la même réponse ? Le cercle est celui des dossiers, le point celui de la "
        "publication : un point dans son cercle signifie qu’ils concordent. Le losange est ce qui "
        "reste quand les tables sont liées au hasard."
    ),
    "alike.perpetrators": "Deux auteurs d’une même victime",
    "alike.victims": "Deux victimes d’un même auteur",
    "alike.perpetrators.lead": (
        "Part de ces paires qui ont la même réponse, lorsque les deux sont connues."
    ),
    "alike.victims.lead": (
        "Part de ces paires qui ont la même réponse, lorsque les deux sont connues."
    ),
    "alike.perpetrators.chart": (
        "Part des paires d’auteurs d’une victime qui ont la même réponse, par colonne"
    ),
    "alike.victims.chart": (
        "Part des paires de victimes d’un auteur qui ont la même réponse, par colonne"
    ),
    "column": "Colonne",
    "source.cases": "Dossiers",
    "source.release": "Publication",
    "source.apart": "Liens au hasard",
    "source.condensed": "Fichier condensé",
    "cross": "Les réponses d’une table à l’autre",
    "cross.lead": (
        "Une colonne des victimes à côté d’une colonne des auteurs ou du lien : la publication "
        "dit-elle encore qui a fait quoi à qui ? Les écarts sont des parts de liens qu’il "
        "faudrait changer."
    ),
    "cross_apart": "À côté de tables liées au hasard",
    "cross_apart.lead": (
        "Écart moyen sur tous les groupes d’une colonne de chaque table. Plus il est proche de 0, "
        "mieux c’est."
    ),
    "cross_apart.chart": "Écart moyen entre tables, publication et tables liées au hasard",
    "cross_condensed": "À côté du fichier condensé",
    "cross_condensed.lead": (
        "Le même écart sur les colonnes que garde un fichier d’une ligne par victime."
    ),
    "cross_condensed.chart": "Écart moyen entre tables, publication et fichier condensé",
    "cross_heat": "Paires de colonnes d’une table à l’autre",
    "cross_heat.lead": (
        "Plus un carré est foncé, plus la publication diffère des dossiers pour cette paire."
    ),
    "cross_heat.chart": (
        "Écart de chaque paire d’une colonne des victimes et d’une colonne d’une autre table"
    ),
    "tables": "Tables",
    "tables.victims": "victimes",
    "tables.perpetrators": "auteurs",
    "tables.links": "liens",
    "own.victims": "Les victimes, à part",
    "own.perpetrators": "Les auteurs, à part",
    "own.links": "Les liens, à part",
    "own.lead": "La table seule, comme si personne n’était lié à personne.",
    "own.fold": "Combinaisons, paires de colonnes, et colonne par colonne",
    "folded": "Repliée en une ligne par victime",
    "folded.lead": (
        "La publication changée en un fichier d’une ligne par victime, à côté des dossiers "
        "repliés de même : ce qu’obtiennent les utilisateurs de tels fichiers."
    ),
    "counts.victims": "Victimes",
    "counts.perpetrators": "Auteurs",
    "counts.own": "{table} : nombres de leurs propres réponses",
    "counts.linked": "{table} : nombres qui dépendent des liens",
    "counts.linked.lead": (
        "Lorsque seuls certains liens d’une personne comptent, ces nombres laissent les autres de "
        "côté : un intervalle peut alors manquer le nombre de tous les liens pour cette raison."
    ),
    "card.links": "Liens",
    "card.links.note": "{released} pour {real} liens",
    "card.cross": "Écart, victime × auteur",
    "card.cross.note": "liens au hasard : {apart}",
    "card.cross.alone": "pire paire : {worst}",
    "card.rings": "Écart des tailles de groupes",
    "card.rings.note": "plus grand groupe : {released} ; {real} dans les dossiers",
    "card.likeness": "Erreur de ressemblance",
    "card.likeness.note": "deux auteurs d’une victime, au plus",
    "unit.victim": "Victimes",
    "unit.perpetrator": "Auteurs",
    "unit.household": "Ménages",
    "promise": "{who} : ε = {epsilon}, δ = {delta}",
    "promise.none": "{who} : rien n’est promis ; {size}, au plus ε = {epsilon}, δ = {delta}",
    "size.victim": "jusqu’à {links} auteurs chacune",
    "size.perpetrator": "jusqu’à {links} victimes chacun",
    "size.household": "jusqu’à {links} personnes chacun",
    "how.network": "D’une table à l’autre",
    "how.network.text": (
        "Chaque lien est une ligne avec les réponses de sa victime, de son auteur et les siennes ;"
        " qui a beaucoup de liens compte beaucoup de fois. Les écarts sont alors ceux d’une table."
    ),
    "how.rings": "Groupes",
    "how.rings.text": (
        "Composantes connexes de l’ensemble des liens. L’écart compare les parts de personnes "
        "selon la taille du groupe. Les auteurs sans victime ne comptent dans aucun chiffre ; les "
        "dossiers en ont {alone}."
    ),
    "how.likeness": "Ressemblance",
    "how.likeness.text": (
        "Chaque paire de liens d’une même personne est une paire. Celles dont une réponse est "
        "absente ne comptent pas dans la part."
    ),
    "how.apart": "Liens au hasard",
    "how.apart.text": (
        "Les victimes et les auteurs publiés, avec des liens distribués au hasard : ce que donnent "
        "des tables protégées séparément. Cette base est avantagée : chacun garde autant de liens "
        "que dans les dossiers, et chaque lien a les réponses d’un vrai lien."
    ),
    "how.condensed": "Fichier condensé",
    "how.condensed.text": (
        "Les tables publiées repliées en une ligne par victime. Ce fichier ne peut dire ni combien "
        "il y avait d’auteurs, ni qui a fait quoi, ni qui les victimes partagent : là où il n’a "
        "pas de marque, il ne peut rien dire."
    ),
}

NETWORK_CATALOGUE: Mapping[str, Mapping[str, str]] = {
    "en": _ENGLISH,
    "fr": hard_spaces(_FRENCH),
    "es": spanish_network.NETWORK,
    "ar": isolated(arabic_network.NETWORK),
}
"""Language → key → text, for what only linked tables have."""


def network_texts(language: str) -> Mapping[str, str]:
    """The words of the page in a language, those of one table among them."""
    return {**texts(language), **NETWORK_CATALOGUE[spoken(language)]}
