"""The last four of a person's number, for tests that look where it may stand and where it may not."""

from villages import numbers
from villages.models import Person


def tail_of(person: Person) -> str:
    tail = numbers.decrypt(person.id_cipher)[-4:]
    assert len(tail) == 4
    return tail
