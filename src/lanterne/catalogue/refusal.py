"""Why an edition is not published or withdrawn, for people and for programs."""

from __future__ import annotations

from lanterne.errors import Refused


class EditionRefused(Refused):
    """The catalogue does not allow it; nothing was changed.

    Rules:

        ``busy``            somebody else publishes or withdraws at this moment
        ``edition-exists``  the edition is there already
        ``edition-gap``     another number comes next
        ``supersedes``      what it is to supersede is no earlier edition
        ``series-broken``   an earlier edition is missing or was changed
        ``other-release``   the release is not the one that was approved
        ``name-taken``      the place of the edition holds something else
        ``withdrawn``       the edition was withdrawn already
        ``not-passed``      the gate has not let it pass, and nobody says why it is public
        ``not-shown``       it is withdrawn or suspended, so nothing is told of it
        ``archived``        the archive holds something of that name already
    """

    @property
    def rule(self) -> str:
        """Stable name of the reason: what its code begins with."""
        return self.message.rule
