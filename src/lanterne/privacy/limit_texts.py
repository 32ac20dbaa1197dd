"""The sentences on the limits of a promise: who has none, what does not count, who looked."""

from __future__ import annotations

from lanterne.privacy.units import Unit

UNPROMISED = {
    "en": {
        Unit.VICTIM: "Nothing was promised to victims. One whose number of perpetrators is at most "
        "{links} can lose at most epsilon {epsilon}, at delta {delta}. {promise} One who is "
        "linked to more perpetrators can lose more.",
        Unit.PERPETRATOR: "Nothing was promised to perpetrators. One whose number of victims is at "
        "most {links} can lose at most epsilon {epsilon}, at delta {delta}. {promise} One who is "
        "linked to more victims can lose more.",
        Unit.HOUSEHOLD: "Nothing was promised to households. One of at most {links} people can "
        "lose at most epsilon {epsilon}, at delta {delta}. {promise} A larger one can lose more.",
    },
    "fr": {
        Unit.VICTIM: "Rien n'a été promis aux victimes. Une victime dont le nombre d'auteurs ne "
        "dépasse pas {links} peut perdre au plus epsilon {epsilon}, à delta {delta}. {promise} Une "
        "victime liée à davantage d'auteurs peut perdre davantage.",
        Unit.PERPETRATOR: "Rien n'a été promis aux auteurs. Un auteur dont le nombre de victimes "
        "ne dépasse pas {links} peut perdre au plus epsilon {epsilon}, à delta {delta}. {promise} "
        "Un auteur lié à davantage de victimes peut perdre davantage.",
        Unit.HOUSEHOLD: "Rien n'a été promis aux ménages. Un ménage de {links} personnes au plus "
        "peut perdre au plus epsilon {epsilon}, à delta {delta}. {promise} Un ménage plus grand "
        "peut perdre davantage.",
    },
    "es": {
        Unit.VICTIM: "Nada se prometió a las víctimas. Una cuyo número de autores no pasa de "
        "{links} puede perder como máximo épsilon {epsilon}, con delta {delta}. {promise} Una "
        "vinculada con más autores puede perder más.",
        Unit.PERPETRATOR: "Nada se prometió a los autores. Uno cuyo número de víctimas no pasa "
        "de {links} puede perder como máximo épsilon {epsilon}, con delta {delta}. {promise} Uno "
        "vinculado con más víctimas puede perder más.",
        Unit.HOUSEHOLD: "Nada se prometió a los hogares. Uno de {links} personas como máximo puede "
        "perder como máximo épsilon {epsilon}, con delta {delta}. {promise} Uno más grande puede "
        "perder más.",
    },
    "ar": {
        Unit.VICTIM: "لم يُقدَّم أي ضمان للضحايا. الضحية التي لا يزيد عدد الجناة المرتبطين بها على "
        "{links} قد تخسر ما لا يتجاوز إبسلون {epsilon} عند دلتا {delta}. {promise} ومن ترتبط بعدد "
        "أكبر من الجناة قد تخسر أكثر.",
        Unit.PERPETRATOR: "لم يُقدَّم أي ضمان للجناة. الجاني الذي لا يزيد عدد الضحايا المرتبطين به "
        "على {links} قد يخسر ما لا يتجاوز إبسلون {epsilon} عند دلتا {delta}. {promise} ومن يرتبط "
        "بعدد أكبر من الضحايا قد يخسر أكثر.",
        Unit.HOUSEHOLD: "لم يُقدَّم أي ضمان للأسر. الأسرة التي لا يزيد عدد أفرادها على {links} قد "
        "تخسر ما لا يتجاوز إبسلون {epsilon} عند دلتا {delta}. {promise} والأسرة الأكبر قد تخسر "
        "أكثر.",
    },
}

COUNTED = {
    "en": {
        "people per household": "Members of one household who count: at most {number}. In a larger "
        "household the others count in nothing that is published.",
        "links per perpetrator": "Links of one perpetrator that count: at most {number}.",
        "links per victim": "Links of one victim that count where perpetrators are counted: at "
        "most {number}.",
    },
    "fr": {
        "people per household": "Membres d'un même ménage qui comptent : {number} au plus. Dans un "
        "ménage plus grand, les autres ne comptent dans rien de ce qui est publié.",
        "links per perpetrator": "Liens d'un même auteur qui comptent : {number} au plus.",
        "links per victim": "Liens d'une même victime qui comptent là où l'on compte les auteurs : "
        "{number} au plus.",
    },
    "es": {
        "people per household": "Miembros de un mismo hogar que cuentan: {number} como máximo. En "
        "un hogar más grande, los demás no cuentan en nada de lo que se publica.",
        "links per perpetrator": "Vínculos de un mismo autor que cuentan: {number} como máximo.",
        "links per victim": "Vínculos de una misma víctima que cuentan donde se cuentan los "
        "autores: {number} como máximo.",
    },
    "ar": {
        "people per household": "عدد أفراد الأسرة الواحدة المحتسبين: {number} على الأكثر. وفي "
        "الأسرة الأكبر لا يُحتسب الباقون في أي شيء مما نُشر.",
        "links per perpetrator": "عدد روابط الجاني الواحد المحتسبة: {number} على الأكثر.",
        "links per victim": "عدد روابط الضحية الواحدة المحتسبة حيث يُعدّ الجناة: {number} على "
        "الأكثر.",
    },
}
"""Language → name of a bound in the statement → what does not count because of it."""

TOLD = {
    "en": "What a victim told about a perpetrator is covered by the promise to victims only where "
    "it stands on the victim's own rows. Where perpetrators have a table of their own, what is "
    "recorded there is not covered, even if only one victim told it.",
    "fr": "Ce qu'une victime a dit d'un auteur n'est couvert par la promesse faite aux victimes "
    "que si cela figure sur les lignes de cette victime. Quand les auteurs ont leur propre table, "
    "ce qui y est noté n'est pas couvert, même si une seule victime l'a dit.",
    "es": "Lo que una víctima contó de un autor solo queda cubierto por la promesa a las víctimas "
    "si figura en las filas de esa víctima. Cuando los autores tienen una tabla propia, lo que "
    "consta en ella no queda cubierto, aunque lo haya contado una sola víctima.",
    "ar": "لا يشمل ضمان الضحايا ما روته ضحية عن أحد الجناة إلا إذا كان مدوّنًا في صفوف تلك الضحية. "
    "وحيث يكون للجناة جدول خاص بهم، لا يشمل الضمان ما هو مدوّن فيه، حتى إن لم تروه إلا ضحية واحدة.",
}
"""Whose an answer about a perpetrator is, where victims of linked tables are promised something."""

K_RELEASES = {
    "en": "Outside of epsilon: releases of the same people that were made by k-anonymity, as of "
    "{as_of}: {number}. They cost no epsilon and are in no sum above, for they promise nothing of "
    "this kind. Whoever compares one of them with another release may learn more about one person "
    "than is said here.",
    "fr": "Hors d'epsilon : publications des mêmes personnes faites par k-anonymat, à la date du "
    "{as_of} : {number}. Elles ne coûtent aucun epsilon et ne figurent dans aucun total ci-dessus, "
    "car elles ne promettent rien de tel. En comparant l'une d'elles avec une autre publication, "
    "on peut en apprendre davantage sur une personne que ce qui est dit ici.",
    "es": "Fuera de épsilon: publicaciones de las mismas personas hechas por k-anonimato, a fecha "
    "de {as_of}: {number}. No gastan épsilon y no figuran en ninguna suma anterior, porque no "
    "prometen nada de esa clase. Quien compare una de ellas con otra publicación puede saber más "
    "de una persona de lo que aquí se dice.",
    "ar": "خارج حساب إبسلون: عدد الإصدارات المتعلقة بالأشخاص أنفسهم والمعدّة بطريقة إخفاء الهوية "
    "بين k من الأشخاص حتى تاريخ \u2066{as_of}\u2069: {number}. وهي لا تنفق إبسلون ولا تدخل في أي "
    "مجموع مذكور أعلاه، لأنها لا تقدم ضمانًا من هذا النوع. ومن يقارن أحدها بإصدار آخر قد يعرف عن "
    "شخص واحد أكثر مما هو مذكور هنا.",
}

HIGH = {
    "en": "This is high: in the worst case it protects them little.",
    "fr": "C'est élevé : dans le pire des cas, cela les protège peu.",
    "es": "Es alto: en el peor de los casos, los protege poco.",
    "ar": "هذا مرتفع: في أسوأ الحالات لا يوفر لهم سوى حماية ضعيفة.",
}

EVALUATIONS = {
    "en": (
        "This release may have been made or chosen after a private evaluation: as of {as_of} the "
        "ledger counts one look at the records themselves without protection. Epsilon does not "
        "cover what was decided because of it.",
        "This release may have been made or chosen after a private evaluation: as of {as_of} the "
        "ledger counts looks at the records themselves without protection: {evaluations}. Epsilon "
        "does not cover what was decided because of them.",
    ),
    "fr": (
        "Cette publication a pu être faite ou choisie après une évaluation privée : à la date du "
        "{as_of}, le registre compte une consultation des dossiers eux-mêmes sans protection. "
        "Epsilon ne couvre pas ce qui a été décidé à cause d'elle.",
        "Cette publication a pu être faite ou choisie après une évaluation privée : à la date du "
        "{as_of}, le registre compte des consultations des dossiers eux-mêmes sans protection : "
        "{evaluations}. Epsilon ne couvre pas ce qui a été décidé à cause d'elles.",
    ),
    "es": (
        "Esta publicación puede haberse hecho o elegido después de una evaluación privada: a fecha "
        "de {as_of}, el registro cuenta una consulta de los propios expedientes sin protección. "
        "Épsilon no cubre lo que se haya decidido a causa de ella.",
        "Esta publicación puede haberse hecho o elegido después de una evaluación privada: a fecha "
        "de {as_of}, el registro cuenta consultas de los propios expedientes sin protección: "
        "{evaluations}. Épsilon no cubre lo que se haya decidido a causa de ellas.",
    ),
    "ar": (
        "ربما أُعدّ هذا الإصدار أو اختير بعد تقييم غير منشور: حتى تاريخ \u2066{as_of}\u2069 "
        "قُيّد في دفتر الإنفاق اطلاع واحد على السجلات نفسها دون حماية. ولا يشمل إبسلون ما تقرر "
        "بناءً عليه.",
        "ربما أُعدّ هذا الإصدار أو اختير بعد تقييم غير منشور: حتى تاريخ "
        "\u2066{as_of}\u2069 قُيّدت في دفتر الإنفاق مرات اطلاع على السجلات نفسها دون حماية، "
        "وعددها {evaluations}. ولا يشمل إبسلون ما تقرر بناءً عليها.",
    ),
}
"""What the ledger knows of looks without protection: of one, and of more."""

CHOICE = {
    "en": "This release was chosen privately among {candidates} candidates, by how close their "
    "counts are to those of the records. The choice was drawn at random, with better odds for the "
    "closer ones, and nothing else of the comparison was kept. It is paid for: the epsilon of this "
    "release covers it, and the ledger holds it as an entry of its own.",
    "fr": "Cette publication a été choisie de façon protégée parmi {candidates} candidates, selon "
    "que leurs effectifs sont plus ou moins proches de ceux des dossiers. Le choix a été tiré au "
    "sort, avec plus de chances pour les plus proches, et rien d'autre de la comparaison n'a été "
    "conservé. Il est payé : l'epsilon de cette publication le couvre, et le registre en garde une "
    "écriture à part.",
    "es": "Esta publicación se eligió de forma protegida entre {candidates} candidatas, según lo "
    "cerca que están sus recuentos de los de los expedientes. La elección se hizo al azar, con más "
    "probabilidad para las más cercanas, y no se conservó nada más de la comparación. Está pagada: "
    "el épsilon de esta publicación la cubre, y el registro la guarda como un asiento aparte.",
    "ar": "اختير هذا الإصدار بطريقة محمية من بين إصدارات مرشحة عددها {candidates}، بحسب قرب "
    "أعدادها من أعداد السجلات. وجرى الاختيار عشوائيًا، مع احتمال أكبر للأقرب منها، ولم يُحفظ من "
    "المقارنة أي شيء آخر. وتكلفة هذا الاختيار محسوبة: يشملها إبسلون هذا الإصدار، وهي مقيدة في دفتر "
    "الإنفاق قيدًا مستقلًا.",
}
"""What is said of a choice that a mechanism made, and that is within ε."""

EVALUATIONS_BESIDE = {
    "en": (
        "Apart from that choice, as of {as_of} the ledger counts one look at the records "
        "themselves without protection. Epsilon does not cover what was decided because of it.",
        "Apart from that choice, as of {as_of} the ledger counts looks at the records themselves "
        "without protection: {evaluations}. Epsilon does not cover what was decided because of "
        "them.",
    ),
    "fr": (
        "Outre ce choix, à la date du {as_of}, le registre compte une consultation des dossiers "
        "eux-mêmes sans protection. Epsilon ne couvre pas ce qui a été décidé à cause d'elle.",
        "Outre ce choix, à la date du {as_of}, le registre compte des consultations des dossiers "
        "eux-mêmes sans protection : {evaluations}. Epsilon ne couvre pas ce qui a été décidé à "
        "cause d'elles.",
    ),
    "es": (
        "Aparte de esa elección, a fecha de {as_of}, el registro cuenta una consulta de los "
        "propios expedientes sin protección. Épsilon no cubre lo que se haya decidido a causa de "
        "ella.",
        "Aparte de esa elección, a fecha de {as_of}, el registro cuenta consultas de los propios "
        "expedientes sin protección: {evaluations}. Épsilon no cubre lo que se haya decidido a "
        "causa de ellas.",
    ),
    "ar": (
        "وإلى جانب هذا الاختيار، قُيّد في دفتر الإنفاق حتى تاريخ \u2066{as_of}\u2069 اطلاع "
        "واحد على السجلات نفسها دون حماية. ولا يشمل إبسلون ما تقرر بناءً عليه.",
        "وإلى جانب هذا الاختيار، قُيّدت في دفتر الإنفاق حتى تاريخ \u2066{as_of}\u2069 مرات "
        "اطلاع على السجلات نفسها دون حماية، وعددها {evaluations}. ولا يشمل إبسلون ما تقرر بناءً "
        "عليها.",
    ),
}
"""The same as ``EVALUATIONS``, where a mechanism made a choice that ε does cover."""

UNCOUNTED = {
    "en": "Not counted: whoever looked at the records without protection where this ledger was not "
    "at hand, at a copy elsewhere or before it was begun, or after {as_of}.",
    "fr": "N'est pas compté : quiconque a consulté les dossiers sans protection là où ce registre "
    "n'était pas disponible, sur une copie ou avant qu'il ne soit ouvert, ou après le {as_of}.",
    "es": "No se cuenta: quien haya consultado los expedientes sin protección donde este registro "
    "no estaba disponible, en una copia o antes de que se abriera, o después del {as_of}.",
    "ar": "لا يُحسب: كل اطلاع على السجلات دون حماية لم يكن دفتر الإنفاق هذا متاحًا عنده، على نسخة "
    "منها أو قبل فتحه، أو بعد \u2066{as_of}\u2069.",
}
"""What the ledger cannot know of looks."""
