"""Sentences of an evaluation of linked tables, in Spanish."""

from __future__ import annotations

FINDINGS = {
    "rows": (
        "La publicación tiene {victims} víctimas, {perpetrators} autores y {links} "
        "vínculos; los expedientes tienen {victims_real}, {perpetrators_real} y "
        "{links_real}."
    ),
    "degrees.victims": (
        "Una víctima tiene en promedio {real} autores en los expedientes y {released} en "
        "la publicación; para que estos números se repartan exactamente igual, {share} de "
        "las víctimas publicadas necesitaría otro."
    ),
    "degrees.perpetrators": (
        "Un autor tiene en promedio {real} víctimas en los expedientes y {released} en "
        "la publicación; para que estos números se repartan exactamente igual, {share} de "
        "los autores publicados necesitaría otro."
    ),
    "cross.2": (
        "Contemos los vínculos por una columna de las víctimas y una de los autores: "
        "para que la publicación diga exactamente lo que dicen los expedientes habría que "
        "cambiar en promedio {share} de sus vínculos; en el peor par de columnas, {worst}."
    ),
    "cross.3": (
        "Contemos los vínculos por una columna de las víctimas, una de los vínculos y una "
        "de los autores: habría que cambiar en promedio {share} de los vínculos "
        "publicados; en el peor caso, {worst}."
    ),
    "cross.apart": " De tablas hechas por separado y vinculadas al azar, sería {share}.",
    "cross.condensed": (
        " De vínculos adivinados a partir de un archivo condensado, sería {share} en las "
        "columnas que tiene tal archivo, frente a {here} en la publicación."
    ),
    "answers": "dos respuestas, una de una víctima y otra de un autor,",
    "likeness.perpetrators": (
        "De 100 pares de autores de una misma víctima que tienen ambos respuesta a "
        "«{column}», {real} tienen la misma en los expedientes y {released} en la "
        "publicación."
    ),
    "likeness.victims": (
        "De 100 pares de víctimas de un mismo autor que tienen ambas respuesta a "
        "«{column}», {real} tienen la misma en los expedientes y {released} en la "
        "publicación."
    ),
    "likeness.apart": " Vinculadas al azar, serían {n}.",
    "components": (
        "El mayor grupo de personas unidas por vínculos tiene {largest_real} en los "
        "expedientes y {largest_released} en la publicación. Los grupos de {large} "
        "personas o más reúnen a {share_real} de todas las personas en los expedientes y a "
        "{share_released} en la publicación."
    ),
    "condensed": (
        "Plegada en un archivo con una fila por víctima, habría que cambiar en promedio "
        "{share} de las filas publicadas para que dos columnas coincidieran con los "
        "expedientes; en el peor par de columnas, {worst}."
    ),
}
"""As in :mod:`lanterne.evaluation.network.findings`."""
