"""Who is registered, on which version of the roll, from which file; and who votes for whom."""

from voters.models.imports import RollFinding, RollImport
from voters.models.proxies import Proxy
from voters.models.registrations import Registration
from voters.models.rolls import RollVersion

__all__ = ["Proxy", "Registration", "RollFinding", "RollImport", "RollVersion"]
