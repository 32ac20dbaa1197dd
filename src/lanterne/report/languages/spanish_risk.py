"""Words and sentences of the page on risk, in Spanish."""

from __future__ import annotations

QUESTIONS = {1: "una pregunta", 2: "dos preguntas", 3: "tres preguntas", 4: "cuatro preguntas"}
"""Number → so many questions."""

RISK = {
    "title": "Quién se distingue en estos expedientes",
    "subtitle": "Los expedientes tal como son, antes de proteger nada",
    "condensed": "El archivo condensado",
    "condensed.lead": (
        "Una fila por víctima, con lo que se sabe de todos sus autores reunido en ella, "
        "como se entrega a menudo. Sus columnas no son las de la tabla de víctimas: tiene "
        "respuestas sobre los autores y puede carecer de algunas sobre las víctimas."
    ),
    "condensed.fold": "Más sobre el archivo condensado",
    "answer.of": "{column}: {answer}",
    "people.fact": "{people} personas, {columns} columnas",
    "columns.fact": "Examinado: {columns} de {all} columnas",
    "k.fact": "Raro: menos de {k} personas",
    "length.fact": "Combinaciones de hasta {length} respuestas",
    "card.out": "Se distinguen",
    "card.out.note": "{out} de {people} personas, por {length} respuestas como máximo",
    "card.unique": "Solas",
    "card.unique.note": "nadie más da las mismas respuestas",
    "card.smallest": "Grupo más pequeño",
    "card.smallest.note": "{alone} están solas según {columns} columnas",
    "card.leave": "Sin una columna",
    "card.leave.note": "aún se distinguen sin {column}",
    "card.household": "Por el hogar",
    "card.household.note": "{exposed} personas viven con alguien que se distingue",
    "lengths": "Cuántas respuestas hacen falta",
    "lengths.lead": (
        "Cada persona está en el menor número de respuestas que la aísla. Sola: nadie más "
        "da estas respuestas. Rara: las dan menos de {k} personas. Quien está sola por "
        "cualquier número de respuestas no cuenta como rara. Una casilla en blanco o una "
        "respuesta desconocida no aísla a nadie."
    ),
    "lengths.chart": "Parte de las personas solas y raras, según el menor número de respuestas",
    "answers_together": "Respuestas juntas",
    "alone": "Solas",
    "rare": "Raras",
    "out_so_far": "Se distinguen hasta aquí",
    "sets": "Grupos de columnas",
    "sets_of": "{sets} de {possible}",
    "sampled": (
        "No se examinaron todos los grupos de columnas: son demasiados. Las cifras de ese "
        "número son un mínimo: se distinguen al menos tantas personas."
    ),
    "shorter": "No se buscaron combinaciones más largas: la tabla es demasiado grande para ello.",
    "causes": "Qué distingue a las personas",
    "causes.lead": (
        "Una combinación cuenta para una columna o una respuesta solo si no sería rara sin "
        "ella. Una combinación de tres respuestas cuenta para cada una de las tres: las "
        "partes suman más que el todo."
    ),
    "columns": "Columnas",
    "columns.lead": (
        "Parte de todas las personas que tienen una combinación rara con una respuesta de "
        "la columna. La última cifra de la tabla dice quién se distinguiría aún si solo se "
        "quitara esa columna."
    ),
    "columns.chart": "Parte de las personas con una combinación rara que contiene la columna",
    "columns.all": "Las {n} columnas",
    "column": "Columna",
    "people": "Personas",
    "share": "Parte",
    "without": "Sin ella",
    "plan": "Quitar columnas, una tras otra",
    "plan.lead": (
        "Cada vez se quita la columna sin la cual se distinguen menos personas. Hacer "
        "menos finas las respuestas de una columna logra una parte de lo mismo y conserva "
        "una parte de la columna."
    ),
    "plan.chart": "Parte de las personas que aún se distinguen a medida que se quitan columnas",
    "plan.none": "Todas las columnas",
    "plan.without": "Sin {column}",
    "plan.and": "… y sin {column}",
    "still_out": "Aún se distinguen",
    "values": "Respuestas",
    "values.lead": (
        "Las respuestas que aíslan a muchas personas, y a gran parte de quienes las dan. "
        "¿Podrían unirse con otras, como un país con su región?"
    ),
    "values.chart": "Parte de quienes dan la respuesta que se distinguen por ella",
    "values.all": "Las {n} respuestas que más aíslan",
    "answer": "Respuesta",
    "give_it": "La dan",
    "by_it": "Se distinguen por ella",
    "sets.title": "Columnas juntas",
    "sets.lead": "Los grupos de columnas en los que más personas tienen una combinación rara.",
    "sets.chart": "Parte de las personas con una combinación rara en el grupo de columnas",
    "sets.all": "Los primeros {n} grupos de columnas",
    "set": "Grupo de columnas",
    "classes": "Todas las respuestas a la vez",
    "classes.lead": (
        "Grupos de personas que dieron las mismas respuestas en todas las columnas. Aquí "
        "una casilla en blanco es una respuesta como otra. k es el tamaño del grupo más "
        "pequeño. ℓ es el menor número de respuestas distintas a otra pregunta en un mismo "
        "grupo: donde es 1, quien encuentra el grupo conoce la respuesta de todas sus "
        "personas."
    ),
    "classes.whole": "Las {n} columnas de la tabla",
    "classes.chosen": "Las {n} columnas elegidas",
    "classes.k": "k = {k}",
    "classes.chart": "Parte de las personas en grupos de cada tamaño",
    "group_size": "Personas en el grupo",
    "groups": "Grupos",
    "diversity": "ℓ por columna, primero las que más revelan",
    "diversity.all": "ℓ de las {n} columnas",
    "diversity.l": "ℓ",
    "revealed": "Reveladas",
    "matches": "Qué probable es que un hallazgo sea correcto",
    "fraction": "Parte de todas las víctimas que está en los expedientes",
    "right": "Hallazgo correcto",
    "suda": "Puntuaciones SUDA",
    "suda.lead": (
        "Cuantas más combinaciones pequeñas tiene alguien para sí, mayor es su puntuación. "
        "Las personas con varias son únicas especiales: se las encuentra de muchas "
        "maneras, y cambiar una casilla aquí o allá no las oculta."
    ),
    "suda.chart": "Parte de todas las puntuaciones que viene de combinaciones con la columna",
    "suda.lengths": "Combinaciones que da una sola persona, sin parte que sea única",
    "suda.score": "Puntuación de cada una",
    "suda.uniques": "Combinaciones",
    "suda.summary": "Puntuaciones de las {n} personas que tienen una",
    "suda.measure": "Cifra",
    "suda.value": "Puntuación",
    "suda.median": "Mediana",
    "suda.ninety_ninth": "Superada por 1 de cada 100",
    "suda.highest": "Máxima",
    "suda.concentration": "Parte del 1\u00a0% de personas con más",
    "suda.none": "Nadie está solo con tan pocas respuestas: no hay puntuaciones.",
    "suda.part": "Parte de las puntuaciones",
    "household": "Personas que viven juntas",
    "household.lead": (
        "Quien encuentra a una persona de un hogar lo encuentra entero. El riesgo de una "
        "persona es uno dividido por el tamaño de su grupo, según {columns} columnas; el "
        "riesgo de un hogar es el de al menos una de sus personas. {people} personas viven "
        "en {households} hogares de dos o más."
    ),
    "household.chart": "Parte de las personas según el riesgo, por sí mismas y con su hogar",
    "household.own": "Por sí mismas",
    "household.joint": "Con su hogar",
    "risk": "Riesgo",
    "risk.band": "{low} a {high}",
    "risk.mean": "Promedio",
    "how.out": (
        "Una combinación son las respuestas de una persona a algunas preguntas. Es única "
        "cuando nadie más las da, y rara cuando las dan menos de k personas. Cada persona "
        "se cuenta en la más corta. Lo único va antes que lo raro."
    ),
    "how.causes": (
        "Se cuentan combinaciones mínimas: aquellas de las que ninguna parte es rara. «Sin "
        "ella» cuenta a las personas que tienen una combinación mínima sin la columna."
    ),
    "how.classes": (
        "k-anonimato y ℓ-diversidad distinta (Machanavajjhala y otros 2007). «Reveladas» "
        "cuenta a las personas de grupos de dos o más en los que todas dan la misma "
        "respuesta. Qué probable es que un hallazgo sea correcto, cuando solo una parte de "
        "todas las víctimas está en los expedientes: simulación de intrusión (Skinner y "
        "Elliot 2002), a partir de las personas solas en su grupo y de las personas en "
        "grupos de dos."
    ),
    "how.suda": (
        "La suma, sobre las combinaciones únicas mínimas de s respuestas de una persona, "
        "de (A − s) × (A − s − 1) × … × (A − M), con A columnas y combinaciones de hasta M "
        "(Elliot, Manning y Ford 2002)."
    ),
    "how.household": (
        "1 − Π (1 − r), sobre las personas de un hogar, siendo r el riesgo de cada una, "
        "como en sdcMicro (Templ 2017)."
    ),
}
"""As in :mod:`lanterne.report.risk.texts`."""

FINDINGS = {
    "unique.none": "Nadie está solo con sus respuestas a {questions}{fewer}.",
    "unique.few": (
        "Menos de 1 de cada {base} personas está sola con sus respuestas a "
        "{questions}{fewer}: quien conoce estas respuestas la encuentra."
    ),
    "unique.one": (
        "De {base} personas, 1 está sola con sus respuestas a {questions}{fewer}: quien "
        "conoce estas respuestas la encuentra."
    ),
    "unique.many": (
        "De {base} personas, {n} están solas con sus respuestas a {questions}{fewer}: "
        "quien conoce estas respuestas encuentra a la persona."
    ),
    "fewer": ", o a menos",
    "rare.none": "Nadie más da respuestas que den menos de {k} personas.",
    "rare.few": (
        "Menos de 1 de cada {base} no está sola, pero da respuestas que dan menos de {k} personas."
    ),
    "rare.one": (
        "Otra de cada {base} da a ese número de preguntas respuestas que dan menos de {k} personas."
    ),
    "rare.many": (
        "Otras {n} de {base} dan a ese número de preguntas respuestas que dan menos de {k} "
        "personas."
    ),
    "all": "Según todas sus respuestas juntas, {n} de {base} están solas.",
    "chosen": (
        "Según las columnas elegidas juntas, el grupo más pequeño tiene {k} personas, y "
        "{n} de {base} personas están solas."
    ),
    "chosen.one": (
        "Según las columnas elegidas juntas, el grupo más pequeño es una sola persona, y "
        "{n} de {base} personas están solas."
    ),
    "column": (
        "La columna que más cuenta es {column}: sin ella se distinguirían {n} de {base}, y "
        "no {before}. Quítela, o haga menos finas sus respuestas: una región en lugar de "
        "un país, un período en lugar de un año, una franja de edad más ancha."
    ),
    "column.none": "Ninguna columna sola es la causa: quitar una no ayuda a nadie.",
    "plan": "Sin {columns}, se distinguirían aún {n} de {base}.",
    "and": " y ",
    ", ": ", ",
    "; ": "; ",
    "values": "Las respuestas que más aíslan: {values}. ¿Podrían unirse con otras?",
    "household": (
        "{n} de {base} no se distinguen por sí mismas, pero viven con alguien que se "
        "distingue: quien encuentra a una encuentra a ambas."
    ),
    "condensed": (
        "En el archivo condensado, donde lo que se sabe de los autores está en la fila "
        "de la víctima, {n} de {base} están solas, y otras {rare} de {base} dan respuestas "
        "que dan menos de {k} personas."
    ),
    "incomplete": "No se pudieron examinar todas las combinaciones: las cifras son un mínimo.",
    "do": (
        "Para esto no hace falta ningún nombre. No entregue estos expedientes tal como "
        "son, ni quitando solo los nombres: protéjalos antes."
    ),
    "do.safe": (
        "Nadie se distingue por tan pocas respuestas. Quien sepa más de una persona puede "
        "encontrarla igualmente: proteja los expedientes de todos modos antes de publicar "
        "algo de ellos."
    ),
    "less": "menos de 1",
    "answer": "{column}: {answer}",
}
"""As in :mod:`lanterne.report.risk.findings`."""
