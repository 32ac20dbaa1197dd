"""What the database holds of an intake.

registered    the intake, people, households, cases, perpetrators, consent
events        what happens to a case over time
safeguards    openings in an emergency, how long people are kept, certificates of removal
teams         case workers who stand in for each other
"""

from lanterne.hub.intake.models.events import EarlierEvent, Event, Told
from lanterne.hub.intake.models.registered import (
    Case,
    Coded,
    Consent,
    EarlierAnswers,
    Household,
    HouseholdMember,
    Intake,
    Link,
    NamesHolder,
    NameToken,
    OpenedNames,
    OwnCode,
    Perpetrator,
    Person,
)
from lanterne.hub.intake.models.safeguards import Certificate, Opening, Retention
from lanterne.hub.intake.models.teams import Team, TeamMember

__all__ = [
    "Case",
    "Certificate",
    "Coded",
    "Consent",
    "EarlierAnswers",
    "EarlierEvent",
    "Event",
    "Household",
    "HouseholdMember",
    "Intake",
    "Link",
    "NameToken",
    "NamesHolder",
    "OpenedNames",
    "Opening",
    "OwnCode",
    "Perpetrator",
    "Person",
    "Retention",
    "Team",
    "TeamMember",
    "Told",
]
