"""The open count: what is published is what was agreed, and anybody computes the same from it."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from ballots import actions, counts
from ballots.models import Result
from ballots.rules import adjudicate, parse_count
from candidates.models import Candidate
from tests.factories import law_text
from villages.models import FrozenRules, Kinship

pytestmark = pytest.mark.django_db


def test_the_count_is_the_sum_of_its_boxes_and_names_of_several_boxes_are_one(scene):
    scene.ballots(scene.box(), 12, 12)
    scene.ballots(scene.box("东片", "station"), 8, 8)
    actions.start_counting(round=scene.round, by=scene.clerk)
    scene.agree("director", scene.reading(void=1, 主甲=6, 主乙=3, 另选人=2))
    scene.agree("director", scene.reading(主甲=5, 主乙=2, 另选人=1), box="东片")

    post = counts.build_count(scene.round)["posts"][0]

    assert (post["void"], post["blank"]) == (1, 0)
    assert post["votes"] == [
        {"name": "主乙", "votes": 5},
        {"name": "主甲", "votes": 11},
        {"name": "另选人", "votes": 3, "write_in": True},
    ]


def test_the_count_knows_sexes_relatives_and_who_was_struck_off(scene):
    one, other = scene.candidates["委甲"], scene.candidates["委乙"]
    Kinship.objects.create(person=one.person, relative=other.person, kind="spouse")
    Candidate.objects.filter(pk=scene.candidates["委丙"].pk).update(
        state="struck",
        left_on=timezone.localdate(),
        left_reason="审查未通过",
        left_ground="criminal_punishment",
    )
    scene.counting()
    scene.agree("director", scene.reading(主甲=12, 主乙=8))
    scene.agree("member", scene.reading(委甲=14, 委乙=13))

    count = counts.build_count(scene.round)

    assert count["people"]["委乙"] == {"sex": "female"}
    assert count["relatives"] == [["委乙", "委甲", "spouse"]]
    assert [line["name"] for line in count["posts"][1]["votes"]] == ["委乙", "委甲"]


def test_a_struck_candidate_who_is_written_in_is_told_as_barred(scene):
    Candidate.objects.filter(pk=scene.candidates["委丙"].pk).update(
        state="struck",
        left_on=timezone.localdate(),
        left_reason="审查未通过",
        left_ground="criminal_punishment",
    )
    del scene.candidates["委丙"]
    scene.counting()
    scene.agree("director", scene.reading(主甲=12, 主乙=8))
    scene.agree("member", scene.reading(委甲=14, 委乙=13, 委丙=12))

    assert counts.build_count(scene.round)["people"]["委丙"]["barred"] == "已被取消候选人资格"


def test_ballots_for_others_beyond_the_authorities_are_told_as_excess(scene):
    scene.counting(own=17, recovered=20, proxy=3)

    assert counts.build_count(scene.round)["excess_proxies"] == 3


def test_the_declared_outcome_is_that_of_the_adjudication(scene):
    actions.declare_result(round=scene.agreed(), by=scene.officer)

    result = Result.objects.get()
    assert result.outcome == adjudicate(parse_count(result.count)).as_dict()
    assert result.outcome == adjudicate(result.count, book=scene.election.rulebook).as_dict()


def test_the_download_is_reproduced_by_the_command_in_another_process(scene, client, tmp_path):
    # As if the text had been entered before the formal list hung: afterwards it does not reach the vote.
    FrozenRules.objects.all().delete()
    law_text(scene.election.area_code[:2], majority_base="valid")
    actions.declare_result(round=scene.agreed(), by=scene.officer)
    result = Result.objects.get()
    client.force_login(scene.one)
    sent = client.get(reverse("ballots:result_file", args=[result.pk, "count"])).content
    shown = client.get(reverse("ballots:result_file", args=[result.pk, "outcome"])).content
    packed = client.get(reverse("ballots:result_statements", args=[result.pk])).content
    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert {"director.statements.jsonl", "director.official.json", "left_out.txt"} <= set(names)
    file = tmp_path / "count.json"
    file.write_bytes(sent)

    done = subprocess.run(
        [sys.executable, "manage.py", "adjudicate", str(file)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=True,
    )

    assert json.loads(sent)["params"] == {"majority_base": "valid"}
    assert json.loads(done.stdout) == json.loads(shown)
    assert hashlib.sha256(sent).hexdigest() == result.count_sha256
    assert hashlib.sha256(shown).hexdigest() == result.outcome_sha256
