"""The verb that writes a release once more, for other programs and for catalogues."""

# ruff: noqa: PLC0415 - each verb imports what it needs, so that ``import lanterne`` is quick

from __future__ import annotations

from pathlib import Path

from lanterne.verbs.requests.addresses import as_folder
from lanterne.verbs.requests.export import ExportRequest
from lanterne.verbs.requests.verb import takes
from lanterne.verbs.settings import Progress


@takes(ExportRequest)
def export(request: ExportRequest, progress: Progress) -> Path:
    """Write a release for Stata, SPSS, R, Excel or catalogues. Nothing of the release is changed.

    Args:
        request: What is asked for; or its fields: see :class:`ExportRequest`.
        progress: Called with the name of the stage.

    Returns:
        The folder of the export.

    Raises:
        UsageError: An argument is wrong, or a kind cannot be made of this release.
        InputError: It is not a release, or a file is missing, extra or changed.
        LanterneError: The disk refuses.
    """
    from lanterne.release import check_destination, load_release
    from lanterne.release.exports import export_release
    from lanterne.release.formats.about import About, Publication

    out = Path(request.out)
    check_destination(out)
    progress("verify", 0.0)
    release = load_release(Path(request.release), rows=False)
    folder = as_folder(request.address)
    publication = Publication(
        page=folder, files=folder, doi=request.doi or "", contact=request.contact or ""
    )
    progress("write", 0.0)
    kinds = tuple(dict.fromkeys(request.kinds))
    return export_release(About(release, publication), kinds, request.language, out)
