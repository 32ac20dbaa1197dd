"""Words of the first page, the analyses and the comparison, in Spanish."""

from __future__ import annotations

ANALYSES = {
    "verdict": "Lo esencial",
    "verdict.utility": "Utilidad",
    "verdict.risk": "Riesgo",
    "level.utility.good": "Buena",
    "level.utility.fair": "Regular",
    "level.utility.poor": "Mala",
    "level.utility.unknown": "Desconocida",
    "level.risk.good": "Bajo",
    "level.risk.fair": "Elevado",
    "level.risk.poor": "Alto",
    "level.risk.unknown": "Desconocido",
    "verdict.why": "Por qué",
    "changed": "Qué ha cambiado",
    "may": "Qué se puede concluir",
    "may_not": "Qué no se puede concluir",
    "looks": "Usted ha mirado",
    "sizes": "Según el tamaño de los recuentos",
    "sizes.lead": (
        "La protección oculta lo raro. Las combinaciones se separan según cuántas personas "
        "las comparten: menos de diez, y luego por tramos que se duplican. Las inventadas "
        "están donde las sitúa su recuento en la publicación."
    ),
    "sizes.chart": (
        "Parte de las combinaciones de {answers} conservadas y ausentes, según el número "
        "de personas"
    ),
    "sizes.figure": "Conservadas y ausentes",
    "sizes.title": "Combinaciones de {answers}",
    "sizes.kept": "Conservadas",
    "sizes.bias": "Sesgo",
    "measures": "Medidas para estadísticos",
    "measures.lead": "Cada una se define al final de la página, con su artículo.",
    "measures.overall": "En conjunto",
    "measures.measure": "Medida",
    "measures.value": "Valor",
    "measures.best": "Mejor",
    "measures.k_marginal": "Puntuación k-marginal, {answers}",
    "measures.pmse": "pMSE, todas las columnas, efectos principales",
    "measures.pmse_ratio": "pMSE ÷ su esperanza",
    "measures.overlap": "Solapamiento de los intervalos de confianza, promedio",
    "measures.overlap_least": "Solapamiento de los intervalos de confianza, mínimo",
    "measures.covered": "Estimaciones dentro del intervalo de los expedientes",
    "measures.columns": "Columnas según la razón pMSE, las peores primero",
    "measures.pairs": "Pares según la razón pMSE, los peores primero",
    "measures.column": "Columna",
    "measures.cells": "Casillas",
    "measures.ratio": "Razón pMSE",
    "analyses": "Análisis hechos en ambos lados",
    "analyses.lead": (
        "Lo que calculan los usuarios de tales datos, hecho en los expedientes y en las "
        "filas publicadas. Qué análisis se hacen sigue del diccionario por una regla, no "
        "de mirar. Los intervalos son los que un usuario calcularía solo con las filas: no "
        "conocen el ruido."
    ),
    "analyses.none": "Este diccionario no tiene indicadores, años ni lugares que analizar.",
    "years": "Personas por año",
    "years.chart": "Número de personas por año en los expedientes y en la publicación",
    "years.year": "Año",
    "trends": "Cambio de las partes de un año a otro",
    "trends.outcome": "Respuesta",
    "odds": "Razones de momios",
    "odds.lead": (
        "Cuántas veces mayores son los momios de una respuesta en el primer grupo que "
        "entre los demás, con intervalos del 95\u00a0%. La imagen muestra los que menos "
        "coinciden."
    ),
    "odds.chart": "Razones de momios con intervalos en los expedientes y en la publicación",
    "odds.ratio": "Razón de momios",
    "odds.among": "{outcome}: {group}",
    "odds.worst": "Las {n} razones de momios que menos coinciden",
    "odds.all": "Las {n} razones de momios",
    "overlap": "Solapamiento",
    "agreement": "Conclusión",
    "agreement.same": "la misma",
    "agreement.lost": "perdida",
    "agreement.new": "nueva",
    "agreement.opposite": "contraria",
    "routes": "Rutas más frecuentes",
    "routes.lead": "{kept} de las {top} más frecuentes están entre las {top} de la publicación.",
    "routes.chart": "Número de personas en las rutas más frecuentes",
    "routes.route": "Ruta",
    "routes.rank": "Puesto en la publicación",
    "from_to": "{low} a {high}",
    "how.sizes": (
        "El error de un recuento, con y sin signo, en todas las combinaciones de un "
        "tamaño; una ausente cuenta como 0."
    ),
    "how.k_marginal": (
        "1000 × (1 − distancia de variación total promedio en las tablas de k columnas): "
        "NIST, Differential Privacy Synthetic Data Challenge (2018), y SDNist. 1000 es lo "
        "mejor."
    ),
    "how.pmse": (
        "Error cuadrático medio de la puntuación de propensión: qué bien distingue una "
        "regresión logística las filas publicadas de los expedientes; de una columna o un "
        "par, una con un parámetro por casilla. Dividido por su esperanza para filas "
        "extraídas al azar de los expedientes, 1 es tan bueno como una muestra, y menos es "
        "mejor aún; con muchas personas, diferencias pequeñas lo hacen grande. Snoke, "
        "Raab, Nowok, Dibben y Slavković, JRSS A 181 (2018)."
    ),
    "how.overlap": (
        "La parte promedio de dos intervalos de una misma cantidad que está en el otro: "
        "Karr, Kohnen, Oganian, Reiter y Sanil, The American Statistician 60 (2006)."
    ),
    "how.odds": (
        "Momios: los que dieron la respuesta divididos por los que no. Intervalo de Woolf; "
        "se suma 0,5 a cada recuento donde uno es 0. Los indicadores que solo pueden decir "
        "sí se preguntan entre las personas con alguna respuesta en su grupo."
    ),
    "how.trends": (
        "Pendiente de la recta de mínimos cuadrados de la parte a lo largo de los años, en puntos."
    ),
    "how.lights": (
        "Un semáforo muestra la peor de sus razones. Los umbrales son elecciones, "
        "indicadas junto a cada cifra; dicen cuándo seguir leyendo."
    ),
    "versus": "Publicaciones lado a lado",
    "versus.subtitle": "Varias publicaciones comparadas con los mismos expedientes",
    "versus.lead": (
        "Cada columna es una publicación. Los informes sobre cada una tienen los detalles."
    ),
    "versus.figure": "Cifra",
    "versus.technique": "Técnica",
    "versus.rows": "Filas por cada persona",
    "versus.distance": "Distancia, {answers}",
    "versus.missing": "Ausentes, {answers}",
    "versus.common": "Ausentes, {answers}, {common} personas o más",
    "versus.invented": "Inventadas, {answers}",
    "versus.error": "Error de un recuento, {answers}",
    "versus.intervals": "Intervalos que aciertan",
    "versus.odds": "Razones de momios con la misma conclusión",
    "versus.trends": "Tendencias con la misma conclusión",
    "versus.routes": "Rutas más frecuentes conservadas",
    "versus.lights": "Semáforos",
    "versus.numbers": "Cifras",
    "versus.distance.lead": (
        "La parte de las filas que habría que cambiar para que una publicación diga lo que "
        "dicen los expedientes, en promedio sobre los grupos de columnas."
    ),
    "versus.chart": (
        "Distancia entre cada publicación y los expedientes, según el número de columnas"
    ),
    "versus.choice": "Elegir también es mirar",
    "versus.sentence": "Frase para la declaración de la publicación:",
    "technique.differential-privacy": "Privacidad diferencial, ε = {epsilon}",
    "technique.k-anonymous-synthetic": "sintética k-anónima, k = {k}",
    "technique.k-anonymised": "k-anonimizada, k = {k}",
    "technique.unknown": "No lo dice",
}
"""As in :mod:`lanterne.report.analysis_texts`."""
