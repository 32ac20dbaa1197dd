"""What a release promises, for machines and in plain words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from lanterne.errors import UsageError
from lanterne.privacy.accountant import epsilon_from_zcdp, zcdp
from lanterne.privacy.budget import Budget
from lanterne.privacy.chain import Entry
from lanterne.privacy.events import Event, events_to_list
from lanterne.privacy.ledger import Spent

WEAK = 10.0
"""Above this Σε the words say that the promise is weak: e^10 is a factor of 22,000."""

UNITS = {
    "person": "adding or removing all records of one person",
    "row": "adding or removing one row; each row taken to be one person; no subject id was used",
}
"""Who may be protected → the neighbours that this means."""


@dataclass(frozen=True)
class PrivacyStatement:
    """The promise of one release. Public; nothing in it was computed from the data.

    Attributes:
        definition: The definition of privacy that is met.
        unit: Who is protected: ``"person"``, or ``"row"`` where no subject id said which rows
            are one person.
        neighbours: Which two tables must be hard to tell apart.
        epsilon: ε of this release, above 0.
        delta: δ of this release.
        accountant: How the mechanisms were added up.
        rho: ρ of the same mechanisms in zero-concentrated differential privacy, as a check.
        epsilon_zcdp: The ε that ρ implies at δ; the true cost is no larger.
        bounds: What one person can contribute at most, by table: ``{"cases": 1}``.
        mechanisms: The mechanisms with their parameters, as
            :func:`lanterne.privacy.events.events_to_list` gives them.
        noise: Where the noise comes from.
        software: What computed it, with versions.
        releases: How many releases the ledger that was used holds, this one included.
        epsilon_total: Σε over them: together they are (Σε, Σδ)-private.
        delta_total: Σδ over them.
        as_of: Day on which these totals were read from the ledger: UTC, ``YYYY-MM-DD``.
        ledger: SHA-256 of the ledger's entry for this release: says which ledger that was.
    """

    definition: str
    unit: str
    neighbours: str
    epsilon: float
    delta: float
    accountant: str
    rho: float
    epsilon_zcdp: float
    bounds: Mapping[str, int]
    mechanisms: tuple[Mapping[str, Any], ...]
    noise: str
    software: str
    releases: int
    epsilon_total: float
    delta_total: float
    as_of: str
    ledger: str

    def to_dict(self) -> dict[str, Any]:
        """The statement as JSON values."""
        return {
            **asdict(self),
            "bounds": dict(self.bounds),
            "mechanisms": [dict(mechanism) for mechanism in self.mechanisms],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> PrivacyStatement:
        """The inverse of :meth:`to_dict`.

        Raises:
            ValueError: A field is missing or unknown.
        """
        names = {field.name for field in fields(cls)}
        if set(values) != names:
            raise ValueError(f"not a privacy statement: check {sorted(set(values) ^ names)}")
        mechanisms = tuple(dict(mechanism) for mechanism in values["mechanisms"])
        return cls(**{**values, "bounds": dict(values["bounds"]), "mechanisms": mechanisms})

    def with_totals(self, spent: Spent, day: date) -> PrivacyStatement:
        """The statement with the totals that the same ledger holds on a later day."""
        return replace(
            self,
            releases=spent.releases,
            epsilon_total=spent.epsilon,
            delta_total=spent.delta,
            as_of=day.isoformat(),
        )

    def in_words(self, language: str = "en") -> str:
        """The promise in a few plain paragraphs: ``en``, ``fr``, ``es`` or ``ar``.

        Raises:
            UsageError: There are no words in that language.
        """
        paragraphs = _words(_STATEMENT, language)
        if self.unit == "row":
            paragraphs += _words(_ROW, language)
        if self.epsilon_total > WEAK:
            paragraphs += _words(_WEAK, language)
        return "\n\n".join(
            paragraph.format(
                promise=epsilon_in_words(self.epsilon, language),
                failure=_one_in(self.delta),
                epsilon=f"{self.epsilon:g}",
                delta=f"{self.delta:g}",
                releases=self.releases,
                total=f"{self.epsilon_total:g}",
                total_delta=f"{self.delta_total:g}",
                as_of=self.as_of,
            )
            for paragraph in paragraphs
        )


def privacy_statement(
    budget: Budget,
    events: tuple[Event, ...],
    spent: Spent,
    charge: Entry,
    *,
    bounds: Mapping[str, int],
    software: str,
    unit: str = "person",
) -> PrivacyStatement:
    """The statement of a release that used ``events`` within ``budget``.

    Args:
        budget: What the release states and the ledger was charged.
        events: Its mechanisms.
        spent: The ledger's sum after the charge.
        charge: The entry that the ledger made of it.
        bounds: What one person can contribute at most, by table.
        software: Names and versions.
        unit: Who is protected, of ``UNITS``.
    """
    rho = zcdp(events)
    return PrivacyStatement(
        definition="(epsilon, delta)-differential privacy",
        unit=unit,
        neighbours=UNITS[unit],
        epsilon=budget.epsilon,
        delta=budget.delta,
        accountant="privacy-loss distributions (dp-accounting), checked against zCDP",
        rho=rho,
        epsilon_zcdp=epsilon_from_zcdp(rho, budget.delta),
        bounds=bounds,
        mechanisms=tuple(events_to_list(events)),
        noise="OpenDP: exact discrete Gaussian and Gumbel samplers, operating-system entropy, "
        "no seed",
        software=software,
        releases=spent.releases,
        epsilon_total=spent.epsilon,
        delta_total=spent.delta,
        as_of=charge.time[:10],
        ledger=charge.digest,
    )


def epsilon_in_words(epsilon: float, language: str = "en") -> str:
    """What ε means, as the worst that can happen to a bet at even odds.

    By Bayes, ε-differential privacy multiplies the odds of any guess about one person by at most
    e^ε, so that a probability of one half becomes at most e^ε / (1 + e^ε). Rounded up to a whole
    number in 100, or to a fraction of one beyond 99.

    Raises:
        UsageError: There are no words in that language.
    """
    return _words(_GUESS, language)[0].format(sure=_per_hundred(epsilon))


def _per_hundred(epsilon: float) -> str:
    doubt = 100 / (1 + math.exp(epsilon))
    if doubt >= 1:
        return f"{100 - math.floor(doubt)}"
    digits = min(6, math.ceil(-math.log10(doubt)))
    doubt = math.floor(doubt * 10**digits) / 10**digits
    return f"{100 - doubt:.{digits}f}" if doubt else "100"


def _one_in(delta: float) -> str:
    return f"{math.floor(1 / delta * (1 + 1e-9)):,}".replace(",", "\N{NO-BREAK SPACE}")


def _words(texts: Mapping[str, tuple[str, ...]], language: str) -> tuple[str, ...]:
    if language not in texts:
        raise UsageError(f"There are no words in {language!r}; choose from {', '.join(texts)}.")
    return texts[language]


_GUESS = {
    "en": (
        "Suppose that someone knows everything about everybody else, and thinks it as likely as "
        "not that one given person is in the records. After seeing all that is published here, "
        "they can be at most {sure} in 100 sure.",
    ),
    "fr": (
        "Supposons que quelqu'un sache tout de toutes les autres personnes, et juge qu'il y a une "
        "chance sur deux qu'une personne donnée figure dans les dossiers. Après avoir vu tout ce "
        "qui est publié ici, sa certitude ne peut dépasser {sure} sur 100.",
    ),
    "es": (
        "Supongamos que alguien lo sabe todo de todas las demás personas y cree que hay una "
        "posibilidad entre dos de que una persona concreta figure en los expedientes. Después de "
        "ver todo lo que se publica aquí, su certeza no puede superar {sure} sobre 100.",
    ),
    "ar": (
        "لنفترض أن شخصًا يعرف كل شيء عن جميع الأشخاص الآخرين، ويرى أن احتمال وجود شخص معيّن في "
        "السجلات هو النصف. بعد الاطلاع على كل ما نُشر هنا، لا يمكن أن تتجاوز درجة يقينه {sure} من "
        "100.",
    ),
}

_STATEMENT = {
    "en": (
        "This release was made so that it stays uncertain whether any one person's case is in the "
        "records. Every count was changed at random before it was used, and the rows are invented "
        "from those counts: no row was copied from a record.",
        "{promise} This is the worst case; most people are protected better. The promise may fail "
        "with a probability of at most 1 in {failure}.",
        "It covers what the data tell about one person because that person is in them. It does "
        "not hide what is true of whole groups.",
        "Releases in the ledger that was used, as of {as_of}: {releases}. Together they spend "
        "epsilon {total} and delta {total_delta}; this one spends epsilon {epsilon} and delta "
        "{delta}. Every further release adds to it, and so does any that was written in another "
        "ledger.",
    ),
    "fr": (
        "Cette publication est faite pour qu'il reste incertain que le cas d'une personne donnée "
        "figure dans les dossiers. Chaque effectif a été modifié au hasard avant d'être utilisé, "
        "et les lignes sont inventées à partir de ces effectifs : aucune n'a été copiée d'un "
        "dossier.",
        "{promise} C'est le pire des cas ; la plupart des personnes sont mieux protégées. La "
        "promesse peut échouer avec une probabilité d'au plus 1 sur {failure}.",
        "Elle couvre ce que les données révèlent d'une personne parce qu'elle y figure. Elle ne "
        "cache pas ce qui est vrai de groupes entiers.",
        "Publications inscrites au registre utilisé, à la date du {as_of} : {releases}. Ensemble, "
        "elles dépensent epsilon {total} et delta {total_delta} ; celle-ci dépense epsilon "
        "{epsilon} et delta {delta}. Chaque nouvelle publication s'y ajoute, comme toute "
        "publication inscrite à un autre registre.",
    ),
    "es": (
        "Esta publicación se hizo para que siga siendo incierto si el caso de una persona concreta "
        "está en los expedientes. Cada recuento se modificó al azar antes de usarse, y las filas "
        "se inventan a partir de esos recuentos: ninguna se copió de un expediente.",
        "{promise} Es el peor de los casos; la mayoría de las personas están mejor protegidas. La "
        "promesa puede fallar con una probabilidad de 1 entre {failure} como máximo.",
        "Cubre lo que los datos revelan de una persona porque figura en ellos. No oculta lo que "
        "es cierto de grupos enteros.",
        "Publicaciones inscritas en el registro utilizado, a fecha de {as_of}: {releases}. En "
        "conjunto gastan épsilon {total} y delta {total_delta}; esta gasta épsilon {epsilon} y "
        "delta {delta}. Cada nueva publicación se suma a ese total, y también las inscritas en "
        "otro registro.",
    ),
    "ar": (
        "أُعدّ هذا الإصدار بحيث يبقى وجود حالة أي شخص بعينه في السجلات أمرًا غير مؤكد. غُيّر كل عدد "
        "عشوائيًا قبل استخدامه، والصفوف مبتكرة من تلك الأعداد: لم يُنسخ أي صف من سجل.",
        "{promise} هذه أسوأ حالة ممكنة، ومعظم الأشخاص محميون على نحو أفضل. وقد يخفق هذا الضمان "
        "باحتمال لا يتجاوز 1 من {failure}.",
        "يشمل الضمان ما تكشفه البيانات عن شخص بسبب وجوده فيها، ولا يخفي ما يصح على مجموعات "
        "بأكملها.",
        "عدد الإصدارات المقيدة في السجل المستخدم للإنفاق حتى تاريخ {as_of}: {releases}. تنفق معًا "
        "إبسلون {total} ودلتا {total_delta}، وينفق هذا الإصدار إبسلون {epsilon} ودلتا {delta}. وكل "
        "إصدار جديد يُضاف إلى هذا المجموع، وكذلك كل إصدار مقيد في سجل آخر.",
    ),
}

_ROW = {
    "en": (
        "Each row of the case file was taken to be one person; no subject id was used. Somebody "
        "who stands on several rows is protected less than stated.",
    ),
    "fr": (
        "Chaque ligne du fichier de cas a été considérée comme une personne ; aucun identifiant "
        "de personne n'a été utilisé. Quelqu'un qui figure sur plusieurs lignes est moins protégé "
        "qu'indiqué.",
    ),
    "es": (
        "Se consideró que cada fila del archivo de casos es una persona; no se utilizó ningún "
        "identificador de personas. Quien figure en varias filas está menos protegido de lo que "
        "se indica.",
    ),
    "ar": (
        "عُدّ كل صف في ملف الحالات شخصًا واحدًا، ولم يُستخدم أي معرّف للأشخاص. ومن يرد في عدة صفوف "
        "تكون حمايته أقل مما هو مذكور.",
    ),
}

_WEAK = {
    "en": (
        "The total epsilon is high: in the worst case this promise protects one person little. "
        "Think about who could be harmed before you share the data further.",
    ),
    "fr": (
        "Le total d'epsilon est élevé : dans le pire des cas, cette promesse protège peu une "
        "personne. Pensez à qui pourrait subir un préjudice avant de partager les données.",
    ),
    "es": (
        "El total de épsilon es alto: en el peor de los casos, esta promesa protege poco a una "
        "persona. Piense en quién podría sufrir daños antes de compartir más los datos.",
    ),
    "ar": (
        "مجموع إبسلون مرتفع: في أسوأ الحالات لا يوفر هذا الضمان للشخص سوى حماية ضعيفة. فكّروا فيمن "
        "قد يلحق به الضرر قبل مشاركة البيانات على نطاق أوسع.",
    ),
}
