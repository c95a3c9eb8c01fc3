"""Who is registered, on which version of the roll, from which file; and who votes for whom."""

from voters.models.cards import Card
from voters.models.contacts import ContactAttempt, RollSettings
from voters.models.desk import DeskEntry
from voters.models.electors import Elector
from voters.models.imports import ColumnMeaning, RollChange, RollFinding, RollImport
from voters.models.kinship import KinshipOffer
from voters.models.objections import Objection
from voters.models.proxies import Proxy
from voters.models.registrations import Registration
from voters.models.rolls import RollVersion
from voters.models.screening import ScreeningCase, ScreeningParty

__all__ = [
    "Card",
    "ColumnMeaning",
    "ContactAttempt",
    "DeskEntry",
    "Elector",
    "KinshipOffer",
    "Objection",
    "Proxy",
    "Registration",
    "RollChange",
    "RollFinding",
    "RollImport",
    "RollSettings",
    "RollVersion",
    "ScreeningCase",
    "ScreeningParty",
]
