"""Read a release of Lanterne: check it, count with intervals, take percentages of the right people.

    import lanterne_reader

    release = lanterne_reader.open_release("release")
    print(release.count(gender="Woman"))
    print(release.share({"means": "debt"}))

This package knows nothing of how a release is made, and needs nothing but Polars.
"""

from lanterne_reader.codebook import Codebook, Column, Table
from lanterne_reader.combining import Combined, combine
from lanterne_reader.counts import Count, Share
from lanterne_reader.integrity import ReleaseError
from lanterne_reader.release import Release, open_release

__all__ = [
    "Codebook",
    "Column",
    "Combined",
    "Count",
    "Release",
    "ReleaseError",
    "Share",
    "Table",
    "combine",
    "open_release",
]
