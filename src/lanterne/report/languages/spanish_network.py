"""Words of the page on linked tables, in Spanish."""

from __future__ import annotations

NETWORK = {
    "network": "La red, a la vista",
    "network.lead": (
        "Quién está vinculado con quién, y cómo. Cada disco son todos los vínculos entre "
        "un grupo de víctimas y un grupo de autores; su tamaño dice cuántos. La mitad "
        "izquierda es la de los expedientes y la derecha la de la publicación, a la misma "
        "escala: un disco entero significa que coinciden."
    ),
    "network.none": "No hay dos columnas de estas tablas que puedan dibujarse una frente a otra.",
    "network.note": (
        "Las respuestas en blanco se dejan fuera. Un vínculo con varias respuestas a una "
        "pregunta, como dos papeles, cuenta una vez por cada una."
    ),
    "relations.lead": (
        "Hacia abajo: {victim}. A lo ancho: {perpetrator}. El mayor medio disco son "
        "{links} vínculos. En las tablas, vínculos en los expedientes / en la publicación."
    ),
    "relations.chart": "{answer}: vínculos en los expedientes / en la publicación",
    "relations.folded": "otros",
    "rings": "Qué tamaño tienen los grupos",
    "rings.lead": (
        "Un grupo son todos los que se unen por vínculos: una víctima, sus autores, las "
        "demás víctimas de estos, y así sucesivamente."
    ),
    "ring_sizes": "Personas según el tamaño de su grupo",
    "ring_sizes.lead": (
        "Parte de todas las personas, víctimas y autores, que están en un grupo de "
        "tantas personas. Un grupo de 1 es una víctima sin vínculo con nadie."
    ),
    "ring_sizes.chart": (
        "Parte de las personas según el tamaño de su grupo, en los expedientes y en la publicación"
    ),
    "ring_size": "Personas en el grupo",
    "rings_in": "Grupos, expedientes",
    "rings_out": "Grupos, publicación",
    "people_in": "Personas, expedientes",
    "people_out": "Personas, publicación",
    "rings_all": "Todos los grupos",
    "ring_largest": "Personas en el mayor",
    "degree.victims": "Autores de una víctima",
    "degree.perpetrators": "Víctimas de un autor",
    "degree.victims.lead": "Parte de las víctimas vinculadas con tantos autores.",
    "degree.perpetrators.lead": "Parte de los autores vinculados con tantas víctimas.",
    "degree.victims.chart": (
        "Víctimas según el número de autores, en los expedientes y en la publicación"
    ),
    "degree.perpetrators.chart": (
        "Autores según el número de víctimas, en los expedientes y en la publicación"
    ),
    "number": "Número",
    "in_all": "En total",
    "mean_links": "Vínculos de cada uno, en promedio",
    "most_links": "Más vínculos de uno",
    "likeness": "¿Se parecen las personas que comparten un vínculo?",
    "likeness.lead": (
        "Tome dos autores de la misma víctima, o dos víctimas del mismo autor: ¿con "
        "qué frecuencia dan ambos la misma respuesta? El círculo son los expedientes; el "
        "punto, la publicación: un punto dentro de su círculo significa que coinciden. El "
        "rombo es lo que queda cuando las tablas se vinculan al azar."
    ),
    "alike.perpetrators": "Dos autores de una víctima",
    "alike.victims": "Dos víctimas de un autor",
    "alike.perpetrators.lead": (
        "Parte de tales pares con la misma respuesta, donde se conocen ambas."
    ),
    "alike.victims.lead": "Parte de tales pares con la misma respuesta, donde se conocen ambas.",
    "alike.perpetrators.chart": (
        "Parte de los pares de autores de una víctima con la misma respuesta, por columna"
    ),
    "alike.victims.chart": (
        "Parte de los pares de víctimas de un autor con la misma respuesta, por columna"
    ),
    "column": "Columna",
    "source.cases": "Expedientes",
    "source.release": "Publicación",
    "source.apart": "Vinculadas al azar",
    "source.condensed": "Archivo condensado",
    "cross": "Respuestas entre tablas",
    "cross.lead": (
        "Una columna de las víctimas junto a una de los autores o del vínculo: ¿dice aún "
        "la publicación quién hizo qué a quién? Las distancias son las partes de los "
        "vínculos que habría que cambiar."
    ),
    "cross_apart": "Junto a tablas vinculadas al azar",
    "cross_apart.lead": (
        "Distancia promedio sobre todos los grupos de una columna de cada tabla. Cuanto "
        "más cerca de 0, mejor."
    ),
    "cross_apart.chart": (
        "Distancia promedio entre tablas, publicación y tablas vinculadas al azar"
    ),
    "cross_condensed": "Junto al archivo condensado",
    "cross_condensed.lead": (
        "Lo mismo sobre las columnas que un archivo con una fila por víctima aún tiene."
    ),
    "cross_condensed.chart": "Distancia promedio entre tablas, publicación y archivo condensado",
    "cross_heat": "Pares de columnas entre tablas",
    "cross_heat.lead": (
        "Cuanto más oscuro es un cuadrado, más difiere la publicación de los expedientes "
        "en ese par."
    ),
    "cross_heat.chart": (
        "Distancia de cada par de una columna de las víctimas con una de otra tabla"
    ),
    "tables": "Tablas",
    "tables.victims": "víctimas",
    "tables.perpetrators": "autores",
    "tables.links": "vínculos",
    "own.victims": "Las víctimas por sí mismas",
    "own.perpetrators": "Los autores por sí mismos",
    "own.links": "Los vínculos por sí mismos",
    "own.lead": "La tabla sola, como si nadie estuviera vinculado con nadie.",
    "own.fold": "Combinaciones, pares de columnas, y columna por columna",
    "folded": "Plegada en una fila por víctima",
    "folded.lead": (
        "La publicación hecha un archivo con una fila por víctima, junto a los expedientes "
        "plegados igual: lo que obtienen los usuarios de tales archivos."
    ),
    "counts.victims": "Víctimas",
    "counts.perpetrators": "Autores",
    "counts.own": "{table}: recuentos de sus propias respuestas",
    "counts.linked": "{table}: recuentos que dependen de los vínculos",
    "counts.linked.lead": (
        "Donde solo cuenta cierto número de vínculos de una persona, estos recuentos dejan "
        "fuera los demás: por eso un intervalo puede no contener el número de todos los "
        "vínculos."
    ),
    "card.links": "Vínculos",
    "card.links.note": "{released} para {real} vínculos",
    "card.cross": "Distancia, víctima × autor",
    "card.cross.note": "vinculadas al azar: {apart}",
    "card.cross.alone": "peor par: {worst}",
    "card.rings": "Distancia de los tamaños de grupo",
    "card.rings.note": "grupo mayor: {released}; {real} en los expedientes",
    "card.likeness": "Error del parecido",
    "card.likeness.note": "dos autores de una víctima, como máximo",
    "unit.victim": "Víctimas",
    "unit.perpetrator": "Autores",
    "unit.household": "Hogares",
    "promise": "{who}: ε = {epsilon}, δ = {delta}",
    "promise.none": "{who}: nada prometido; {size}, como máximo ε = {epsilon}, δ = {delta}",
    "size.victim": "hasta {links} autores cada una",
    "size.perpetrator": "hasta {links} víctimas cada uno",
    "size.household": "hasta {links} personas cada uno",
    "how.network": "Entre tablas",
    "how.network.text": (
        "Cada vínculo es una fila con las respuestas de su víctima, de su autor y las "
        "suyas; quien tiene muchos vínculos cuenta muchas veces. Las distancias son "
        "entonces las de una sola tabla."
    ),
    "how.rings": "Grupos",
    "how.rings.text": (
        "Componentes conexas de la red. La distancia compara las partes de las personas "
        "según el tamaño del grupo. Los autores sin víctima no cuentan en ninguna cifra; "
        "en los expedientes hay {alone}."
    ),
    "how.likeness": "Parecido",
    "how.likeness.text": (
        "Cada par de vínculos de una persona es un par. Los pares en que una respuesta "
        "está en blanco no entran en la parte."
    ),
    "how.apart": "Vinculadas al azar",
    "how.apart.text": (
        "Las víctimas y los autores publicados con los vínculos repartidos al azar. Es "
        "lo que resulta de tablas protegidas por separado. Sale favorecido: cada persona "
        "conserva tantos vínculos como en los expedientes, y cada vínculo tiene las "
        "respuestas de uno real."
    ),
    "how.condensed": "Archivo condensado",
    "how.condensed.text": (
        "Las tablas publicadas plegadas en una fila por víctima. No puede decir cuántos "
        "autores hubo, quién hizo qué, ni a quién comparten las víctimas: donde no tiene "
        "marca, no lo puede decir."
    ),
}
"""As in :mod:`lanterne.report.network.texts`."""
