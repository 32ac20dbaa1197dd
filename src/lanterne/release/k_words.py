"""What people read in a release by a k-method: the README in two languages, the promise in four."""

from __future__ import annotations

from lanterne.anonymity.result import Method
from lanterne.anonymity.statement import KStatement
from lanterne.codebook.model import in_language
from lanterne.release.file_words import text_template, thousands
from lanterne.release.layout import Layout
from lanterne.release.metadata import Imprint
from lanterne.release.words import denominators, imprint_words, page_in_languages
from lanterne.release.wrapping import wrapped


def k_read_me(layout: Layout, statement: KStatement, rows: int, imprint: Imprint) -> str:
    """What the release is, how to read it and what not to conclude; English, then French.

    Args:
        layout: Its table.
        statement: What is promised.
        rows: How many rows there are.
        imprint: Who and when.
    """
    return "\n".join(
        wrapped(_read_me(layout, statement, rows, imprint, language)) for language in ("en", "fr")
    )


def _read_me(
    layout: Layout, statement: KStatement, rows: int, imprint: Imprint, language: str
) -> str:
    codebook, said = layout.codebook, statement.guarantee
    words = _WORDS[language][said.method]
    gaps = {name: text.format(k=said.k) for name, text in words.items() if name != "rows"}
    return text_template("K-README", language).substitute(
        gaps,
        rows=words["rows"].format(number=thousands(rows, language)),
        k=said.k,
        table=codebook.table.name,
        title=in_language(codebook.title, language),
        description=in_language(codebook.description, language),
        codebook=f"{codebook.name} {codebook.version}",
        columns=len(codebook.table.columns),
        promise=statement.promise_in_words(language),
        denominators=denominators(codebook, language),
        **imprint_words(imprint, language),
    )


def guarantee_page(statement: KStatement) -> str:
    """What is promised and what is not, in each language that has words for it."""
    return page_in_languages(_TITLES, {tag: statement.in_words(tag) for tag in _TITLES})


_TITLES = {
    "en": ("English", "What hides the people in these data, and what does not"),
    "fr": ("Français", "Ce qui cache les personnes de ces données, et ce qui ne les cache pas"),
    "es": ("Español", "Qué oculta a las personas de estos datos y qué no"),
    "ar": ("العربية", "ما يخفي الأشخاص في هذه البيانات وما لا يخفيهم"),
}
"""Language → its own name, and the title of the page."""

_WORDS = {
    "en": {
        Method.K_ANONYMOUS_SYNTHETIC: {
            "kind": "k-anonymous synthetic data",
            "rows": "{number} synthetic rows",
            "made": "They were drawn by a k-anonymous method from case records about people,",
            "original": "",
            "wider": "",
            "person": "**Nothing about any one person.** Rows are drawn. One that resembles "
            "somebody does so by chance.",
            "small": "What fewer than {k} people share is not written, so that rare answers and "
            "combinations are too few, or missing.",
            "counts": "Counts in the rows are near to those in the records. The number of rows is "
            "rounded.",
            "links": "Joining the rows to other records about people is meaningless.",
            "verify": "The first checks checksums, codebook, rules and statement. That {k} people "
            "share what is written was checked against all cases before anything was written: the "
            "release alone cannot show it.",
        },
        Method.K_ANONYMISED: {
            "kind": "k-anonymised data",
            "rows": "{number} rows",
            "made": "Each was the record of one person: answers were replaced by wider ones or "
            "removed until nobody stands out by some of the columns. This was done",
            "original": "| `codebook/original.en.html`, `codebook/original.json` | the codebook of "
            "the records: what each wider answer stands for |\n",
            "wider": "- Some answers are wider than those in the records, such as a region in "
            "place of a country. `codebook/original.en.html` says what each stands for.\n",
            "person": "**Nothing about any one person.** Each row is somebody's. Do not try to "
            "find out whose.",
            "small": "Rare answers were widened or removed, and with them rare combinations.",
            "counts": "Some rows may have been left out, and answers were removed: counts in the "
            "rows are not those in the records.",
            "links": "Joining the rows to other records about people may harm somebody. These data "
            "must never be used for it.",
            "verify": "The first checks checksums, codebook, rules and statement, and that no row "
            "stands alone: at least {k} rows say the same in the columns of the promise.",
        },
    },
    "fr": {
        Method.K_ANONYMOUS_SYNTHETIC: {
            "kind": "Données synthétiques k-anonymes",
            "rows": "{number} lignes synthétiques",
            "made": "Elles ont été tirées de dossiers de personnes par une méthode k-anonyme,",
            "original": "",
            "wider": "",
            "person": "**Rien sur une personne.** Les lignes sont tirées au hasard. Si l’une "
            "ressemble à quelqu’un, c’est une coïncidence.",
            "small": "Ce que moins de {k} personnes partagent n’est pas écrit : les réponses et "
            "les combinaisons rares sont trop peu nombreuses, ou manquent.",
            "counts": "Les effectifs dans les lignes sont proches de ceux des dossiers. Le nombre "
            "de lignes est arrondi.",
            "links": "Rapprocher ces lignes d’autres dossiers n’a pas de sens.",
            "verify": "La première commande vérifie empreintes, dictionnaire, règles et "
            "déclaration. Que {k} personnes partagent ce qui est écrit a été vérifié sur tous les "
            "dossiers avant l’écriture : la publication seule ne peut le montrer.",
        },
        Method.K_ANONYMISED: {
            "kind": "Données k-anonymisées",
            "rows": "{number} lignes",
            "made": "Chacune était le dossier d’une personne : des réponses ont été remplacées par "
            "de plus larges ou retirées, jusqu’à ce que personne ne se distingue par certaines des "
            "colonnes. Cela a été fait",
            "original": "| `codebook/original.fr.html`, `codebook/original.json` | le dictionnaire "
            "des dossiers : ce que recouvre chaque réponse plus large |\n",
            "wider": "- Certaines réponses sont plus larges que celles des dossiers, comme une "
            "région à la place d’un pays. `codebook/original.fr.html` dit ce que chacune "
            "recouvre.\n",
            "person": "**Rien sur une personne.** Chaque ligne est celle de quelqu’un. Ne cherchez "
            "pas de qui.",
            "small": "Les réponses rares ont été élargies ou retirées, et avec elles les "
            "combinaisons rares.",
            "counts": "Des lignes ont pu être laissées de côté, et des réponses ont été retirées : "
            "les effectifs dans les lignes ne sont pas ceux des dossiers.",
            "links": "Rapprocher ces lignes d’autres dossiers peut nuire à quelqu’un. Ces données "
            "ne doivent jamais servir à cela.",
            "verify": "La première commande vérifie empreintes, dictionnaire, règles et "
            "déclaration, et qu’aucune ligne n’est seule : au moins {k} lignes disent la même "
            "chose dans les colonnes de la promesse.",
        },
    },
}
"""Language → method → the places of the README that depend on it."""
