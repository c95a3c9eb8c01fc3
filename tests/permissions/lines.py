"""Who comes, and how a line of the table of permissions reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from election_office.accounts.permissions import Role

TOWN, FAR_TOWN = "369901001", "369901002"
VILLAGE, NEXT_VILLAGE, FAR_VILLAGE = f"{TOWN}001", f"{TOWN}002", f"{FAR_TOWN}001"

# ------------------------------------------------------------------ who

COUNTY, OFFICER, GUIDANCE, REVIEWER, CLERK, COUNTER, OBSERVER = Role.values
EVERYBODY = frozenset(Role.values)
EVERYBODY_HERE = EVERYBODY - {REVIEWER}  # who may read a village at all
MANAGERS = frozenset({COUNTY, OFFICER})
TOWNSHIP = frozenset({OFFICER})
SUPERVISOR = frozenset({COUNTY})
CLERKS = frozenset({OFFICER, CLERK})
KEEPERS = frozenset({COUNTY, OFFICER, CLERK})  # who may read a file of the joint review
NOBODY: frozenset[str] = frozenset()
GUIDES = frozenset({COUNTY, OFFICER, GUIDANCE})  # who guide and supervise the villages
COUNTERS = frozenset({OFFICER, COUNTER})
SCREENERS = frozenset({COUNTY, OFFICER, GUIDANCE, CLERK})

# ------------------------------------------------------------------ how a line reads

OK, MOVED, LOGIN, DENIED, UNKNOWN, NO_METHOD = 200, 302, 302, 403, 404, 405
ACTED = "acted"  # neither refused nor unknown: the form again, a redirect, a sentence why not


@dataclass(frozen=True)
class Line:
    """One URL. ``args``: names of things in the world, or the text itself.

    ``here``: role → (GET, POST). ``next_door``: the same roles serving the neighbouring place.
    """

    name: str
    args: tuple[str, ...]
    here: dict[str, tuple[Any, Any]]
    next_door: dict[str, tuple[Any, Any]]
    anonymous: tuple[Any, Any] = (LOGIN, LOGIN)
    query: str = ""
    neighbours: str = "village"

    @property
    def id(self) -> str:
        return f"{self.name}{self.query}" + "".join(f"-{one}" for one in self.args[1:])


def spread(roles: frozenset[str], inside: Any, others: Any) -> dict[str, Any]:
    return {role: inside if role in roles else others for role in Role.values}


def page(name: str, *args: str, see: frozenset[str] = EVERYBODY_HERE, **more: Any) -> Line:
    """Read only."""
    ok = more.pop("ok", OK)
    nowhere = spread(EVERYBODY, (UNKNOWN, NO_METHOD), None)
    return Line(name, args, spread(see, (ok, NO_METHOD), (UNKNOWN, NO_METHOD)), nowhere, **more)


def act(
    name: str, *args: str, may: frozenset[str], see: frozenset[str] = EVERYBODY_HERE, **more: Any
) -> Line:
    """A page that asks and then does: 403 for those who only read the place."""
    ok = more.pop("ok", OK)
    here = spread(see, (DENIED, DENIED), (UNKNOWN, UNKNOWN)) | dict.fromkeys(may, (ok, ACTED))
    return Line(name, args, here, spread(EVERYBODY, (UNKNOWN, UNKNOWN), None), **more)


def page_with_form(name: str, *args: str, may: frozenset[str], **more: Any) -> Line:
    """Everybody of the place reads it, some act on it."""
    here = spread(EVERYBODY_HERE, (OK, DENIED), (UNKNOWN, UNKNOWN)) | dict.fromkeys(may, (OK, ACTED))
    return Line(name, args, here, spread(EVERYBODY, (UNKNOWN, UNKNOWN), None), **more)


def desk(name: str, *args: str, may: frozenset[str], **more: Any) -> Line:
    """Read only, and a tool of those who act: a search, a draft, a blank form."""
    here = spread(EVERYBODY_HERE, (DENIED, NO_METHOD), (UNKNOWN, NO_METHOD))
    here |= dict.fromkeys(may, (OK, NO_METHOD))
    return Line(name, args, here, spread(EVERYBODY, (UNKNOWN, NO_METHOD), None), **more)


def draft(name: str, *args: str, may: frozenset[str], see: frozenset[str]) -> Line:
    """A draft shown to those who issue it; others who may read the subject are told so."""
    here = spread(see, (DENIED, NO_METHOD), (UNKNOWN, NO_METHOD)) | dict.fromkeys(may, (OK, NO_METHOD))
    return Line(name, args, here, spread(EVERYBODY, (UNKNOWN, NO_METHOD), None))


def button(
    name: str, *args: str, may: frozenset[str], see: frozenset[str] = EVERYBODY_HERE, **more: Any
) -> Line:
    """POST alone."""
    here = spread(see, (NO_METHOD, DENIED), (NO_METHOD, UNKNOWN))
    here |= dict.fromkeys(may, (NO_METHOD, ACTED))
    return Line(name, args, here, spread(EVERYBODY, (NO_METHOD, UNKNOWN), None), **more)


def office(
    name: str,
    *args: str,
    may: frozenset[str] = EVERYBODY,
    get: Any = OK,
    denied_get: Any = DENIED,
    post: Any = NO_METHOD,
    **more: Any,
) -> Line:
    """Of no place: shows each what is theirs."""
    denied = (denied_get, DENIED if post == ACTED else NO_METHOD)
    everywhere = spread(may, (get, post), denied)
    return Line(name, args, everywhere, everywhere, **more)


def screened(name: str, *args: str, may: frozenset[str], get: Any = OK) -> Line:
    """A case of the screening: its readers are told apart from everybody else before its place is."""
    closed = (DENIED if get == OK else get, DENIED)
    missing = (UNKNOWN if get == OK else get, UNKNOWN)
    here = spread(SCREENERS, (get, DENIED), closed) | dict.fromkeys(may, (get, ACTED))
    return Line(name, args, here, spread(SCREENERS, missing, closed))


def staff(name: str, *args: str, post: Any = ACTED) -> Line:
    """A person's account: managers of that place; other managers do not find it; nobody else may look."""
    denied = (DENIED, DENIED if post == ACTED else NO_METHOD)
    missing = (UNKNOWN, UNKNOWN if post == ACTED else NO_METHOD)
    return Line(name, args, spread(MANAGERS, (OK, post), denied), spread(MANAGERS, missing, denied))


def public(
    name: str,
    *args: str,
    ok: Any = OK,
    post: Any = NO_METHOD,
    anonymous: tuple[Any, Any] | None = None,
) -> Line:
    """Open without a login."""
    everywhere = spread(EVERYBODY, (ok, post), None)
    return Line(name, args, everywhere, everywhere, anonymous=anonymous or (OK, post))


def begin(name: str) -> Line:
    """The list of an office that begins: an officer's own, everybody else is led home."""
    everywhere = spread(TOWNSHIP, (OK, NO_METHOD), (MOVED, NO_METHOD))
    return Line(name, (), everywhere, everywhere)


def county(name: str, *args: str) -> Line:
    """Of the county: its supervisors alone."""
    here = spread(SUPERVISOR, (OK, ACTED), (UNKNOWN, UNKNOWN))
    return Line(name, args, here, spread(EVERYBODY, (UNKNOWN, UNKNOWN), None))
