"""Sentences of an evaluation of one table, in Spanish."""

from __future__ import annotations

ANSWERS = {1: "una respuesta", 2: "dos respuestas", 3: "tres respuestas", 4: "cuatro respuestas"}
"""Number → so many answers."""

FINDINGS = {
    "coarser": (
        "La publicación tiene respuestas más amplias que los expedientes en {columns}. Los "
        "expedientes se comparan con la misma amplitud: ninguna cifra de aquí dice lo que se "
        "perdió con ello."
    ),
    "rows.same": (
        "La publicación tiene tantas filas como personas hay en los expedientes: {people}."
    ),
    "rows.more": (
        "La publicación tiene {rows} filas para {people} personas en los expedientes, {share} más."
    ),
    "rows.fewer": (
        "La publicación tiene {rows} filas para {people} personas en los expedientes, "
        "{share} menos."
    ),
    "distances": (
        "Distancia a los expedientes, en proporción de filas que habría que cambiar: {kinds}."
    ),
    "distance": (
        "Contemos a las personas por dos columnas a la vez: para que la publicación diga "
        "exactamente lo que dicen los expedientes habría que cambiar en promedio {share} "
        "de sus filas; en el peor par de columnas, {worst}."
    ),
    "error": (
        "Un recuento de personas con {answers} en común se desvía {error} en promedio; el "
        "recuento promedio es {count}."
    ),
    "fabricated.none": (
        "Ninguna combinación de {answers} de la publicación falta en los expedientes."
    ),
    "fabricated.few": (
        "Menos de 1 de cada 100 combinaciones de {answers} de la publicación no está en "
        "los expedientes."
    ),
    "fabricated.one": (
        "De 100 combinaciones de {answers} de la publicación, 1 no está en los expedientes."
    ),
    "fabricated.many": (
        "De 100 combinaciones de {answers} de la publicación, {n} no están en los expedientes."
    ),
    "fabricated.mass": " Contienen {mass} de las respuestas publicadas.",
    "suppressed.none": (
        "Toda combinación de {answers} de los expedientes está también en la publicación."
    ),
    "suppressed.few": (
        "Menos de 1 de cada 100 combinaciones de {answers} de los expedientes falta en la "
        "publicación."
    ),
    "suppressed.one": (
        "De 100 combinaciones de {answers} de los expedientes, 1 falta en la publicación."
    ),
    "suppressed.many": (
        "De 100 combinaciones de {answers} de los expedientes, {n} faltan en la publicación."
    ),
    "suppressed.mass": " Contienen {mass} de las respuestas de los expedientes.",
    "common.none": " De las de {common} personas o más no falta ninguna.",
    "common.some": " De las de {common} personas o más falta {share}.",
    "intervals": (
        "De 100 intervalos publicados, {n} contienen el recuento verdadero; se prometieron "
        "{nominal}."
    ),
}
"""As in :mod:`lanterne.evaluation.findings`."""

PLAIN = {
    "changed.differential-privacy": (
        "Ninguna fila es una persona. Filas y recuentos se hicieron a partir de recuentos "
        "con ruido (ε = {epsilon}), de modo que nadie puede saber por ellos si una persona "
        "está en los expedientes."
    ),
    "changed.k-anonymous-synthetic": (
        "Ninguna fila es una persona. Toda combinación de hasta {length} respuestas de una "
        "fila la dieron al menos {k} personas; las más raras se dejaron fuera."
    ),
    "changed.k-anonymous-synthetic.rows": (
        "Ninguna fila es una persona y, sin embargo, cada fila entera podría ser la de al "
        "menos {k} personas; las respuestas más raras se dejaron fuera."
    ),
    "changed.k-anonymised": (
        "Cada fila es una persona real, hecha menos precisa hasta que al menos {k} filas "
        "coinciden en estas columnas: {columns}."
    ),
    "changed.unknown": "La publicación no dice cómo se protegió.",
    "changed.counts": (
        "Los recuentos cambiaron. Un recuento de personas con dos respuestas en común se "
        "desvía {error} en promedio; el recuento promedio es {count}."
    ),
    "changed.missing": (
        "Las combinaciones raras desaparecieron: {share} de las de dos respuestas, que "
        "contienen {mass} de las respuestas."
    ),
    "changed.invented": (
        "Algunas combinaciones son nuevas: {share} de las de dos respuestas de la "
        "publicación, en {mass} de sus respuestas, no son de nadie en los expedientes."
    ),
    "may.counts": (
        "Cuántas personas tienen dos respuestas en común, cuando son {n} o más: tales "
        "recuentos se desvían {close} o menos en promedio. De ahí se siguen partes y "
        "comparaciones."
    ),
    "may.any": (
        "Cuántas personas tienen dos respuestas en común: los recuentos de cualquier "
        "tamaño se desvían {close} o menos."
    ),
    "may.intervals": (
        "Que el recuento verdadero está en el intervalo publicado: de 100 intervalos, "
        "{share} lo contienen."
    ),
    "may.odds": (
        "Quién está afectado más a menudo que otros: de {n} comparaciones de dos grupos, "
        "elegidas de antemano, {same} llevan a la misma conclusión en la publicación y en "
        "los expedientes."
    ),
    "may.trends": (
        "Si una parte sube o baja con los años: {same} de {n} tendencias llevan a la misma "
        "conclusión en ambos lados."
    ),
    "may.routes": (
        "Qué rutas son las más frecuentes: {kept} de las primeras {n} están entre las "
        "primeras {n} de la publicación."
    ),
    "may_not.person": "Nada sobre una persona. Una fila que se parece a alguien no es nadie.",
    "may_not.person.real": (
        "Quién es una fila. Las filas son personas reales: a quien reciba el archivo debe "
        "prohibírsele todo intento de averiguarlo."
    ),
    "may_not.counts": (
        "Un recuento de personas con dos respuestas en común, sea cual sea su tamaño."
    ),
    "may_not.small": (
        "Recuentos de menos de {n} personas con dos respuestas en común, salvo que un "
        "intervalo publicado lo diga."
    ),
    "may_not.absent": "Que lo que falta nunca ocurrió: los casos raros se dejaron fuera.",
    "may_not.present": (
        "Que lo que es raro en la publicación ocurrió: algunas combinaciones no son de nadie."
    ),
    "may_not.odds": (
        "Quién está afectado más a menudo que otros, sin mirar las razones de momios más "
        "abajo: de {n} comparaciones de dos grupos, solo {same} llevan a la misma "
        "conclusión que los expedientes."
    ),
    "may_not.trends": (
        "Si una parte sube o baja con los años: de {n} tendencias, solo {same} llevan a la "
        "misma conclusión que los expedientes."
    ),
    "may_not.routes": (
        "Qué rutas son las más frecuentes: solo {kept} de las primeras {n} están entre las "
        "primeras {n} de la publicación."
    ),
    "may_not.intervals": (
        "Que el recuento verdadero está en el intervalo publicado: de 100 intervalos, solo "
        "{share} lo contienen."
    ),
    "may_not.opposite": (
        "Lo que dicen las comparaciones de dos grupos cuyo resultado es el contrario en "
        "los expedientes ({n}; son las primeras entre las razones de momios más abajo)."
    ),
    "may_not.safe": (
        "Que la publicación es segura la reciba quien la reciba: lea las razones del "
        "semáforo del riesgo."
    ),
    "may_not.population": (
        "Cuánta trata hay. Los expedientes son los de los casos que una organización llegó "
        "a conocer."
    ),
    "looks.uncovered": (
        "Esta página se contó en los expedientes sin protección. La promesa de la "
        "publicación, su ε o su k, no cubre lo que se decida a causa de ella."
    ),
    "looks.uncounted": (
        "No se encontró ningún registro: esta consulta de los expedientes no se cuenta, y "
        "ninguna publicación dirá que tuvo lugar."
    ),
    "looks.once": (
        "Según el registro, es la primera consulta de estos expedientes sin protección."
    ),
    "looks.counted": (
        "Según el registro, estos expedientes se han consultado ya {n} veces sin protección."
    ),
    "looks.say": (
        "Si esta publicación se difunde, o se hace de nuevo con otros ajustes, a causa de "
        "esta página, dígalo donde se difunda: «evaluada en privado antes de publicarse». "
        "Extraída de nuevo con el registro (lanterne redraw … --ledger …), lo dice ella "
        "misma, con el número. Donde se elige a menudo, fije la regla de antemano, con "
        "expedientes ficticios del mismo tamaño: eso no cuesta nada."
    ),
    "looks.chosen": "Elegida entre {n} pruebas después de una evaluación privada.",
    "looks.chosen.how": (
        "Si una de estas publicaciones se difunde a causa de esta página, ponga esta frase "
        "junto a su declaración; extraída de nuevo con el registro (lanterne redraw … "
        "--ledger …), lo dice ella misma. ε cubre cada publicación, no la elección entre "
        "ellas; y cada prueba cuenta en el total del registro, también las que se desechan."
    ),
}
"""As in :mod:`lanterne.evaluation.plain_texts`."""

REASONS = {
    "rows": "El número de filas difiere del número de personas en {share} (bueno: {good}).",
    "distance": (
        "Para dos columnas a la vez, habría que cambiar {share} de las filas en promedio "
        "(bueno: {good})."
    ),
    "common": (
        "De las combinaciones de dos respuestas que comparten diez personas o más, falta "
        "{share} (bueno: {good})."
    ),
    "invented": (
        "Las combinaciones de dos respuestas que nadie dio contienen {share} de las "
        "respuestas publicadas (bueno: {good})."
    ),
    "opposite": (
        "Quién está afectado más a menudo que quién: de {ratios} comparaciones de dos "
        "grupos (razones de momios), {opposite} dan el resultado contrario (bueno: "
        "ninguna)."
    ),
    "intervals": (
        "{share} de los intervalos publicados contienen el recuento verdadero (bueno: {good})."
    ),
    "links": ("El número de vínculos difiere del de los expedientes en {share} (bueno: {good})."),
    "across": (
        "Para una respuesta de una víctima y una de un presunto autor juntas, habría que "
        "cambiar {share} de los vínculos en promedio (bueno: {good})."
    ),
    "unpromised.victim": (
        "A las víctimas no se les promete nada: de las que tienen hasta {links} vínculos, la "
        "publicación puede decir tanto como permitiría ε = {epsilon}."
    ),
    "unpromised.perpetrator": (
        "A los presuntos autores no se les promete nada: de los que tienen hasta {links} "
        "vínculos, la publicación puede decir tanto como permitiría ε = {epsilon}."
    ),
    "unpromised.household": (
        "A los hogares no se les promete nada: de los de hasta {links} personas, la publicación"
        " puede decir tanto como permitiría ε = {epsilon}."
    ),
    "technique.unknown": "La publicación no dice cómo se protegió.",
    "epsilon": (
        "Privacidad diferencial con ε = {epsilon}; en todas las publicaciones hasta ahora, "
        "ε = {total}. Cuanto menor es ε, menos se puede saber de una persona: en "
        "conjunto, es {strength} (fuerte: hasta {strong}; débil: más de {weak})."
    ),
    "delta": (
        "δ = {delta}: entre todas las personas, se espera que la promesa falle para "
        "{fails} de ellas (bueno: 0,1 o menos)."
    ),
    "unit.row": (
        "Se protege una fila, no una persona: nadie dijo qué filas son de la misma persona."
    ),
    "k.length": (
        "Las combinaciones de hasta {length} respuestas las comparten {k} personas o más; "
        "las más largas, no necesariamente. No hay promesa frente a quien conoce a las "
        "demás personas."
    ),
    "k.rows": (
        "Las filas enteras las comparten {k} personas o más. No hay promesa frente a quien "
        "conoce a las demás personas."
    ),
    "k.real": (
        "Las filas son personas reales entre {k} que se parecen; las columnas que no se "
        "nombraron están como estaban."
    ),
    "k.again": (
        "Una segunda publicación de las mismas personas puede restarse de esta: k no se suma."
    ),
    "few": "Solo hay {people} personas en los expedientes: alguien puede conocerlas a todas.",
    "attacks.none": "No se ha intentado ningún ataque.",
    "attack.not_tried": "El ataque «{text}» no se pudo intentar.",
    "attack.allowed": (
        "Ataque «{text}»: {rate} tienen éxito, al menos {low}; la promesa permite {allowed}."
    ),
    "attack.chance": "Ataque «{text}»: {rate} tienen éxito, al menos {low}; {chance} por azar.",
    "attack.alone": "Ataque «{text}»: {rate} tienen éxito; nadie sabe cuántos por azar.",
}
"""As in :mod:`lanterne.evaluation.light_texts`."""
