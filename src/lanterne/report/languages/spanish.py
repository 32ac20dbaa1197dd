"""Words of every page, in Spanish."""

from __future__ import annotations

PAGE = {
    "sensitive": "Confidencial",
    "sensitive.do": "Calculado a partir de los expedientes. No publicar.",
    "sensitive.why": (
        "Cada cifra de esta página se contó en los propios expedientes, sin protección. "
        "Guarde la página donde se guardan los expedientes."
    ),
    "title": "Lo que vale esta publicación",
    "subtitle": "La publicación comparada con los expedientes que protege",
    "contents": "Contenido",
    "in_brief": "En breve",
    "in_words": "En claro",
    "lengths": "Según el número de respuestas",
    "lengths.lead": (
        "Una combinación es un grupo de personas que dieron las mismas respuestas, por "
        "ejemplo las mujeres de una región. Cuantas más respuestas, menos personas las "
        "comparten y más difícil es publicarlas sin peligro."
    ),
    "distance": "Distancia",
    "distance.chart": (
        "Distancia entre la publicación y los expedientes, según el número de columnas"
    ),
    "distance.lead": (
        "La parte de las filas que habría que cambiar para que la publicación diga lo que "
        "dicen los expedientes. La barra es el promedio de los grupos de columnas; la "
        "línea llega hasta el peor."
    ),
    "missing_invented": "Combinaciones ausentes e inventadas",
    "missing_invented.chart": (
        "Parte de las combinaciones ausentes o inventadas, según el número de respuestas"
    ),
    "missing_invented.lead": (
        "La protección quita combinaciones raras y puede inventar algunas que nadie tenía. "
        "La tabla las pesa también por las personas que contienen."
    ),
    "sampled.note": (
        "Donde hay demasiados grupos, una muestra aleatoria fija los representa a todos."
    ),
    "columns_together": "Columnas juntas",
    "answers_together": "Respuestas juntas",
    "sets": "Grupos comparados",
    "sets_possible": "de",
    "mean": "Promedio",
    "median": "Mediana",
    "largest": "Peor",
    "count_error": "Error de un recuento",
    "relative_error": "Error relativo",
    "mean_count": "Recuento promedio",
    "missing": "Ausentes",
    "missing_people": "Personas en ellas",
    "missing_common": "Ausentes, {common} personas o más",
    "invented": "Inventadas",
    "invented_rows": "Filas en ellas",
    "published": "Los recuentos publicados",
    "published.lead": (
        "Además de sus filas, una publicación da recuentos con un intervalo. Se promete "
        "que el intervalo contiene el número verdadero el {nominal} de las veces; la línea "
        "de la imagen marca la promesa."
    ),
    "published.chart": "Parte de los intervalos publicados que contienen el recuento verdadero",
    "held.sizes": "Intervalos que aciertan, según el número verdadero de personas",
    "held.columns": "Intervalos que aciertan, por columna",
    "held.column": "Columna",
    "published.none": "Esta publicación no tiene recuentos publicados.",
    "count_interval": "Recuento",
    "estimate_interval": "Mejor estimación",
    "counts_published": "Recuentos",
    "held_count": "Intervalos del recuento que aciertan",
    "held_estimate": "Intervalos de la estimación que aciertan",
    "off_count": "Error del recuento",
    "off_estimate": "Error de la estimación",
    "off_rows": "Error de las filas",
    "two": "Dos respuestas a la vez",
    "scatter": "Cada combinación de dos respuestas",
    "scatter.chart": "Número de personas en los expedientes frente al número en la publicación",
    "scatter.lead": (
        "Cada punto representa combinaciones con números parecidos; un punto mayor, más de "
        "ellas. Sobre la línea, publicación y expedientes coinciden. Los puntos del borde "
        "inferior faltan en la publicación; los del borde izquierdo son inventados."
    ),
    "in_cases": "En los expedientes",
    "in_release": "En la publicación",
    "combinations": "Combinaciones",
    "count_range": "Personas en los expedientes",
    "off_by": "Error promedio",
    "heat": "Pares de columnas",
    "heat.chart": "Distancia de cada par de columnas",
    "heat.lead": (
        "Cuanto más oscuro es un cuadrado, más difiere la publicación de los expedientes "
        "en ese par."
    ),
    "worst_pairs": "Los {n} pares que más difieren",
    "pair": "Par de columnas",
    "all_pairs": "Los {n} pares",
    "columns": "Columna por columna",
    "columns.lead": (
        "Parte de las personas (expedientes) y de las filas (publicación) con cada "
        "respuesta, incluidas las casillas en blanco."
    ),
    "columns.chart": "Parte de cada respuesta en los expedientes y en la publicación: {column}",
    "answer": "Respuesta",
    "others": "Otras respuestas: {n}",
    "cases": "Expedientes",
    "release": "Publicación",
    "difference": "Diferencia",
    "points": "pts",
    "how": "Cómo leer las cifras",
    "how.distance": (
        "Distancia de variación total: la mitad de la suma de las diferencias de parte en "
        "todas las casillas de una tabla. La falta de respuesta cuenta como una respuesta. "
        "0: idénticas; 100\u00a0%: nada en común."
    ),
    "how.missing": (
        "Combinaciones de respuestas que están en los expedientes y no en la publicación, "
        "entre las de los expedientes. Las casillas en blanco y las respuestas "
        "desconocidas no forman combinaciones."
    ),
    "how.invented": (
        "Combinaciones que están en la publicación y no en los expedientes, entre las de "
        "la publicación."
    ),
    "how.count_error": (
        "Diferencia absoluta promedio entre el recuento en la publicación, ajustado al "
        "número de personas, y el recuento en los expedientes, en las combinaciones "
        "presentes en ambos."
    ),
    "how.relative_error": (
        "La misma diferencia dividida por el recuento en los expedientes, en promedio."
    ),
    "how.interval": (
        "Un intervalo acierta cuando el recuento en los expedientes está dentro de él. De "
        "muchos recuentos, debería acertar el {nominal}."
    ),
    "card.rows": "Filas",
    "card.rows.note": "{rows} para {people} personas",
    "card.distance": "Distancia, dos columnas",
    "card.distance.note": "peor par: {worst}",
    "card.missing": "Ausentes, dos respuestas",
    "card.missing.note": "{mass} de las personas en ellas",
    "card.invented": "Inventadas, dos respuestas",
    "card.invented.note": "{mass} de las filas en ellas",
    "card.intervals": "Intervalos que aciertan",
    "card.intervals.note": "{nominal} prometido",
    "privacy": "Protegida con ε = {epsilon}, δ = {delta}",
    "codebook": "Diccionario {name}, versión {version}",
    "figures": "Todas las cifras están también en {file}, junto a esta página.",
    "blank": "no registrado",
    "not_asked": "no preguntado",
    "unknown": "desconocido",
    "refused": "no quiso responder",
    "not_applicable": "no procede",
    "suppressed": "suprimido",
}
"""As in :mod:`lanterne.report.texts`."""
