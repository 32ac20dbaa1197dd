"""The audit log: who did what, to what, for what, and whether they were allowed to.

Reads are written as well as writes. Each event holds the hash of the one before, so that one that
is changed or taken out shows; nothing of a case is ever in it.
"""

from lanterne.hub.audit.log import Outcome, Why, record

__all__ = ["Outcome", "Why", "record"]
