"""The county's own boxes: numbers and names for archives made from now on."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from election_office.accounts.permissions import Role
from election_office.archive import rules
from election_office.archive.actions import set_boxes, write_archive
from election_office.archive.boxes import Shelf, boxes
from election_office.archive.models import BoxOrder
from election_office.audit.models import AuditEvent
from tests.archive.conftest import Made
from tests.factories import UserFactory

USUAL = [{"code": box.code, "number": box.number, "title": box.title} for box in boxes()]


def changed(**boxes: Any) -> list[dict[str, Any]]:
    return [row | boxes.get(row["code"], {}) for row in USUAL]


def codes(rows: list[dict[str, Any]], basis: str = "县档案局通知") -> set[str]:
    known = [box.code for box in boxes()]
    found = rules.check_boxes(rows, known=known, before=USUAL, basis=basis)
    return {finding.code for finding in found.findings if finding.refused}


def test_numbers_and_names_at_their_lines() -> None:
    assert codes(changed(rules={"number": 99})) == codes(changed(rules={"title": "规则"})) == set()
    assert codes(USUAL) == {"same"}
    assert codes(changed(rules={"number": 100})) == codes(changed(rules={"number": 0})) == {"number_rules"}
    assert codes(changed(rules={"number": 10})) == {"number_rules"}  # that of 选举以后
    assert codes(changed(rules={"title": "选举以后"})) == {"title_rules"}
    for title in ("", "规则/留痕", "规则 留痕", "规则.", "规" * 41):
        assert "title_rules" in codes(changed(rules={"title": title})), title
    assert codes(changed(rules={"number": 12})[:-1]) == {"boxes"}
    assert codes(changed(rules={"number": 12}), basis=" ") == {"basis"}


def test_things_lie_in_the_same_box_wherever_it_stands() -> None:
    shelf = Shelf(changed(rules={"number": 1, "title": "规则"}, preparation={"number": 20}))
    assert [box.code for box in shelf.boxes[:1] + shelf.boxes[-1:]] == ["rules", "preparation"]
    assert shelf.of_paper("villages.day_notice").folder == "20组织准备"
    assert shelf.of_scan("villages.LawText").folder == "01规则"
    assert shelf.of_stage("follow_up").code == shelf.of_stage("another").code == "after"
    # A box this program learned of after the county set its order comes last.
    assert Shelf(changed()[1:]).box("preparation").number == 12


@pytest.mark.django_db
def test_a_county_sets_its_boxes_and_archives_made_before_stay(
    made: Made, client: Any, tmp_path: Path
) -> None:
    election = made.scene.election
    county = election.village.township.county
    supervisor = UserFactory(role=Role.COUNTY_SUPERVISOR, serving=county.code)
    client.force_login(supervisor)
    page, before = reverse("archive:boxes", args=[county.pk]), made.path.read_bytes()
    typed = {"basis": "县档案局通知〔2026〕3号", "seen": 0}
    for row in changed(result={"number": 1, "title": "结果"}, preparation={"number": 9}):
        typed |= {f"number_{row['code']}": row["number"], f"title_{row['code']}": row["title"]}

    assert "平台的次序" in client.get(page).content.decode()
    refused = client.post(page, typed | {"number_after": 9})
    assert "盒号9已用于“选举以后”，请另编一号。" in refused.content.decode()
    assert not BoxOrder.objects.exists()
    assert client.post(page, typed).status_code == 302
    assert "已由别人改为第1版" in client.post(page, typed).content.decode()
    assert "按县档案局通知〔2026〕3号设定：01结果" in client.get(page).content.decode()
    [event] = AuditEvent.objects.filter(action="archive.boxes_set")
    assert (event.before["box_order"][0], event.after["box_order"][0]) == ("01组织准备", "01结果")

    write_archive(tmp_path / "new.zip", election=election, passphrase=None)
    with zipfile.ZipFile(tmp_path / "new.zip") as archive:
        names = [name for name in archive.namelist() if "/" in name]
        listed = archive.read("目录.html").decode()
    assert names[0].startswith("01结果/")
    assert any(name.startswith("09组织准备/") or name.startswith("07提名和候选人/") for name in names)
    assert listed.index("结果") < listed.index("提名和候选人")
    assert made.path.read_bytes() == before

    with pytest.raises(PermissionDenied):
        set_boxes(county=county, boxes=USUAL, basis="x", seen=1, by=made.scene.officer)
