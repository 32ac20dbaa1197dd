"""A release that somebody forged, and whose lists they put right."""

from __future__ import annotations

import json

from lanterne.release.folder import CHECKSUMS, MANIFEST, checksum_lines, files_below, sha256
from lanterne.release.manifest import json_text, privacy_summary


def altered(release, change):
    """Change the statement of a release, and put its lists right."""
    statement = json.loads((release / "privacy.json").read_text("utf-8"))
    change(statement)
    put_right(release, statement)


def put_right(release, statement):
    """Write the statement, and every list of files anew."""
    (release / "privacy.json").write_text(json_text(statement), "utf-8")
    manifest = json.loads((release / MANIFEST).read_text("utf-8"))
    manifest["privacy"] = privacy_summary(statement)
    for entry in manifest["files"]:
        place = release / entry["path"]
        entry |= {"bytes": place.stat().st_size, "sha256": sha256(place)}
    (release / MANIFEST).write_text(json_text(manifest), "utf-8")
    paths = [path for path in files_below(release) if path != CHECKSUMS]
    sums = {path: sha256(release / path) for path in paths}
    (release / CHECKSUMS).write_text(checksum_lines(sums), "utf-8")
