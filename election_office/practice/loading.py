"""The practice township: four villages, each standing where one part of the tour begins.

Everything is invented and made by the acts and scenes of the demonstration; the division code belongs
to no place.
"""

from __future__ import annotations

import io
import secrets

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from election_office.accounts.models import User
from election_office.accounts.permissions import Role
from election_office.demonstration import loading, preparation, second, showcase
from election_office.demonstration.loading import Account
from election_office.demonstration.roll import roll_workbook
from villages.models import Election

TOWNSHIP = ("369901109", "演练乡")
ROLL, POSTED, VOTING, COUNTING = "演练一村", "演练二村", "演练三村", "演练四村"
VILLAGES = ((ROLL, 358, 104, 3), (POSTED, 410, 122, 3), (VOTING, 505, 148, 3), (COUNTING, 340, 101, 3))
ACCOUNTS = (
    Account("yanlian1", "演练乡办甲", Role.TOWNSHIP_OFFICER, TOWNSHIP[0]),
    Account("yanlian2", "演练乡办乙", Role.TOWNSHIP_OFFICER, TOWNSHIP[0]),
    Account("yanlian3", "演练计票员甲", Role.COUNT_CLERK, f"{TOWNSHIP[0]}204"),
    Account("yanlian4", "演练计票员乙", Role.COUNT_CLERK, f"{TOWNSHIP[0]}204"),
)
PEOPLE = 60
SERIALS = 3_690_109
# The cell of the file that is left empty: a fault that anybody can mend with an invented name.
FAULTY_ROW, NAME_COLUMN = 8, 4


def load() -> list[str]:
    """Fill an empty practice office. Answers with lines for those who practise: names and the password."""
    today = timezone.localdate()
    password = f"yanlian-{secrets.token_hex(4)}"
    cycle = loading.small_township(TOWNSHIP, VILLAGES, ACCOUNTS, make_password(password), today)
    officer = User.objects.get(username=ACCOUNTS[0].username)
    elections = {place.village.name: place for place in cycle.elections.with_places()}
    showcase.begin_election(elections[ROLL], today, officer)
    second.posted(elections[POSTED], officer, today)
    second.voting(elections[VOTING], officer, today)
    second.counting(elections[COUNTING], officer, today)
    clerks = [account.name for account in ACCOUNTS if account.role == Role.COUNT_CLERK]
    preparation.train(elections[COUNTING], clerks, officer)
    return [
        f"演练账号，密码都是 {password}",
        *(f"{account.username}　{account.name}　{account.role.label}" for account in ACCOUNTS),
    ]


def practice_roll(election: Election, *, faulty: bool = True) -> bytes:
    """A roll as a village would bring it, with one name missing unless ``faulty`` is off."""
    from openpyxl import load_workbook  # noqa: PLC0415 -- loaded where it is used

    content = roll_workbook(
        people=PEOPLE,
        groups=election.village.groups.count(),
        serial_base=SERIALS,
        today=election.election_day,
    )
    if not faulty:
        return content
    book = load_workbook(io.BytesIO(content))
    book.worksheets[0].cell(FAULTY_ROW, NAME_COLUMN).value = None
    spoiled = io.BytesIO()
    book.save(spoiled)
    return spoiled.getvalue()
