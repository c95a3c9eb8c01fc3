"""A declared result so short that it fits the picture on its notice, signed by the office's key.

A phone that cannot reach the office reads who had how many votes from the wall and holds it to the key.
Lines of text, cells parted by tabs: "1" and the digest of the count; village, code and round; the day;
registered, issued, recovered, valid; then for each post "#", title, seats, void, blank and below it
name, votes and what became of it. Signed with Ed25519 over ``DOMAIN`` and these bytes; written in base 32.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

from ballots.models import Result
from ballots.notices.summary import PostLine, Summary
from election_office.audit import ties

DOMAIN = b"office-result/1\n"
# The picture has to be read from paper by a phone: names that were only written in go first.
MOST_BYTES = 640
MARKS = {"elected": "+", "pending_review": "?", "annulled": "x", "undetermined": "="}


def signed_result(result: Result, summary: Summary) -> str:
    """Only capitals and digits, which a QR code holds in less room."""
    text = _text(result, summary, every=True)
    if len(text) > MOST_BYTES:
        text = _text(result, summary, every=False)
    signature = ties.signing_key().sign(DOMAIN + text)
    return base64.b32encode(signature + text).decode().rstrip("=")


def _text(result: Result, summary: Summary, *, every: bool) -> bytes:
    election = result.election
    rows: list[tuple[object, ...]] = [
        ("1", result.count_sha256[:24]),
        (election.village.name, election.area_code, summary.round),
        (result.round.day.strftime("%Y%m%d"),),
        (summary.registered, summary.issued, summary.recovered, int(summary.valid)),
    ]
    for post in summary.posts:
        rows.append(("#", post.title, post.seats, post.void, post.blank))
        rows += _votes(post, every=every)
    return "\n".join("\t".join(map(str, row)) for row in rows).encode()


def _votes(post: PostLine, *, every: bool) -> Iterator[tuple[object, ...]]:
    others = [line for line in post.votes if line.write_in and not line.status]
    left_out = {line.name for line in others} if not every else set()
    for line in post.votes:
        if line.name not in left_out:
            yield line.shown_name, line.votes, MARKS.get(line.status, "")
    if left_out:
        yield f"另选他人{len(others)}人", sum(line.votes for line in others), ""
