"""The signed result in the picture of a result notice, and the page that checks it without network."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace

import pytest
from docx import Document as WordFile
from pytest_django.asserts import assertContains

from ballots.actions import declare_result
from ballots.notices import result as notice
from ballots.notices.summary import VoteLine
from ballots.signed_result import DOMAIN, MOST_BYTES, signed_result
from election_office.archive.verifier import ed25519
from election_office.audit import notes, ties
from election_office.documents import offline, rendering, word
from election_office.documents.rendering import Printed
from tests.ballots.scenes import Scene

pytestmark = pytest.mark.django_db


def parted(signed: str) -> tuple[bytes, bytes]:
    data = base64.b32decode(signed + "=" * (-len(signed) % 8))
    return data[:64], data[64:]


@pytest.fixture
def result(scene: Scene):
    return declare_result(round=scene.agreed(), by=scene.officer)


def test_the_notice_holds_the_result_signed_with_the_offices_key(result):
    facts = notice.facts(result)
    signature, text = parted(facts.signed)
    key = notes.verifier(ties.signing_key(), "office").public
    assert ed25519.verify(key, DOMAIN + text, signature)
    assert not ed25519.verify(key, DOMAIN + text.replace(b"\t12\t", b"\t13\t"), signature)
    rows = [line.split("\t") for line in text.decode().split("\n")]
    assert rows[0] == ["1", result.count_sha256[:24]]
    assert rows[3] == ["24", "20", "20", "1"]
    assert ["#", "主任", "1", "1", "1"] in rows
    assert ["主甲", "12", "+"] in rows
    assert ["主乙", "6", ""] in rows


def test_the_picture_of_pdf_and_word_holds_it_and_old_papers_do_not(result):
    facts = notice.facts(result)
    paper = notice.layout(facts)
    assert paper.picture("7KQXMRT4WA") == f"7KQXMRT4WA/{facts.signed}"
    address = "http://10.1.2.3:8000"
    assert (
        paper.picture(f"{address}/verify/7KQXMRT4WA/") == f"HTTP://10.1.2.3:8000/V/7KQXMRT4WA/{facts.signed}"
    )
    marks = Printed(title="结果公告", code="7KQXMRT4WA", verify_address=address)
    assert "verification signed" in rendering.html_of_paper(paper, marks)
    assert "verification signed" not in rendering.html_of_paper(replace(paper, signed=""), marks)
    files = [
        WordFile(io.BytesIO(word.docx_of(one, foot=marks.foot))) for one in (paper, replace(paper, signed=""))
    ]
    pictures = [
        next(part.blob for part in file.part.package.iter_parts() if part.partname.endswith(".png"))
        for file in files
    ]
    assert len(pictures[0]) > len(pictures[1])


def test_many_written_names_make_room(result):
    facts = notice.facts(result)
    post = facts.summary.posts[0]
    many = tuple(VoteLine(f"演示某某{number}", 1, True, "", "") for number in range(60))
    summary = replace(
        facts.summary, posts=(replace(post, votes=(*post.votes, *many)), *facts.summary.posts[1:])
    )
    _, text = parted(signed_result(result, summary))
    assert len(text) <= MOST_BYTES
    assert "另选他人60人\t60\t" in text.decode()


def test_the_page_is_public_whole_and_runs_its_own_script_alone(client):
    answer = client.get("/verify/offline/")
    assertContains(answer, "核对选举结果公告")
    text = answer.content.decode()
    assert not re.search(r"(?:src|href)=", text)
    assert answer["Content-Security-Policy"] == offline.policy()
    assert "attachment" in client.get("/verify/offline/?download")["Content-Disposition"]
    assert client.get("/V/7KQXMRT4WA/ABC")["Location"] == "/verify/7KQXMRT4WA/"


@pytest.mark.journey
def test_a_phone_without_network_checks_what_it_scanned(result, browser, tmp_path):
    facts = notice.facts(result)
    path = tmp_path / "page.html"
    path.write_bytes(offline.page())
    scanned = notice.layout(facts).picture("http://10.1.2.3:8000/verify/7KQXMRT4WA/")
    context = browser.new_context(viewport={"width": 375, "height": 812}, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    for text, said in (
        (scanned, "签名相符"),
        (scanned[:-4] + ("A" if scanned[-4] != "A" else "B") + scanned[-3:], "签名不符"),
        ("http://10.1.2.3:8000/verify/7KQXMRT4WA/", "没有读到结果"),
    ):
        page.fill("#text", text)
        page.click("#check")
        page.wait_for_selector(f"#answer >> text={said}")
        if said == "签名相符":
            shown = page.inner_text("#answer")
            page.screenshot(path=str(tmp_path / "page.png"), full_page=True)
    assert "主甲 12票 当选" in re.sub(r"\s+", " ", shown)
    assert "查验码7KQXM-RT4WA" in shown
    context.close()
