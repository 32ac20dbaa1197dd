"""Spanish."""

from __future__ import annotations

from lanterne.gate.texts import Texts

SPANISH = Texts(
    reasons={
        "promise.method": (
            "La técnica es {method}. La política admite {methods}.",
            "Proteja los expedientes con una técnica que la política admita.",
        ),
        "promise.ledger": (
            "La promesa no se comparó con el libro de gastos en que está inscrita: nada indica si "
            "se modificaron ε, δ o el ruido.",
            "Indique ese libro de gastos con --ledger. Una publicación que no nombra ninguna "
            "entrada de un libro de gastos debe generarse de nuevo.",
        ),
        "promise.epsilon": (
            "ε es {value}. La política admite {limit} como máximo.",
            "Proteja de nuevo los expedientes con un ε menor.",
        ),
        "promise.total": (
            "Todas las publicaciones sobre estas personas gastan en conjunto ε {value}. La "
            "política admite {limit} como máximo.",
            "El presupuesto de estas personas se ha agotado: quédese con lo ya publicado.",
        ),
        "promise.k": (
            "k es {value}. La política pide al menos {limit}.",
            "Proteja de nuevo los expedientes con un k mayor.",
        ),
        "promise.length": (
            "k vale para combinaciones de {value} respuestas como máximo. La política pide {limit} "
            "(«rows»: filas enteras).",
            "Proteja de nuevo los expedientes con una longitud mayor.",
        ),
        "attack.promise": (
            "Ataque «{attack}»: {rate} de los intentos aciertan, al menos {low}. La promesa "
            "permite {allowed}.",
            "La publicación revela más de lo que promete. No la publique, averigüe cómo se hizo y "
            "proteja de nuevo los expedientes. Si la hizo Lanterne y nadie la modificó, "
            "comuníquelo, sin los datos.",
        ),
        "attack.noise": (
            "El ruido de los recuentos publicados es {noise} del que la publicación declara.",
            "La publicación revela más de lo que promete. No la publique, averigüe cómo se hizo y "
            "proteja de nuevo los expedientes. Si la hizo Lanterne y nadie la modificó, "
            "comuníquelo, sin los datos.",
        ),
        "attack.chance": (
            "Ataque «{attack}»: {rate} de los intentos aciertan, y {chance} por azar: al menos "
            "{excess} más. La política admite {limit}.",
            "Las filas hablan de las personas de los expedientes, y no solo de personas parecidas. "
            "Busque filas copiadas; si no las hay, proteja de nuevo los expedientes, con un ε "
            "menor, un k mayor o menos columnas.",
        ),
        "risk.combinations": (
            "En las filas hay combinaciones de respuestas que comparten menos de {k} personas, en "
            "{places} lugares (número de respuestas: {size}).",
            "La publicación no cumple su promesa: se modificaron o añadieron filas después, o no "
            "procede de estos expedientes. No la publique; hágala de nuevo.",
        ),
        "risk.classes": (
            "{classes} clases de filas no cumplen lo que se promete de ellas (k, ℓ o t).",
            "Se modificaron o añadieron filas después. No publique; haga de nuevo la publicación.",
        ),
        "risk.record": (
            "A quien se encuentra por los cuasi-identificadores se le acierta con una probabilidad "
            "de {chance}. La política admite {limit}.",
            "Haga de nuevo la publicación con un k mayor.",
        ),
        "risk.told": (
            "De {share} de las personas se puede saber la respuesta en {column}, porque todas las "
            "filas como las suyas coinciden en ella. La política admite {limit}.",
            "Pida ℓ-diversidad o t-proximidad en esta columna, o déjela fuera.",
        ),
        "use.distance": (
            "Para dos columnas a la vez habría que cambiar {value} de las filas en promedio. La "
            "política admite {limit}.",
            "La publicación llevaría a error. Quite columnas, amplíe sus respuestas o conceda más "
            "presupuesto.",
        ),
        "use.rows": (
            "El número de filas difiere del número de personas en {value}. La política admite "
            "{limit}.",
            "Extraiga de nuevo la publicación sin pedir un número de filas.",
        ),
        "use.intervals": (
            "{value} de los intervalos publicados contienen el número verdadero. La política pide "
            "{limit}.",
            "Los recuentos son menos seguros de lo que dicen. No los publique; haga de nuevo la "
            "publicación.",
        ),
        "use.light": (
            "El semáforo de utilidad está en {value}. La política pide {limit} o mejor.",
            "La evaluación dice por qué. Proteja de nuevo los expedientes con otros ajustes; la "
            "política no cambia.",
        ),
    },
    notes={
        "note.control": (
            "No se dio un grupo de control: la mitad de la publicación hizo las veces de personas "
            "ajenas a los expedientes, y así se encuentra menos. Con --control, expedientes "
            "apartados por sorteo antes de hacer la publicación."
        ),
        "note.untried": (
            "El ataque «{attack}» no se pudo intentar: la publicación no da pie a ello."
        ),
        "note.earlier": (
            "Otras publicaciones de estas personas en su registro: {others}; comparadas con esta: "
            "{given}. No se examinó lo que dice junto con las demás. Indíquelas con --earlier."
        ),
        "note.uncharged": (
            "La promesa no se comparó con el libro de gastos en que está inscrita: nada indica si "
            "se modificaron ε, δ o el ruido. Indique ese libro de gastos con --ledger."
        ),
        "note.uncounted": (
            "No se encontró ningún registro: esta consulta de los expedientes no se cuenta, "
            "y ninguna publicación dirá que tuvo lugar."
        ),
        "note.unneeded": "Habría pasado sin la excepción; queda inscrita como aprobada.",
    },
    results={
        "passed": "APROBADA por la política {policy}.",
        "refused": "RECHAZADA por la política {policy}. Por qué:",
        "overridden": "EXCEPCIÓN de {by}: {why}. La política {policy} la rechaza. Por qué:",
    },
    own=("propia ({digest})", "{name} (propia, {digest})"),
    copies={
        "lead": (
            "Una copia de filas de personas se habría detectado con una probabilidad del 95 % "
            "a partir de estas proporciones de todas las filas: {kinds}."
        ),
        "share": "{kind}, {share}",
        "unseen": "{kind}, no se distingue de las demás filas",
        "between": "; ",
        "0": "sin cambios",
        "1": "una respuesta cambiada",
        "2": "dos respuestas cambiadas",
        "3": "tres respuestas cambiadas",
    },
    lights={"good": "verde (buena)", "fair": "ámbar (regular)", "poor": "rojo (baja)"},
    advice="Qué hacer:",
    known="A tener en cuenta:",
    record="Acta:",
    public=("El acta junto a la publicación es pública: dice si pasa, y nada más."),
    sensitive="CONFIDENCIAL: calculado a partir de los expedientes. No publique lo que sigue.",
)
