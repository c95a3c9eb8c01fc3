"""What several tests of the supervision need: an inspection, a petition, the telephone of a township."""

from __future__ import annotations

import datetime as dt
import io
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from pypdf import PdfWriter

from villages.supervision import actions, rules


def today(ago=0):
    return timezone.localdate() - dt.timedelta(days=ago)


def photo(name="IMG_0001.jpg"):
    picture = Image.new("RGB", (64, 48), "#336699")
    exif = picture.getexif()
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    data = io.BytesIO()
    picture.save(data, "JPEG", exif=exif)
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def paper():
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": "演示作者", "/Producer": "Scanner 9"})
    data = io.BytesIO()
    writer.write(data)
    return SimpleUploadedFile("scan.pdf", data.getvalue(), "application/pdf")


def visit(election, by, *, fault=True, token=None, code="register", **changes):
    step = election.steps.get(code=code)
    asked = rules.checklist(step.code, election.rulebook)
    lines = [rules.Line("right") for _ in asked]
    if fault:
        lines[0] = rules.Line("fault", "登记表缺签字", "三日内补齐", today(-3))
    values = {"visited_at": timezone.now(), "inspectors": "演示甲、演示乙", "place_visited": "演示会议室"}
    return actions.record_visit(
        election=election, step=step, token=token or uuid.uuid4(), lines=lines, by=by, **(values | changes)
    )


def petition(election, by, **changes):
    values = {"channel": "letter", "received_on": today(), "content": "演示反映有人送烟", "anonymous": True}
    return actions.register_petition(election=election, token=uuid.uuid4(), by=by, **(values | changes))


def conclude(row, officer, verdict="true"):
    row = actions.assign_petition(petition=row, handler="演示承办", due_on=today(-5), by=officer)
    return actions.conclude_petition(
        petition=row,
        verdict=verdict,
        findings="演示查明",
        answer="演示答复。",
        concluded_on=today(),
        by=officer,
    )


def channel(election, officer, **changes):
    values = {"phone": "0000-1234567", "mailbox": "镇政府门口", "address": "", "hours": "每日24小时"}
    values |= {"every": "daily", "report_from": today(2), "report_to": today(-20)}
    return actions.set_channel(cycle=election.cycle, by=officer, **(values | changes))
