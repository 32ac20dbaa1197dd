"""The data card: how the fictional cases were made, and what nobody may conclude from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import version

import numpy as np

from lanterne.fictional.tally import Figure, Tally

_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Fictional cases of human trafficking",
        "intro": """\
**Nobody in this file exists.** Every record was drawn by a computer from an invented world. No
record of a real person was used to make it, and no likeness to anybody is intended. The file is
for trying out software, for teaching and for measuring: it says nothing about the world.""",
        "facts": "What it is",
        "rows": "Records",
        "seed": "Seed",
        "made": "Made by",
        "remake": """\
One record stands for one invented victim. The columns are those of the codebook `lanterne-cases`.
A blank cell means that nothing was written down; it never means "no". The same number of records,
seed and versions give the same file.""",
        "how": "How it was made",
        "steps": """\
It is a simulation of causes, step by step; each step depends on the steps before it.

1. **Countries and routes.** Rough orders of magnitude for the size, wealth and place of countries,
   invented ties and invented years of crisis decide which routes exist, how strong they are, and
   when they open and close.
2. **Rings.** Groups of perpetrators work on one route for some years. Each has its own sector, its
   own way of recruiting and of controlling people, and treats women, men and children in its own
   way. Many victims meet somebody who acts alone.
3. **Victims.** Gender and age follow from what the sector wants, whom the ring looks for and who is
   in need. Relation to the recruiter, way of recruitment, duration and means of control follow
   from the ring, the sector, debts, documents, and how hard it was.
4. **Partners and forms.** Invented organisations meet the victims. Each works in some countries and
   years; each has a form that never asks some questions, and forms change. Whether an answer is
   there depends on who asks and on the case.
5. **Calibration.** The causes say who is more likely than whom. How common things are altogether
   was then set, on a trial of the same world, to the public figures below.""",
        "differ": "How real data differ",
        "limits": """\
- Which things go together, and how strongly, was invented. Only the totals below were set.
- The links between countries are invented. A route in this file is no evidence of a route.
- Real records contain mistakes, duplicates, contradictions and answers in free words. These do not.
- Real organisations differ more from each other, and the reasons why people are never identified
  are many; here there is a handful of each.
- Records of victims of one ring are alike here because the simulation says so. How alike the
  victims of one real group are is not public.""",
        "not": "What not to conclude",
        "never": """\
- Nothing about any country, nationality, sector, organisation or group of people.
- Nothing about how common trafficking is, or whether it rises or falls.
- Not that a method that works here works on your data: measure it on your data, in private.
- Never mix these records with real ones.""",
        "reached": "Public figures and what this file reached",
        "source": """\
Completeness: share of cells with an answer in the Global K-anonymised Dataset of 15 July 2021
(97,750 records). Shares: Global Victim-Perpetrator Synthetic Dataset of December 2022, among
known answers. Both published by the Counter-Trafficking Data Collaborative (CTDC). Forced labour
and sexual exploitation are compared with each other (12,248 and 2,775 records there). Only these
totals were used. A share can miss its figure by a few points: victims of one ring come
together, and whose answers are known is not left to chance.""",
        "figure": "Figure",
        "target": "Published (%)",
        "here": "Here (%)",
        "completeness": "Completeness",
        "shares": "Shares",
    },
    "fr": {
        "title": "Cas fictifs de traite des êtres humains",
        "intro": """\
**Personne, dans ce fichier, n'existe.** Chaque fiche a été tirée au sort par un ordinateur dans un
monde inventé. Aucune fiche d'une personne réelle n'a servi, et toute ressemblance serait un hasard.
Le fichier sert à essayer des logiciels, à enseigner et à mesurer : il ne dit rien du monde.""",
        "facts": "De quoi il s'agit",
        "rows": "Fiches",
        "seed": "Graine",
        "made": "Fait par",
        "remake": """\
Une fiche représente une victime inventée. Les colonnes sont celles du dictionnaire
`lanterne-cases`. Une case vide veut dire que rien n'a été noté ; elle ne veut jamais dire « non ».
Le même nombre de fiches, la même graine et les mêmes versions redonnent le même fichier.""",
        "how": "Comment il a été fait",
        "steps": """\
C'est une simulation de causes, pas à pas ; chaque pas dépend de ceux qui le précèdent.

1. **Pays et routes.** Des ordres de grandeur pour la taille, la richesse et le lieu des pays, des
   liens inventés et des années de crise inventées décident quelles routes existent, de leur force,
   et de quand elles s'ouvrent et se ferment.
2. **Réseaux.** Des groupes d'auteurs travaillent sur une route pendant quelques années. Chacun a
   son secteur, sa manière de recruter et de contrôler, et traite à sa façon les femmes, les hommes
   et les enfants. Beaucoup de victimes rencontrent quelqu'un qui agit seul.
3. **Victimes.** Le sexe et l'âge découlent de ce que veut le secteur, de qui le réseau cherche et
   de qui est dans le besoin. Le lien avec le recruteur, le mode de recrutement, la durée et les
   moyens de contrôle découlent du réseau, du secteur, des dettes, des papiers et de la dureté des
   faits.
4. **Partenaires et formulaires.** Des organisations inventées rencontrent les victimes. Chacune est
   présente dans certains pays et certaines années ; chacune a un formulaire qui ne pose jamais
   certaines questions, et les formulaires changent. Qu'il y ait une réponse dépend de qui demande
   et du cas.
5. **Calage.** Les causes disent qui est plus exposé que qui. La fréquence d'ensemble a ensuite été
   réglée, sur un essai dans le même monde, d'après les chiffres publics ci-dessous.""",
        "differ": "En quoi les données réelles diffèrent",
        "limits": """\
- Ce qui va ensemble, et avec quelle force, est inventé. Seuls les totaux ci-dessous ont été réglés.
- Les liens entre pays sont inventés. Une route dans ce fichier ne prouve aucune route.
- Les fiches réelles contiennent des erreurs, des doublons, des contradictions et des réponses en
  mots libres. Celles-ci n'en ont pas.
- Les organisations réelles diffèrent davantage entre elles, et les raisons pour lesquelles des
  personnes ne sont jamais identifiées sont nombreuses ; ici il n'y en a que quelques-unes.
- Les victimes d'un même réseau se ressemblent ici parce que la simulation le veut. On ne sait pas
  publiquement à quel point se ressemblent celles d'un groupe réel.""",
        "not": "Ce qu'il ne faut pas en conclure",
        "never": """\
- Rien sur un pays, une nationalité, un secteur, une organisation ou un groupe de personnes.
- Rien sur l'ampleur de la traite, ni sur sa hausse ou sa baisse.
- Pas qu'une méthode qui marche ici marche sur vos données : mesurez-le sur vos données, en privé.
- Ne mélangez jamais ces fiches avec de vraies fiches.""",
        "reached": "Chiffres publics et valeurs atteintes dans ce fichier",
        "source": """\
Complétude : part des cases avec une réponse dans le *Global K-anonymised Dataset* du 15 juillet
2021 (97 750 fiches). Parts : *Global Victim-Perpetrator Synthetic Dataset* de décembre 2022, parmi
les réponses connues. Les deux sont publiés par le *Counter-Trafficking Data Collaborative* (CTDC).
Le travail forcé et l'exploitation sexuelle sont comparés l'un à l'autre (12 248 et 2 775 fiches).
Seuls ces totaux ont servi. Une part peut s'écarter de quelques points de son chiffre : les victimes
d'un réseau arrivent ensemble, et ce qui est connu ne l'est pas au hasard.""",
        "figure": "Chiffre",
        "target": "Publié (%)",
        "here": "Ici (%)",
        "completeness": "Complétude",
        "shares": "Parts",
    },
}


def data_card(tally: Tally, seed: int) -> str:
    """The card as Markdown, in English and then in French.

    Args:
        tally: Counts of what was written.
        seed: The seed it was made from.
    """
    return "\n---\n\n".join(_card(words, tally, seed) for words in _WORDS.values())


def _card(words: Mapping[str, str], tally: Tally, seed: int) -> str:
    facts = f"""\
| | |
|---|---|
| {words["rows"]} | {tally.rows} |
| {words["seed"]} | {seed} |
| {words["made"]} | {versions()} |"""
    sections = [
        f"# {words['title']}",
        words["intro"],
        f"## {words['facts']}",
        facts,
        words["remake"],
        f"## {words['how']}",
        words["steps"],
        f"## {words['differ']}",
        words["limits"],
        f"## {words['not']}",
        words["never"],
        f"## {words['reached']}",
        words["source"],
        f"### {words['completeness']}",
        comparison(words, tally.completeness()),
        f"### {words['shares']}",
        comparison(words, tally.shares()),
    ]
    return "\n\n".join(sections) + "\n"


def versions() -> str:
    """What makes the same numbers give the same file."""
    return f"Lanterne {version('lanterne')}, NumPy {np.__version__}"


def comparison(words: Mapping[str, str], figures: Iterable[Figure]) -> str:
    """A table of figures in per cent: what was aimed at and what was reached.

    Args:
        words: Headings, under ``figure``, ``target`` and ``here``.
        figures: The figures, in their order.
    """
    rows = [f"| {words['figure']} | {words['target']} | {words['here']} |", "|---|---:|---:|"]
    for figure in figures:
        reached = "–" if np.isnan(figure.reached) else f"{100 * figure.reached:.1f}"
        rows.append(f"| {figure.name} | {100 * figure.target:.1f} | {reached} |")
    return "\n".join(rows)
