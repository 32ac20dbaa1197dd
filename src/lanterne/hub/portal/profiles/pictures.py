"""Pictures of the figures on such pages, to be saved."""

from __future__ import annotations

from collections.abc import Iterator

from lanterne.hub.portal.edition import Edition
from lanterne.hub.portal.figures.drawn_alone import Alone
from lanterne.hub.portal.profiles.profile import Part, Profile, profile_of
from lanterne.hub.portal.profiles.subjects import topics


def picture_of(edition: Edition, profile: Profile, part: Part) -> Alone:
    """The picture of a figure among these people, which says so."""
    name = f"{profile.subject.name}/{part.plan.name}"
    return Alone(edition, name, lambda: part.figure, part.among)


def first_pictures(edition: Edition) -> Iterator[Alone]:
    """The picture of the first figure on each page, in the language of the moment."""
    for topic in topics(edition):
        for subject in topic.subjects:
            profile = profile_of(edition, topic, subject)
            for part in profile.shown[:1]:
                yield picture_of(edition, profile, part)
