"""The data card of a fictional network: what was invented, set to a public figure, or assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lanterne.cases.network.frames import NetworkTables
from lanterne.fictional.card import comparison, versions
from lanterne.fictional.network_tally import (
    Shape,
    in_bands,
    network_shape,
    published_figures,
)
from lanterne.fictional.tally import Figure

_LINKS = (0, 1, 2, 3, 4, 5, 7, 10, 15, 20, 30)
_PEOPLE = (1, 2, 3, 4, 6, 10, 20, 50, 100, 200)

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "A fictional network of victims and perpetrators",
        "intro": """\
**Nobody in these files exists.** Every person and every link was drawn by a computer from an
invented world. No record of a real person was used, and no likeness to anybody is intended. The
files are for trying out software, for teaching and for measuring: they say nothing about the
world.""",
        "facts": "What it is",
        "victims": "Victims",
        "perpetrators": "Perpetrators",
        "links": "Links",
        "households": "Households",
        "seed": "Seed",
        "made": "Made by",
        "remake": """\
The files are those of the codebook `lanterne-network`: one row per victim, per perpetrator, per
pair of them known to have to do with each other, and per household. A blank cell means that nothing
was written down; it never means "no". A victim without a link is one of whom no perpetrator was
recorded. Keys are numbers drawn at random. The same numbers, seed and versions give the same
files.""",
        "how": "How it was made",
        "steps": """\
It is a simulation of causes; each step depends on the steps before it.

1. **Routes, rings and victims** are made as for the fictional cases of the codebook
   `lanterne-cases`.
2. **Places.** A ring holds its victims in places, each for a while. Somebody who acts alone has one
   victim or a few. Some victims are sold on to another place of the same country and year.
3. **Encounters.** A victim meets as many people as the ring has for it: recruiters, transporters,
   controllers, exploiters, seldom two of one kind in a row. Each place has a core whom several
   victims meet; few places are led by one person whom nearly all of them meet.
4. **Perpetrators** come from one end of the route and resemble the others of their place in gender,
   age and region. Recruiters come from where the victims come from, and more of them are women.
5. **Links.** Roles follow from the specialism; who acts alone has several. The relation follows
   from how the victim was caught, payment from the route, the recruiter and the relation.
6. **Records.** Invented organisations write down some of it. Whether an answer is there depends on
   who asks, on the case, and on how well the perpetrator is known: the first one of a victim, and
   one with many victims, better than others.
7. **Households.** Some victims of one route and year live together.""",
        "invented": "What is assumed",
        "limits": """\
- **Nothing about real links is public.** How many perpetrators a victim has beyond the mean, how
  many victims a perpetrator has, how large the groups are, how alike two perpetrators of one victim
  or two victims of one perpetrator are, and which roles go together in one person: all of it is
  assumed here. To set it, somebody with real linked cases would have to publish, safely, just that.
- Households and their sizes are assumed. So are the blanks in the victims' own columns, but for the
  two flags, and those of the roles.
- Which things go together, and how strongly, is invented; so are the links between countries.
- Real records hold mistakes, doubles and the same person under two keys. These do not.""",
        "not": "What not to conclude",
        "never": """\
- Nothing about any country, nationality, organisation or group of people.
- Nothing about how groups of perpetrators really work, or how large they are.
- Not that a method that works here works on your data: measure it on your data, in private.
- Never mix these records with real ones.""",
        "reached": "Public figures and what these files reached",
        "source": """\
Shares in the Global Victim-Perpetrator Synthetic Dataset of December 2022, published by the
Counter-Trafficking Data Collaborative (CTDC), in which all perpetrators of a victim are folded into
one row. Here the links are folded in the same way. What is known, and flags, are among all victims:
17,584 there, those with a known gender. The other shares are among the cells with an answer. Only
these totals were used. A share can miss its figure by a few points: the people of one ring come
together.""",
        "per_victim": "Perpetrators per victim: published 2.2 (37,000 to 17,000), here",
        "structure": "Assumed structure and what these files reached",
        "figure": "Figure",
        "target": "Published (%)",
        "here": "Here (%)",
        "wanted": "Assumed (%)",
        "degrees": "Links per person",
        "number": "Links",
        "components": "People who hang together",
        "components_are": """\
A component is all those who can be reached from each other through links: a victim without a link
is one of its own.""",
        "size": "People",
        "count": "Components",
    },
    "fr": {
        "title": "Un réseau fictif de victimes et d'auteurs",
        "intro": """\
**Personne, dans ces fichiers, n'existe.** Chaque personne et chaque lien ont été tirés au sort par
un ordinateur dans un monde inventé. Aucune fiche d'une personne réelle n'a servi, et toute
ressemblance serait un hasard. Les fichiers servent à essayer des logiciels, à enseigner et à
mesurer : ils ne disent rien du monde.""",
        "facts": "De quoi il s'agit",
        "victims": "Victimes",
        "perpetrators": "Auteurs",
        "links": "Liens",
        "households": "Ménages",
        "seed": "Graine",
        "made": "Fait par",
        "remake": """\
Les fichiers sont ceux du dictionnaire `lanterne-network` : une ligne par victime, par auteur, par
couple des deux dont on sait qu'ils ont eu affaire l'un à l'autre, et par ménage. Une case vide veut
dire que rien n'a été noté ; elle ne veut jamais dire « non ». Une victime sans lien est une victime
dont aucun auteur n'a été noté. Les clés sont des numéros tirés au sort. Les mêmes nombres, la même
graine et les mêmes versions redonnent les mêmes fichiers.""",
        "how": "Comment il a été fait",
        "steps": """\
C'est une simulation de causes ; chaque pas dépend de ceux qui le précèdent.

1. **Les routes, les réseaux et les victimes** sont faits comme pour les cas fictifs du dictionnaire
   `lanterne-cases`.
2. **Lieux.** Un réseau tient ses victimes dans des lieux, chacun pendant un temps. Qui agit seul a
   une victime ou quelques-unes. Certaines victimes sont revendues vers un autre lieu du même pays,
   la même année.
3. **Rencontres.** Une victime rencontre autant de gens que le réseau en a pour elle : recruteurs,
   passeurs, gardiens, exploiteurs, rarement deux du même genre à la suite. Chaque lieu a un noyau
   que plusieurs victimes rencontrent ; peu de lieux sont menés par une personne que presque toutes
   rencontrent.
4. **Les auteurs** viennent d'un bout de la route et ressemblent aux autres de leur lieu par le
   sexe, l'âge et la région. Les recruteurs viennent d'où viennent les victimes, et plus d'entre eux
   sont des femmes.
5. **Liens.** Les rôles découlent du métier ; qui agit seul en a plusieurs. La relation découle de
   la manière dont la victime a été prise, le paiement de la route, du recruteur et de la relation.
6. **Fiches.** Des organisations inventées en notent une partie. Qu'il y ait une réponse dépend de
   qui demande, du cas, et de ce que l'on sait de l'auteur : le premier d'une victime, et celui qui
   a beaucoup de victimes, sont mieux connus.
7. **Ménages.** Quelques victimes d'une même route et d'une même année vivent ensemble.""",
        "invented": "Ce qui est supposé",
        "limits": """\
- **Rien sur les liens réels n'est public.** Combien d'auteurs a une victime au-delà de la moyenne,
  combien de victimes a un auteur, la taille des groupes, à quel point se ressemblent deux auteurs
  d'une victime ou deux victimes d'un auteur, et quels rôles vont ensemble chez une personne : tout
  cela est supposé ici. Pour le régler, il faudrait que quelqu'un qui détient de vrais cas liés
  publie, sans danger, cela même.
- Les ménages et leurs tailles sont supposés. De même les cases vides des colonnes propres aux
  victimes, sauf les deux drapeaux, et celles des rôles.
- Ce qui va ensemble, et avec quelle force, est inventé ; les liens entre pays aussi.
- Les fiches réelles contiennent des erreurs, des doublons et la même personne sous deux clés.
  Celles-ci n'en ont pas.""",
        "not": "Ce qu'il ne faut pas en conclure",
        "never": """\
- Rien sur un pays, une nationalité, une organisation ou un groupe de personnes.
- Rien sur la manière dont les groupes d'auteurs travaillent vraiment, ni sur leur taille.
- Pas qu'une méthode qui marche ici marche sur vos données : mesurez-le sur vos données, en privé.
- Ne mélangez jamais ces fiches avec de vraies fiches.""",
        "reached": "Chiffres publics et valeurs atteintes dans ces fichiers",
        "source": """\
Parts dans le *Global Victim-Perpetrator Synthetic Dataset* de décembre 2022, publié par le
*Counter-Trafficking Data Collaborative* (CTDC), où tous les auteurs d'une victime sont repliés en
une ligne. Ici les liens sont repliés de même. Ce qui est connu, et les drapeaux, sont parmi toutes
les victimes : là-bas 17 584, celles dont le genre est connu. Les autres parts sont parmi les cases
avec une réponse. Seuls ces totaux ont servi. Une part peut s'écarter de quelques points de son
chiffre : les gens d'un réseau arrivent ensemble.""",
        "per_victim": "Auteurs par victime : publié 2,2 (37 000 pour 17 000), ici",
        "structure": "Structure supposée et valeurs atteintes dans ces fichiers",
        "figure": "Chiffre",
        "target": "Publié (%)",
        "here": "Ici (%)",
        "wanted": "Supposé (%)",
        "degrees": "Liens par personne",
        "number": "Liens",
        "components": "Les gens qui se tiennent",
        "components_are": """\
Une composante est faite de tous ceux que des liens relient de proche en proche : une victime sans
lien en est une à elle seule.""",
        "size": "Personnes",
        "count": "Composantes",
    },
}


def network_card(tables: NetworkTables, households: int, seed: int) -> str:
    """The card as Markdown, in English and then in French.

    Args:
        tables: The tables that were written.
        households: How many households there are.
        seed: The seed that they were made from.
    """
    shape, figures = network_shape(tables), published_figures(tables)
    sizes = {
        "victims": tables.victims.height,
        "perpetrators": tables.perpetrators.height,
        "links": tables.links.height,
        "households": households,
        "seed": seed,
    }
    return "\n---\n\n".join(_card(words, sizes, shape, figures) for words in _WORDS.values())


def _card(
    words: Mapping[str, str], sizes: Mapping[str, int], shape: Shape, figures: Sequence[Figure]
) -> str:
    facts = [(words[name], str(number)) for name, number in sizes.items()]
    linked = in_bands(shape.of_victims, _LINKS), in_bands(shape.of_perpetrators, _LINKS)
    degrees = [(band, ofs, ofp) for (band, ofs), (_, ofp) in zip(*linked, strict=True)]
    sections = [
        f"# {words['title']}",
        words["intro"],
        f"## {words['facts']}",
        _table(("", ""), [*facts, (words["made"], versions())]),
        words["remake"],
        f"## {words['how']}",
        words["steps"],
        f"## {words['invented']}",
        words["limits"],
        f"## {words['not']}",
        words["never"],
        f"## {words['reached']}",
        words["source"],
        f"{words['per_victim']} {shape.perpetrators_per_victim:.2f}.",
        comparison(words, figures),
        f"## {words['structure']}",
        comparison({**words, "target": words["wanted"]}, shape.figures()),
        f"### {words['degrees']}",
        _table((words["number"], words["victims"], words["perpetrators"]), degrees),
        f"### {words['components']}",
        words["components_are"],
        _table((words["size"], words["count"]), in_bands(shape.components, _PEOPLE)),
    ]
    return "\n\n".join(sections) + "\n"


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown, numbers to the right."""
    ruler = ["---", *["---:"] * (len(heads) - 1)]
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in [heads, ruler, *rows])
