"""Printing what lies on the shelf. Nothing of the election changes."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from election_office.accounts.access import require
from election_office.accounts.models import User
from election_office.accounts.permissions import Permission
from election_office.documents import kinds, rendering, word
from election_office.documents.actions import check_texts
from election_office.documents.facts import to_json
from election_office.documents.rendering import CannotPrint, Printed
from election_office.documents.responses import DOCX, PDF
from election_office.jobs.actions import submit
from election_office.jobs.models import Job
from villages.models import Election
from villages.shelf.register import Form

FORMATS = {"pdf": PDF, "docx": DOCX}


@dataclass(frozen=True, slots=True)
class File:
    name: str
    data: bytes
    content_type: str


def make_file(*, election: Election, form: Form, format: str, by: User) -> File:
    """The form as PDF or Word. Raises ValidationError for a character that cannot be drawn."""
    require(by, Permission.VILLAGE_VIEW, election)
    kind = kinds.get(form.code)
    facts = to_json(form.facts(election))
    assert kind.compose is not None
    check_texts(kind.compose(facts).texts())
    marks = Printed(title=str(facts["title"]))
    try:
        if format == "docx":
            data = word.docx_of(rendering.fitted_paper(kind, facts, marks))
        else:
            data = rendering.pdf_of(kind, facts, marks).data
    except CannotPrint as refused:
        raise ValidationError(str(refused)) from refused
    name = f"{election.village.name}{form.named(election.words)}.{format}"
    return File(name, data, FORMATS[format])


def ask_file(*, election: Election, form: Form, format: str, by: User) -> Job:
    """The job that makes a long one; a second click joins the first."""
    require(by, Permission.VILLAGE_VIEW, election)
    return submit(
        "villages.shelf_print",
        params={"election": election.pk, "form": form.code, "format": format},
        key=f"election:{election.pk}:{form.code}:{format}",
        area_code=election.area_code,
        by=by,
        title=f"制作{election.village.name}{form.named(election.words)}",
    )
