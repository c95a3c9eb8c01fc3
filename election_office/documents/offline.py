"""A page of its own that checks a signed result without the network: one file, for a phone or an archive."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from election_office.audit import notes, ties


@cache
def _script() -> str:
    path = finders.find("js/offline_check.js")
    assert isinstance(path, str)
    with open(path, encoding="utf-8") as file:
        return file.read()


def policy() -> str:
    """This one script and the page's own look, and nothing from anywhere."""
    digest = base64.b64encode(hashlib.sha256(_script().encode()).digest()).decode()
    return f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'"


def page() -> bytes:
    """The whole page with the office's public key in it."""
    key = notes.verifier(ties.signing_key(), "office").public
    context = {
        "policy": policy(),
        "key": base64.b64encode(key).decode(),
        "owner": f"平台{ties.name('').rstrip('/')}",
        "script": mark_safe(_script()),  # noqa: S308 -- our own file
    }
    return render_to_string("print/offline_check.html", context).encode()
