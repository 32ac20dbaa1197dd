"""The sentences of a statement of a k-method: language → name → sentence."""

from __future__ import annotations

WORDS = {
    "en": {
        "single": "Every answer in this release is one that at least {k} of the people in the "
        "records share. The rows were drawn by chance: no row is a person.",
        "combined": "**Combinations.** Two answers or more together were not looked at: a whole "
        "row may describe nobody, or one person.",
        "short": "Every combination of up to {length} answers in a row of this release is one "
        "that at least {k} of the people in the records share. The rows were drawn by chance: no "
        "row is a person.",
        "whole": "All answers of a row of this release are shared, together, by at least {k} of "
        "the people in the records. The rows were drawn by chance: no row is a person.",
        "classes": "The rows are real: each is the record of one person, in which answers were "
        "replaced by wider ones or removed. In {columns}, at least {k} rows say exactly the same. "
        "Whoever knows only these columns of a person cannot tell which of {k} rows or more is "
        "theirs.",
        "diversity": "Among such rows there are at least {diversity} different answers in "
        "{sensitive}.",
        "closeness": "Among such rows the answers in {sensitive} are shared out as in all rows, "
        "to within {closeness} (0 is the same, 1 has nothing in common).",
        "counts": "The number of rows is a multiple of {multiple}, and not the number of people. "
        "Counts in the rows are near to those in the records. None was made to be exact; one can "
        "be by chance.",
        "left": "The number of rows is a multiple of {multiple}, and not the number of people: "
        "some may have been left out. Since answers were removed too, counts in the rows are not "
        "those in the records.",
        "not": "**This is not differential privacy.** It hides people among others, but puts no "
        "limit on what may be learnt about one person. It does not protect against:",
        "differencing": "**Comparing releases.** If there is another release of nearly the same "
        "people, what differs between the two may be a single person.",
        "homogeneity": "**Groups that agree.** Where all {k} people or more who share some "
        "answers share another one too, whoever knows the first knows the other, of each of them.",
        "skewness": "**Groups that nearly agree.** Whoever knows some answers of a person may "
        "still learn that another one is likely, or that it is not so.",
        "other_columns": "**Other columns.** Beside {columns}, what stands in a row is as it was "
        "recorded. Whoever knows such an answer of a person may find their row, and all that is "
        "in it.",
        "several": "**People with several rows.** Each row of the case file was taken to be one "
        "person: no column said whose it is. Somebody who stands on several rows counts as several "
        "people, so that fewer than {k} may share what is written.",
        "longer": "**Longer combinations.** More than {length} answers together were not looked "
        "at: a whole row may describe nobody, or one person.",
        "background": "**Background knowledge.** Whoever knows much about the other people behind "
        "an answer may work out what is left: that one more person has it, and who.",
        "alone": "As of {as_of}, the ledger that was used holds no other release of these people. "
        "Each further one makes the first risk above real.",
        "beside": "As of {as_of}, the ledger that was used holds other releases of these people: "
        "{releases} with differential privacy, and {others} by k-methods. The first risk above is "
        "real.",
        "uncounted": "Not counted: whoever looked at the records without protection where this "
        "ledger was not at hand, at a copy elsewhere or before it was begun, or after {as_of}.",
        "looked": "As of {as_of}, the ledger counts looks at the records themselves, without "
        "protection: {evaluations}. This release may have been chosen because "
        "of them, and nothing that is promised here covers such a choice.",
    },
    "fr": {
        "single": "Chaque réponse de cette publication est partagée par au moins {k} personnes "
        "des dossiers. Les lignes ont été tirées au hasard : aucune n'est une personne.",
        "combined": "**Les combinaisons.** Deux réponses ou plus ensemble n'ont pas été examinées "
        ": une ligne entière peut ne décrire personne, ou une seule personne.",
        "short": "Toute combinaison de {length} réponses au plus dans une ligne de cette "
        "publication est partagée par au moins {k} personnes des dossiers. Les lignes ont été "
        "tirées au hasard : aucune n'est une personne.",
        "whole": "Toutes les réponses d'une ligne de cette publication sont partagées, ensemble, "
        "par au moins {k} personnes des dossiers. Les lignes ont été tirées au hasard : aucune "
        "n'est une personne.",
        "classes": "Les lignes sont réelles : chacune est le dossier d'une personne, dont des "
        "réponses ont été remplacées par de plus larges ou retirées. Dans {columns}, au moins {k} "
        "lignes disent exactement la même chose. Qui ne sait d'une personne que ces colonnes ne "
        "peut dire laquelle de {k} lignes ou plus est la sienne.",
        "diversity": "Parmi de telles lignes, il y a au moins {diversity} réponses différentes "
        "dans {sensitive}.",
        "closeness": "Parmi de telles lignes, les réponses dans {sensitive} se répartissent comme "
        "dans toutes les lignes, à {closeness} près (0 : la même chose ; 1 : rien en commun).",
        "counts": "Le nombre de lignes est un multiple de {multiple}, et non le nombre de "
        "personnes. Les effectifs dans les lignes sont proches de ceux des dossiers. Aucun n'a "
        "été rendu exact ; il se peut que l'un le soit par hasard.",
        "left": "Le nombre de lignes est un multiple de {multiple}, et non le nombre de personnes "
        ": certaines ont pu être laissées de côté. Comme des réponses ont aussi été retirées, les "
        "effectifs dans les lignes ne sont pas ceux des dossiers.",
        "not": "**Ce n'est pas de la confidentialité différentielle.** Les personnes sont cachées "
        "parmi d'autres, mais rien ne limite ce que l'on peut apprendre sur l'une d'elles. Cela "
        "ne protège pas contre :",
        "differencing": "**La comparaison de publications.** S'il existe une autre publication de "
        "presque les mêmes personnes, ce qui diffère entre les deux peut être une seule personne.",
        "homogeneity": "**Les groupes unanimes.** Quand toutes les {k} personnes ou plus qui "
        "partagent des réponses en partagent encore une autre, qui connaît les premières connaît "
        "aussi l'autre, pour chacune d'elles.",
        "skewness": "**Les groupes presque unanimes.** Qui connaît des réponses d'une personne "
        "peut encore apprendre qu'une autre est probable, ou qu'elle ne l'est pas.",
        "other_columns": "**Les autres colonnes.** En dehors de {columns}, ce que dit une ligne "
        "est ce qui a été consigné. Qui connaît une telle réponse d'une personne peut trouver sa "
        "ligne, et tout ce qu'elle contient.",
        "several": "**Les personnes à plusieurs lignes.** Chaque ligne du fichier de dossiers a "
        "été prise pour une personne : aucune colonne ne disait de qui elle est. Qui figure sur "
        "plusieurs lignes compte pour plusieurs personnes, de sorte que moins de {k} peuvent "
        "partager ce qui est écrit.",
        "longer": "**Les combinaisons plus longues.** Plus de {length} réponses ensemble n'ont "
        "pas été examinées : une ligne entière peut ne décrire personne, ou une seule personne.",
        "background": "**Ce que l'on sait déjà.** Qui sait beaucoup des autres personnes derrière "
        "une réponse peut en déduire le reste : qu'il y a encore une personne, et qui.",
        "alone": "À la date du {as_of}, le registre utilisé ne contient aucune autre publication "
        "de ces personnes. Chaque nouvelle publication rend réel le premier risque ci-dessus.",
        "beside": "À la date du {as_of}, le registre utilisé contient d'autres publications de "
        "ces personnes : {releases} à confidentialité différentielle et {others} par k-anonymat. "
        "Le premier risque ci-dessus est réel.",
        "uncounted": "N'est pas compté : quiconque a consulté les dossiers sans protection là où "
        "ce registre n'était pas disponible, sur une copie ou avant qu'il ne soit ouvert, ou "
        "après le {as_of}.",
        "looked": "À la date du {as_of}, le registre compte des consultations des dossiers "
        "eux-mêmes, sans protection : {evaluations}. Cette publication a pu être "
        "choisie à cause d'elles, et rien de ce qui est promis ici ne couvre un tel choix.",
    },
    "es": {
        "single": "Cada respuesta de esta publicación es compartida por al menos {k} personas de "
        "los expedientes. Las filas se sortearon: ninguna es una persona.",
        "combined": "**Combinaciones.** No se examinaron dos respuestas o más juntas: una fila "
        "entera puede no describir a nadie, o a una sola persona.",
        "short": "Toda combinación de hasta {length} respuestas en una fila de esta publicación "
        "es compartida por al menos {k} personas de los expedientes. Las filas se sortearon: "
        "ninguna es una persona.",
        "whole": "Todas las respuestas de una fila de esta publicación son compartidas, en "
        "conjunto, por al menos {k} personas de los expedientes. Las filas se sortearon: ninguna "
        "es una persona.",
        "classes": "Las filas son reales: cada una es el expediente de una persona, en el que se "
        "sustituyeron respuestas por otras más amplias o se quitaron. En {columns}, al menos {k} "
        "filas dicen exactamente lo mismo. Quien solo sepa de una persona esas columnas no puede "
        "decir cuál de {k} filas o más es la suya.",
        "diversity": "Entre esas filas hay al menos {diversity} respuestas distintas en "
        "{sensitive}.",
        "closeness": "Entre esas filas, las respuestas en {sensitive} se reparten como en todas "
        "las filas, con una diferencia de {closeness} como máximo (0: lo mismo; 1: nada en común).",
        "counts": "El número de filas es un múltiplo de {multiple}, y no el número de personas. "
        "Los recuentos en las filas se acercan a los de los expedientes. Ninguno se hizo exacto; "
        "alguno puede serlo por azar.",
        "left": "El número de filas es un múltiplo de {multiple}, y no el número de personas: "
        "algunas pueden haberse dejado fuera. Como también se quitaron respuestas, los recuentos "
        "en las filas no son los de los expedientes.",
        "not": "**Esto no es privacidad diferencial.** Oculta a las personas entre otras, pero no "
        "pone límite a lo que puede saberse de una de ellas. No protege contra:",
        "differencing": "**Comparar publicaciones.** Si hay otra publicación de casi las mismas "
        "personas, lo que difiere entre las dos puede ser una sola persona.",
        "homogeneity": "**Grupos unánimes.** Cuando las {k} personas o más que comparten unas "
        "respuestas comparten también otra, quien conoce las primeras conoce la otra, de cada una.",
        "skewness": "**Grupos casi unánimes.** Quien conoce unas respuestas de una persona aún "
        "puede saber que otra es probable, o que no lo es.",
        "other_columns": "**Otras columnas.** Fuera de {columns}, lo que dice una fila es lo que "
        "se registró. Quien conozca una de esas respuestas de una persona puede encontrar su "
        "fila, y todo lo que contiene.",
        "several": "**Personas con varias filas.** Cada fila del archivo de expedientes se tomó "
        "por una persona: ninguna columna decía de quién es. Quien figura en varias filas cuenta "
        "por varias personas, de modo que menos de {k} pueden compartir lo que está escrito.",
        "longer": "**Combinaciones más largas.** No se examinaron más de {length} respuestas "
        "juntas: una fila entera puede no describir a nadie, o a una sola persona.",
        "background": "**Lo que ya se sabe.** Quien sepa mucho de las otras personas que hay "
        "detrás de una respuesta puede deducir el resto: que hay una persona más, y quién es.",
        "alone": "A fecha de {as_of}, el registro utilizado no contiene ninguna otra publicación "
        "de estas personas. Cada una que se añada hace real el primer riesgo anterior.",
        "beside": "A fecha de {as_of}, el registro utilizado contiene otras publicaciones de "
        "estas personas: {releases} con privacidad diferencial y {others} por k-anonimato. El "
        "primer riesgo anterior es real.",
        "uncounted": "No se cuenta: quien haya consultado los expedientes sin protección donde "
        "este registro no estaba disponible, en una copia o antes de que se abriera, o después "
        "del {as_of}.",
        "looked": "A fecha de {as_of}, el registro cuenta consultas de los propios expedientes, "
        "sin protección: {evaluations}. Esta publicación puede haberse elegido a causa de ellas, y "
        "nada de lo prometido aquí cubre esa elección.",
    },
    "ar": {
        "single": "كل إجابة في هذا الإصدار يشترك فيها ما لا يقل عن {k} من الأشخاص الواردين في "
        "السجلات. وُلِّدت الصفوف عشوائيًا: لا يمثل أي صف شخصًا.",
        "combined": "**التوليفات.** لم تُفحص إجابتان أو أكثر معًا: فقد لا يصف الصف الكامل أحدًا، "
        "وقد يصف شخصًا واحدًا.",
        "short": "كل توليفة لا يزيد عدد إجاباتها على {length} في أي صف من هذا الإصدار يشترك فيها "
        "ما لا يقل عن {k} من الأشخاص الواردين في السجلات. وُلِّدت الصفوف عشوائيًا: لا يمثل أي صف "
        "شخصًا.",
        "whole": "جميع إجابات كل صف من هذا الإصدار، مجتمعة، يشترك فيها ما لا يقل عن {k} من "
        "الأشخاص الواردين في السجلات. وُلِّدت الصفوف عشوائيًا: لا يمثل أي صف شخصًا.",
        "classes": "الصفوف حقيقية: كل صف هو سجل شخص واحد استُبدلت فيه إجابات بأخرى أوسع أو حُذفت. "
        "في الأعمدة {columns} يتطابق ما لا يقل عن {k} من الصفوف تطابقًا تامًا. ومن لا يعرف عن شخص "
        "سوى هذه الأعمدة لا يستطيع أن يحدد صفّه بين صفوف لا يقل عددها عن {k}.",
        "diversity": "وبين هذه الصفوف إجابات مختلفة في {sensitive} لا يقل عددها عن {diversity}.",
        "closeness": "وتتوزع الإجابات في {sensitive} بين هذه الصفوف كما تتوزع في جميع الصفوف، "
        "بفارق لا يتجاوز {closeness} (0 تطابق تام، و1 لا شيء مشترك).",
        "counts": "عدد الصفوف من مضاعفات {multiple}، وليس عدد الأشخاص. الأعداد المستخرجة من "
        "الصفوف قريبة من أعداد السجلات، ولم يُجعل أي منها مطابقًا لها، وقد يتطابق بعضها مصادفة.",
        "left": "عدد الصفوف من مضاعفات {multiple}، وليس عدد الأشخاص: فقد تكون بعض الصفوف "
        "استُبعدت. وبما أن إجابات حُذفت أيضًا، فالأعداد المستخرجة من الصفوف ليست أعداد السجلات.",
        "not": "**هذه ليست خصوصية تفاضلية.** فهي تخفي الأشخاص بين غيرهم، لكنها لا تضع حدًا لما "
        "يمكن معرفته عن شخص واحد. وهي لا تحمي من:",
        "differencing": "**مقارنة الإصدارات.** إذا وُجد إصدار آخر يتعلق بالأشخاص أنفسهم تقريبًا، "
        "فقد يكون الفرق بين الإصدارين شخصًا واحدًا.",
        "homogeneity": "**المجموعات المتفقة.** إذا اشترك جميع من تجمعهم إجابات معينة، وعددهم {k} "
        "أو أكثر، في إجابة أخرى أيضًا، فمن يعرف الأولى يعرف الأخرى عن كل واحد منهم.",
        "skewness": "**المجموعات شبه المتفقة.** من يعرف بعض إجابات شخص قد يعرف مع ذلك أن إجابة "
        "أخرى مرجحة أو غير مرجحة.",
        "other_columns": "**الأعمدة الأخرى.** ما عدا {columns}، يرد في الصف ما سُجّل كما هو. ومن "
        "يعرف إجابة كهذه عن شخص قد يعثر على صفّه وعلى كل ما فيه.",
        "several": "**أشخاص في صفوف عدة.** عُدّ كل صف في ملف الحالات شخصًا واحدًا، إذ لم يبيّن أي "
        "عمود صاحب الصف. ومن يرد في صفوف عدة يُحسب عدة أشخاص، فقد يقل عدد المشتركين في ما كُتب عن "
        "{k}.",
        "longer": "**التوليفات الأطول.** لم تُفحص التوليفات التي يزيد عدد إجاباتها على {length}: "
        "فقد لا يصف الصف الكامل أحدًا، وقد يصف شخصًا واحدًا.",
        "background": "**المعرفة السابقة.** من يعرف الكثير عن الأشخاص الآخرين الذين يشتركون في "
        "إجابة قد يستنتج ما تبقى: أن هناك شخصًا آخر، ومن هو.",
        "alone": "حتى تاريخ \u2066{as_of}\u2069 لا يحتوي دفتر الإنفاق المستخدم على أي إصدار آخر "
        "يتعلق بهؤلاء الأشخاص. وكل إصدار جديد يجعل الخطر الأول المذكور أعلاه حقيقيًا.",
        "beside": "حتى تاريخ \u2066{as_of}\u2069 يحتوي دفتر الإنفاق المستخدم على إصدارات أخرى "
        "تتعلق بهؤلاء الأشخاص: عدد الإصدارات بالخصوصية التفاضلية {releases}، وعدد الإصدارات "
        "بإخفاء الهوية بين k من الأشخاص {others}. والخطر الأول المذكور أعلاه حقيقي.",
        "uncounted": "لا يُحسب: كل اطلاع على السجلات دون حماية لم يكن دفتر الإنفاق هذا متاحًا "
        "عنده، على نسخة منها أو قبل فتحه، أو بعد \u2066{as_of}\u2069.",
        "looked": "حتى تاريخ \u2066{as_of}\u2069 قُيّدت في دفتر الإنفاق مرات اطلاع على السجلات "
        "نفسها دون حماية، وعددها: {evaluations}. وربما اختير هذا الإصدار بناءً عليها، "
        "ولا يشمل أي ضمان مذكور هنا اختيارًا كهذا.",
    },
}
