"""What readers, checkers, verbs and jobs say is wrong, in the language of whoever reads it.

They write it in English where it is made. ``said`` finds the sentence that it is and gives its
translation; what stands in a gap, such as the name of a column, goes into that as it is. A sentence
that is not here is shown in English.
"""

from lanterne.hub.sentences.finding import at, said, said_of_codebook

__all__ = ["at", "said", "said_of_codebook"]
