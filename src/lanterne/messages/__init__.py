"""Every sentence that a person reads, in one store: codes in, sentences out.

    say(Message("value-not-listed", {"column": "gender"}), "fr")

The core knows codes and what stands in the gaps; the English of each code is in ``english/*.toml``,
its translations are in ``locale/``, and whoever shows a text to a person renders it here.
"""

from lanterne.messages.joining import both, either, lines, sentences
from lanterne.messages.languages import LANGUAGES, TAGS, direction, spoken
from lanterne.messages.message import Message, Parameter, from_json, to_json
from lanterne.messages.pages import page_in_languages
from lanterne.messages.rendering import advise, say

__all__ = [
    "LANGUAGES",
    "TAGS",
    "Message",
    "Parameter",
    "advise",
    "both",
    "direction",
    "either",
    "from_json",
    "lines",
    "page_in_languages",
    "say",
    "sentences",
    "spoken",
    "to_json",
]
