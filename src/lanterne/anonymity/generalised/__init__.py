"""k-anonymised data: real rows, generalised along hierarchies and locally suppressed."""

from lanterne.anonymity.generalised.anonymise import anonymise
from lanterne.anonymity.generalised.requirements import Requirements, check_requirements
from lanterne.anonymity.generalised.suppression import Recoding
from lanterne.anonymity.generalised.wider_codebook import widened

__all__ = ["Recoding", "Requirements", "anonymise", "check_requirements", "widened"]
