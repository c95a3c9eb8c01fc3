#!/usr/bin/env bash
# Guess:  id-validator counts the age of an identity number in full years (周岁), as every rule that asks for eighteen does.
# Seen:   id-validator 1.0.20, get_info(number)["age"]: the year of today less the year of birth. On 2026-06-01 somebody born
#         on 2008-12-31 is 18 (17 by the law, for another seven months), and somebody born on 2008-06-01 is 18 too (right).
#         Whoever filters a roll of voters by it lets in all who come of age in the rest of the year, up to a year too early.
# Helps:  take birthday_code and compare month and day oneself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check id-validator==1.0.20
cat >"$folder/age.py" <<'PYTHON'
import datetime

from id_validator import validator

TODAY = datetime.date(2026, 6, 1)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Today(datetime.datetime):
    """The package asks the clock; so that the output stays the same, it is always the first of June."""

    @classmethod
    def now(cls, tz=None):
        return cls(TODAY.year, TODAY.month, TODAY.day, tzinfo=tz)


validator.datetime = Today
for born in ("20080101", "20080601", "20080602", "20081231", "20090101"):
    digits = f"369901{born}001"
    number = digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS)) % 11]
    month_and_day = (int(born[4:6]), int(born[6:]))
    full = TODAY.year - int(born[:4]) - ((TODAY.month, TODAY.day) < month_and_day)
    print(born, "full years", full, "package", validator.get_info(number)["age"])
PYTHON
"$folder/venv/bin/python" "$folder/age.py" | tee "$folder/seen"
diff "$folder/seen" - <<'EXPECTED'
20080101 full years 18 package 18
20080601 full years 18 package 18
20080602 full years 17 package 18
20081231 full years 17 package 18
20090101 full years 17 package 17
EXPECTED
