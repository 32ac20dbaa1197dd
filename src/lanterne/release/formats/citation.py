"""How to cite a release: a Citation File Format file."""

from __future__ import annotations

import json
from collections.abc import Mapping

from lanterne.codebook.model import in_language
from lanterne.release.imprint import Imprint
from lanterne.release.layout import Layout


def text_of(layout: Layout, imprint: Imprint, hashes: Mapping[str, tuple[int, str]]) -> str:
    """How to cite the release, as a Citation File Format 1.2.0 file."""
    lines = [
        "cff-version: 1.2.0",
        "type: dataset",
        "message: If you use these data, please cite them as below, with their version.",
        f"title: {json.dumps(in_language(layout.codebook.title, 'en'), ensure_ascii=False)}",
        f"version: {json.dumps(imprint.date)}",
        f"date-released: {imprint.date}",
        "authors:",
        f"  - name: {json.dumps(imprint.publisher or 'Publisher not stated', ensure_ascii=False)}",
    ]
    lines += [f"license: {json.dumps(imprint.licence)}"] if imprint.licence else []
    return "\n".join([*lines, ""])
