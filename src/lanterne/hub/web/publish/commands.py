"""The command lines of what is published."""

from __future__ import annotations

import shlex

from lanterne.catalogue import Notice


def publishing(notice: Notice) -> str:
    """Publish a release."""
    words = ["lanterne", "publish", "release", "--catalogue", "releases"]
    words += ["--series", notice.series]
    for tag, text in notice.title.items():
        words += ["--title", f"{tag}={text}"]
    words += ["--publisher", notice.publisher, "--licence", notice.licence]
    return shlex.join(words)


def verifying(folder: str) -> str:
    """Verify a release that was downloaded."""
    return shlex.join(["lanterne", "verify", folder])
