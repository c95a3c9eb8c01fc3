"""How a number looks, a personal one or a count of votes: for tests that look where it may stand."""

import re

from villages import numbers
from villages.models import Person

WHOLE = re.compile(r"(?<![0-9A-Za-z])[0-9]{17}[0-9X](?![0-9A-Za-z])")
END = re.compile(r"(?<![0-9A-Za-z+/=])[0-9]{3}X(?![0-9A-Za-z+/=])")
HALF_HIDDEN = re.compile(r"\*{4,}[0-9]{3}[0-9Xx]")


def tail_of(person: Person) -> str:
    tail = numbers.decrypt(person.id_cipher)[-4:]
    assert len(tail) == 4
    return tail


def says(text: str, number: int) -> bool:
    """Whether the number itself is said: not as part of a longer one, of an address, a date or a time, nor as
    the running number in a name that a factory made (演示63村)."""
    return re.search(rf"(?<![0-9/:.示员-]){number}(?![0-9/:.年月日时分-])", text) is not None
