"""What attacks are called, for people who do not know their names."""

from __future__ import annotations

from collections.abc import Mapping

ATTACKS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "copies-of-unique-people": "copies of people like nobody else",
        "stranded-copies": "copies of people with no row near them",
        "isolated-copies": "copies of people with nobody near them",
        "near-copies-0": "copies of people, unchanged",
        "near-copies-1": "copies of people, one answer changed",
        "near-copies-2": "copies of people, two answers changed",
        "near-copies-3": "copies of people, three answers changed",
        "singling-out-by-value": "singling somebody out by one answer",
        "singling-out-by-answers": "singling somebody out by several answers",
        "linkability": "linking what is known apart",
        "inference": "inferring an answer",
        "membership-by-closest-row": "who is in the cases, by the closest row",
        "membership-by-counts": "who is in the cases, by the published counts",
        "membership-by-shadow-releases": "who is in the cases, by releases made anew",
        "membership-of-perpetrators": "which perpetrator is in the cases, through the victims",
        "homogeneity": "groups that agree",
        "differencing": "comparing with an earlier release",
    },
    "fr": {
        "copies-of-unique-people": "copies de personnes semblables à nulle autre",
        "stranded-copies": "copies de personnes sans ligne voisine",
        "isolated-copies": "copies de personnes sans voisin",
        "near-copies-0": "copies de personnes, sans changement",
        "near-copies-1": "copies de personnes, une réponse changée",
        "near-copies-2": "copies de personnes, deux réponses changées",
        "near-copies-3": "copies de personnes, trois réponses changées",
        "singling-out-by-value": "isoler quelqu’un par une réponse",
        "singling-out-by-answers": "isoler quelqu’un par plusieurs réponses",
        "linkability": "relier ce qui est connu séparément",
        "inference": "déduire une réponse",
        "membership-by-closest-row": "qui est dans les dossiers, par la ligne la plus proche",
        "membership-by-counts": "qui est dans les dossiers, par les nombres publiés",
        "membership-by-shadow-releases": "qui est dans les dossiers, par des publications refaites",
        "membership-of-perpetrators": "quel auteur est dans les dossiers, par les victimes",
        "homogeneity": "groupes qui s’accordent",
        "differencing": "comparaison avec une publication antérieure",
    },
    "es": {
        "copies-of-unique-people": "copias de personas distintas de todas las demás",
        "stranded-copies": "copias de personas sin filas cercanas",
        "isolated-copies": "copias de personas sin nadie cercano",
        "near-copies-0": "copias de personas, sin cambios",
        "near-copies-1": "copias de personas, una respuesta cambiada",
        "near-copies-2": "copias de personas, dos respuestas cambiadas",
        "near-copies-3": "copias de personas, tres respuestas cambiadas",
        "singling-out-by-value": "señalar a alguien por una respuesta",
        "singling-out-by-answers": "señalar a alguien por varias respuestas",
        "linkability": "vincular lo que se sabe por separado",
        "inference": "deducir una respuesta",
        "membership-by-closest-row": "quién está en los expedientes, por la fila más cercana",
        "membership-by-counts": "quién está en los expedientes, por los recuentos publicados",
        "membership-by-shadow-releases": "quién está en los expedientes, por otras publicaciones",
        "membership-of-perpetrators": "qué autor está en los expedientes, por las víctimas",
        "homogeneity": "grupos que coinciden",
        "differencing": "comparación con una publicación anterior",
    },
    "ar": {
        "copies-of-unique-people": "نسخ أشخاص لا يشبهون أحدًا سواهم",
        "stranded-copies": "نسخ أشخاص لا صف قريب من صفوفهم",
        "isolated-copies": "نسخ أشخاص لا أحد قريب منهم",
        "near-copies-0": "نسخ أشخاص بلا تغيير",
        "near-copies-1": "نسخ أشخاص تغيّرت فيها إجابة واحدة",
        "near-copies-2": "نسخ أشخاص تغيّرت فيها إجابتان",
        "near-copies-3": "نسخ أشخاص تغيّرت فيها ثلاث إجابات",
        "singling-out-by-value": "التعرف على شخص بإجابة واحدة",
        "singling-out-by-answers": "التعرف على شخص بعدة إجابات",
        "linkability": "الربط بين معلومات متفرقة",
        "inference": "استنتاج إجابة",
        "membership-by-closest-row": "معرفة من في الحالات من أقرب صف",
        "membership-by-counts": "معرفة من في الحالات من الأعداد المنشورة",
        "membership-by-shadow-releases": "معرفة من في الحالات بإصدارات تُعاد",
        "membership-of-perpetrators": "معرفة أي جانٍ في الحالات عن طريق الضحايا",
        "homogeneity": "مجموعات متفقة",
        "differencing": "المقارنة بإصدار سابق",
    },
}
"""Language → name of an attack → what it does, to stand in quotation marks."""


def attack_name(name: str, language: str) -> str:
    """What an attack does; its name where there are no words for it."""
    return ATTACKS.get(language, ATTACKS["en"]).get(name, name)
