"""The code that opens the set-up page: printed where the server runs, good until the office is set up.

It is made from the office's own secret, so every machine that shares the database prints and takes the
same one, and nothing needs to be stored or cleared away. Fifty bits, and of no use once anybody can log in.
"""

from __future__ import annotations

import base64

from django.utils.crypto import constant_time_compare, salted_hmac

from election_office.accounts.models import User


def needs_founding() -> bool:
    """Nobody can log in yet: the office is empty."""
    return not User.objects.exists()


def founding_code() -> str:
    """Two groups of five letters and digits: 0, 1, 8 and 9 do not occur, nor does lower case."""
    digest = salted_hmac("election_office.founding", "set-up code", algorithm="sha256").digest()
    letters = base64.b32encode(digest).decode("ascii")[:10]
    return f"{letters[:5]}-{letters[5:]}"


def is_founding_code(said: str) -> bool:
    plain = "".join(said.split()).replace("-", "").upper()
    return constant_time_compare(plain, founding_code().replace("-", ""))


def welcome_lines() -> list[str]:
    """What the terminal says after a start: how an empty office begins, nothing once it has begun."""
    if not needs_founding():
        return []
    return [f"平台还没有设立。请在浏览器打开上面的地址，输入设立码：{founding_code()}"]
