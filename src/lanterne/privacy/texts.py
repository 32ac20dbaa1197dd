"""The sentences of a privacy statement: language → sentence, or language → unit → words."""

from __future__ import annotations

from lanterne.privacy.grade import Strength
from lanterne.privacy.units import Unit

STRENGTH = {
    "en": {
        Strength.STRONG: "a strong promise",
        Strength.MODERATE: "a moderate promise",
        Strength.LIMITED: "a limited promise",
        Strength.WEAK: "a weak promise",
    },
    "fr": {
        Strength.STRONG: "une promesse forte",
        Strength.MODERATE: "une promesse moyenne",
        Strength.LIMITED: "une promesse limitée",
        Strength.WEAK: "une promesse faible",
    },
    "es": {
        Strength.STRONG: "una promesa fuerte",
        Strength.MODERATE: "una promesa moderada",
        Strength.LIMITED: "una promesa limitada",
        Strength.WEAK: "una promesa débil",
    },
    "ar": {
        Strength.STRONG: "ضمان قوي",
        Strength.MODERATE: "ضمان متوسط",
        Strength.LIMITED: "ضمان محدود",
        Strength.WEAK: "ضمان ضعيف",
    },
}
"""Grade of ε → what it is called, everywhere."""

GUESS = {
    "en": (
        "Suppose that someone knows everything about everybody else, and gives it even odds (50 "
        "in 100) that {given} is in the records. After seeing all that is published here, {sure}."
    ),
    "fr": (
        "Supposons que quelqu'un sache tout de toutes les autres personnes, et juge qu'il y a une "
        "chance sur deux (50 sur 100) qu'{given} figure dans les dossiers. Après avoir vu tout ce "
        "qui est publié ici, {sure}."
    ),
    "es": (
        "Supongamos que alguien lo sabe todo de todas las demás personas y cree que hay una "
        "posibilidad entre dos (50 sobre 100) de que {given} figure en los expedientes. Después de "
        "ver todo lo que se publica aquí, {sure}."
    ),
    "ar": (
        "لنفترض أن شخصًا يعرف كل شيء عن جميع الأشخاص الآخرين، ويرى أن احتمال وجود {given} في "
        "السجلات هو النصف (50 من 100). بعد الاطّلاع على كل ما نُشر هنا، {sure}."
    ),
}

AT_MOST_SURE = {
    "en": "they can be at most {sure} in 100 sure",
    "fr": "sa certitude ne peut dépasser {sure} sur 100",
    "es": "su certeza no puede superar {sure} sobre 100",
    "ar": "لا يمكن أن تتجاوز درجة يقينه {sure} من 100",
}

AS_GOOD_AS_SURE = {
    "en": "they can be as good as certain",
    "fr": "sa certitude peut être presque entière",
    "es": "su certeza puede ser casi total",
    "ar": "قد يصبح شبه متيقن",
}
"""What they can be where nothing worth a number is left of their doubt."""

STATEMENT = {
    "en": (
        "This release was made so that it stays uncertain whether {whose} is in the "
        "records. Every count was changed at random before it was used, and the rows are invented "
        "from those counts: no row was copied from a record.",
        "{promise} This is the worst case; most people are protected better. The promise may fail "
        "with a probability of at most 1 in {failure}.",
        "It covers what the data tell about one person because that person is in them. It does "
        "not hide what is true of whole groups.",
        "Releases in the ledger that was used, as of {as_of}: {releases}. Together they spend "
        "epsilon {total} and delta {total_delta}, which is {strength}; this one spends epsilon "
        "{epsilon} and delta {delta}. Every further release adds to it, and so does any that was "
        "written in another ledger.",
    ),
    "fr": (
        "Cette publication est faite pour qu'il reste incertain que {whose} "
        "figure dans les dossiers. Chaque effectif a été modifié au hasard avant d'être utilisé, "
        "et les lignes sont inventées à partir de ces effectifs : aucune n'a été copiée d'un "
        "dossier.",
        "{promise} C'est le pire des cas ; la plupart des personnes sont mieux protégées. La "
        "promesse peut échouer avec une probabilité d'au plus 1 sur {failure}.",
        "Elle couvre ce que les données révèlent d'une personne parce qu'elle y figure. Elle ne "
        "cache pas ce qui est vrai de groupes entiers.",
        "Publications inscrites au registre utilisé, à la date du {as_of} : {releases}. Ensemble, "
        "elles dépensent epsilon {total} et delta {total_delta}, soit {strength} ; celle-ci "
        "dépense epsilon {epsilon} et delta {delta}. Chaque nouvelle publication s'y ajoute, comme "
        "toute publication inscrite à un autre registre.",
    ),
    "es": (
        "Esta publicación se hizo para que siga siendo incierto si {whose} "
        "está en los expedientes. Cada recuento se modificó al azar antes de usarse, y las filas "
        "se inventan a partir de esos recuentos: ninguna se copió de un expediente.",
        "{promise} Es el peor de los casos; la mayoría de las personas están mejor protegidas. La "
        "promesa puede fallar con una probabilidad de 1 entre {failure} como máximo.",
        "Cubre lo que los datos revelan de una persona porque figura en ellos. No oculta lo que "
        "es cierto de grupos enteros.",
        "Publicaciones inscritas en el registro utilizado, a fecha de {as_of}: {releases}. En "
        "conjunto gastan épsilon {total} y delta {total_delta}, lo que es {strength}; esta gasta "
        "épsilon {epsilon} y delta {delta}. Cada nueva publicación se suma a ese total, y también "
        "las inscritas en otro registro.",
    ),
    "ar": (
        "أُعدّ هذا الإصدار بحيث يبقى وجود {whose} في السجلات أمرًا غير مؤكد. غُيّر كل عدد "
        "عشوائيًا قبل استخدامه، والصفوف اصطناعية مستمدة من تلك الأعداد: لم يُنسخ أي صف من سجل.",
        "{promise} هذه أسوأ حالة ممكنة، ومعظم الأشخاص محميون على نحو أفضل. وقد يخفق هذا الضمان "
        "باحتمال لا يتجاوز 1 من {failure}.",
        "يشمل الضمان ما تكشفه البيانات عن شخص بسبب وجوده فيها، ولا يخفي ما يصح على مجموعات "
        "بأكملها.",
        "عدد الإصدارات المقيدة في دفتر الإنفاق المستخدم حتى تاريخ \u2066{as_of}\u2069: "
        "{releases}. تنفق معًا إبسلون {total} ودلتا {total_delta}، وهذا {strength}. وينفق هذا "
        "الإصدار إبسلون {epsilon} ودلتا {delta}. وكل إصدار جديد يُضاف إلى هذا المجموع، وكذلك كل "
        "إصدار مقيد في دفتر آخر.",
    ),
}

ROW = {
    "en": (
        "Each row of the case file was taken to be one person; no subject id was used. Somebody "
        "who stands on several rows is protected less than stated."
    ),
    "fr": (
        "Chaque ligne du fichier de cas a été considérée comme une personne ; aucun identifiant "
        "de personne n'a été utilisé. Quelqu'un qui figure sur plusieurs lignes est moins protégé "
        "qu'indiqué."
    ),
    "es": (
        "Se consideró que cada fila del archivo de casos es una persona; no se utilizó ningún "
        "identificador de personas. Quien figure en varias filas está menos protegido de lo que "
        "se indica."
    ),
    "ar": (
        "عُدّ كل صف في ملف الحالات شخصًا واحدًا، ولم يُستخدم أي معرّف للأشخاص. ومن يرد في عدة صفوف "
        "تكون حمايته أقل مما هو مذكور."
    ),
}

WEAK = {
    "en": (
        "The total epsilon is high: in the worst case this promise protects one person little. "
        "Think about who could be harmed before you share the data further."
    ),
    "fr": (
        "Le total d'epsilon est élevé : dans le pire des cas, cette promesse protège peu une "
        "personne. Pensez à qui pourrait subir un préjudice avant de partager les données."
    ),
    "es": (
        "El total de épsilon es alto: en el peor de los casos, esta promesa protege poco a una "
        "persona. Piense en quién podría sufrir daños antes de compartir más los datos."
    ),
    "ar": (
        "مجموع إبسلون مرتفع: في أسوأ الحالات لا يوفر هذا الضمان للشخص سوى حماية ضعيفة. ينبغي "
        "التفكير فيمن قد يلحق به الضرر قبل مشاركة البيانات على نطاق أوسع."
    ),
}


WHOSE = {
    "en": {
        Unit.PERSON: "any one person's case",
        Unit.ROW: "any one person's case",
        Unit.VICTIM: "any one victim's case",
        Unit.PERPETRATOR: "any one perpetrator",
        Unit.HOUSEHOLD: "any one household",
    },
    "fr": {
        Unit.PERSON: "le cas d'une personne donnée",
        Unit.ROW: "le cas d'une personne donnée",
        Unit.VICTIM: "le cas d'une victime donnée",
        Unit.PERPETRATOR: "un auteur donné",
        Unit.HOUSEHOLD: "un ménage donné",
    },
    "es": {
        Unit.PERSON: "el caso de una persona concreta",
        Unit.ROW: "el caso de una persona concreta",
        Unit.VICTIM: "el caso de una víctima concreta",
        Unit.PERPETRATOR: "un autor concreto",
        Unit.HOUSEHOLD: "un hogar concreto",
    },
    "ar": {
        Unit.PERSON: "حالة أي شخص بعينه",
        Unit.ROW: "حالة أي شخص بعينه",
        Unit.VICTIM: "حالة أي ضحية بعينها",
        Unit.PERPETRATOR: "أي جانٍ بعينه",
        Unit.HOUSEHOLD: "أي أسرة بعينها",
    },
}
"""What must stay uncertain to be in the records."""

GIVEN = {
    "en": {
        Unit.PERSON: "one given person",
        Unit.ROW: "one given person",
        Unit.VICTIM: "one given victim",
        Unit.PERPETRATOR: "one given perpetrator",
        Unit.HOUSEHOLD: "one given household",
    },
    "fr": {
        Unit.PERSON: "une personne donnée",
        Unit.ROW: "une personne donnée",
        Unit.VICTIM: "une victime donnée",
        Unit.PERPETRATOR: "un auteur donné",
        Unit.HOUSEHOLD: "un ménage donné",
    },
    "es": {
        Unit.PERSON: "una persona concreta",
        Unit.ROW: "una persona concreta",
        Unit.VICTIM: "una víctima concreta",
        Unit.PERPETRATOR: "un autor concreto",
        Unit.HOUSEHOLD: "un hogar concreto",
    },
    "ar": {
        Unit.PERSON: "شخص معيّن",
        Unit.ROW: "شخص معيّن",
        Unit.VICTIM: "ضحية معيّنة",
        Unit.PERPETRATOR: "جانٍ معيّن",
        Unit.HOUSEHOLD: "أسرة معيّنة",
    },
}
"""About whom somebody guesses."""

PROTECTED = {
    "en": {
        Unit.PERSON: "each person, with all their records",
        Unit.ROW: "each row",
        Unit.VICTIM: "each victim, with all that is recorded of them and all their links to "
        "perpetrators",
        Unit.PERPETRATOR: "each perpetrator, with all that is recorded of them and all their "
        "links to victims",
        Unit.HOUSEHOLD: "each household, with all that is recorded of its people together, and "
        "so to each of these people as well",
    },
    "fr": {
        Unit.PERSON: "chaque personne, avec tous ses dossiers",
        Unit.ROW: "chaque ligne",
        Unit.VICTIM: "chaque victime, avec tout ce qui est noté à son sujet et tous ses liens "
        "avec des auteurs",
        Unit.PERPETRATOR: "chaque auteur, avec tout ce qui est noté à son sujet et tous ses liens "
        "avec des victimes",
        Unit.HOUSEHOLD: "chaque ménage, avec tout ce qui est noté de ses membres ensemble, et "
        "donc aussi à chacun d'eux",
    },
    "es": {
        Unit.PERSON: "cada persona, con todos sus expedientes",
        Unit.ROW: "cada fila",
        Unit.VICTIM: "cada víctima, con todo lo que consta sobre ella y todos sus vínculos con "
        "autores",
        Unit.PERPETRATOR: "cada autor, con todo lo que consta sobre él o ella y todos sus "
        "vínculos con víctimas",
        Unit.HOUSEHOLD: "cada hogar, con todo lo que consta sobre sus miembros en conjunto, y por "
        "tanto también a cada uno de ellos",
    },
    "ar": {
        Unit.PERSON: "كل شخص بكل سجلاته",
        Unit.ROW: "كل صف",
        Unit.VICTIM: "كل ضحية، بكل ما هو مسجّل عنها وبكل روابطها بالجناة",
        Unit.PERPETRATOR: "كل جانٍ، بكل ما هو مسجّل عنه وبكل روابطه بالضحايا",
        Unit.HOUSEHOLD: "كل أسرة، بكل ما هو مسجّل عن أفرادها معًا، وبذلك يشمل كل فرد منهم أيضًا",
    },
}
"""To whom a promise is made, after "to"."""

FIRST = {
    "en": "This promise, with the figures above, is made to {protected}.",
    "fr": "Cette promesse, avec les chiffres ci-dessus, est faite à {protected}.",
    "es": "Esta promesa, con las cifras anteriores, se hace a {protected}.",
    "ar": "يشمل هذا الضمان بالأرقام المذكورة أعلاه {protected}.",
}

ALSO = {
    "en": "A promise is also made to {protected}. {promise} The promise may fail with a "
    "probability of at most 1 in {failure}. It spends epsilon {epsilon} and delta {delta}. "
    "Releases in the ledger with such a promise, as of {as_of}: {releases}. Together they spend "
    "epsilon {total} and delta {total_delta}.",
    "fr": "Une promesse est faite aussi à {protected}. {promise} La promesse peut échouer avec une "
    "probabilité d'au plus 1 sur {failure}. Elle dépense epsilon {epsilon} et delta {delta}. "
    "Publications du registre qui font une telle promesse, à la date du {as_of} : {releases}. "
    "Ensemble, elles dépensent epsilon {total} et delta {total_delta}.",
    "es": "También se hace una promesa a {protected}. {promise} La promesa puede fallar con una "
    "probabilidad de 1 entre {failure} como máximo. Gasta épsilon {epsilon} y delta {delta}. "
    "Publicaciones del registro con una promesa así, a fecha de {as_of}: {releases}. En conjunto "
    "gastan épsilon {total} y delta {total_delta}.",
    "ar": "وهناك ضمان آخر يشمل {protected}. {promise} وقد يخفق هذا الضمان باحتمال لا يتجاوز 1 من "
    "{failure}. وهو ينفق إبسلون {epsilon} ودلتا {delta}. عدد الإصدارات المقيدة في دفتر الإنفاق "
    "التي تقدم مثل هذا الضمان حتى تاريخ \u2066{as_of}\u2069: {releases}. تنفق معًا إبسلون {total} "
    "ودلتا {total_delta}.",
}
