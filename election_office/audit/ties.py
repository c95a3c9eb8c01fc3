"""Ties the chains of the villages into those of their townships, these into the county's, and signs the end.

After that a village's chain can no longer be cut, rebuilt or taken away without the county's being
rebuilt too, and the county's is held by signed checkpoints and by a witness outside the database.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils import timezone

from election_office.audit import merkle, notes
from election_office.audit.models import AuditCheckpoint, AuditEvent, AuditHead
from election_office.audit.witness import Refused, Request, Witness

TIED = "audit.tied"
COUNTY, TOWNSHIP = 6, 9  # digits of a division code
ROOT = "-"  # how the chain that lies in no division is called in a tie


def upper(area_code: str) -> str:
    """The division in whose chain the end of this one is written; the county's own is at the top.

    What lies in no township or county (the program itself, a province's officer) is in every county's.
    """
    if len(area_code) > TOWNSHIP:
        return area_code[:TOWNSHIP]
    return area_code[:COUNTY] if len(area_code) > COUNTY else ""


# ------------------------------------------------------------------ signed


def signing_key() -> Ed25519PrivateKey:
    return notes.private_key(settings.AUDIT_KEY, "audit checkpoint")


def name(what: str) -> str:
    """office-1a2b3c4d/what: an office is known by its public key."""
    key = notes.verifier(signing_key(), "office").public
    return f"office-{hashlib.sha256(key).hexdigest()[:8]}/{what}"


def verifier(area_code: str) -> notes.Verifier:
    return notes.verifier(signing_key(), name(f"audit/{area_code}"))


def entries(area_code: str, size: int | None = None) -> list[bytes]:
    """What the log of a county is made of: the hashes of its links."""
    links = AuditEvent.objects.filter(area_code=area_code).order_by("number").values_list("hash", flat=True)
    return [bytes.fromhex(link) for link in (links if size is None else links[:size])]


def checkpoint(area_code: str) -> AuditCheckpoint:
    """Sign what the county's chain comes to now."""
    log = entries(area_code)
    root = merkle.root(log)
    origin = name(f"audit/{area_code}")
    note = notes.sign(notes.Checkpoint(origin, len(log), root).text, signing_key(), origin)
    row, _ = AuditCheckpoint.objects.get_or_create(
        area_code=area_code,
        size=len(log),
        defaults={"root": root.hex(), "note": note, "at": timezone.now()},
    )
    return row


def request_for(row: AuditCheckpoint, old: int) -> Request:
    """What a witness that last saw ``old`` links is asked. A log that is shorter now has no proof."""
    log = entries(row.area_code, row.size)
    proof = merkle.growth_proof(log, old) if old <= len(log) else []
    return Request(old, proof, row.note)


def counties() -> list[str]:
    codes = AuditHead.objects.exclude(number=0).values_list("area_code", flat=True)
    return sorted(code for code in codes if len(code) == COUNTY)


def own_witness() -> Witness:
    """The witness of this machine: a folder outside the database, better on a disk of the county's office."""
    return Witness(Path(settings.OFFICE_WITNESS_DIR), "office-witness")


def show_witness(row: AuditCheckpoint) -> str:
    """Have the checkpoint cosigned; what the witness objects to, or nothing."""
    witness = own_witness()
    seen = witness.seen(name(f"audit/{row.area_code}"))
    try:
        line = witness.cosign(request_for(row, seen.size if seen else 0), verifier(row.area_code))
    except (Refused, notes.BadNote) as error:
        return str(error)
    if not notes.is_signed(row.note, witness.verifier):
        AuditCheckpoint.objects.filter(pk=row.pk).update(note=row.note + line)
    return ""


# ------------------------------------------------------------------ for papers


@dataclass(frozen=True, slots=True)
class LastLink:
    """The last link of a division's chain at a moment: printed on paper, it holds everything before it."""

    number: int
    hash: str

    @property
    def sentence(self) -> str:
        return f"操作留痕第{self.number}条，校验值{self.hash[:16]}" if self.number else "尚无操作留痕"


def last_link(area_code: str) -> LastLink:
    """For the facts of result reports and certificates."""
    head = AuditHead.objects.filter(area_code=area_code).first()
    return LastLink(head.number, head.hash) if head is not None else LastLink(0, "")


def digest_verifier() -> notes.Verifier:
    return notes.verifier(signing_key(), name("digest"))


def signed_digest(area_codes: list[str]) -> tuple[str, list[AuditHead]]:
    """A signed note over the ends of the chains under these codes, and those ends. It fits a QR code."""
    heads = [
        head
        for head in AuditHead.objects.exclude(number=0).order_by("area_code")
        if any(head.area_code.startswith(code) for code in area_codes)
    ]
    lines = "".join(f"{head.area_code} {head.number} {head.hash}\n" for head in heads)
    digest = base64.b64encode(hashlib.sha256(lines.encode()).digest()).decode()
    origin = name("digest")
    text = f"{origin}\n{len(heads)}\n{digest}\n{timezone.localtime():%Y-%m-%dT%H:%M:%S%z}\n"
    return notes.sign(text, signing_key(), origin), heads
