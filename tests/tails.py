"""How a personal number looks, whole or in part: for tests that look where it may stand and where not."""

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
