"""The ballot for the printer: how it lies on the sheet, what is on it, and where its numbers are."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from ballots.preparation import actions, queries
from ballots.prints import ballot as ballot_print
from ballots.prints.ballot import imposition
from tests.ballots.scenes import Scene


@pytest.mark.parametrize(
    ("sheet", "per_sheet", "cell"),
    [
        ("A4", 1, (297.0, 210.0)),
        ("A4", 2, (210.0, 148.5)),
        ("A4", 4, (148.5, 105.0)),
        ("A3", 2, (297.0, 210.0)),
        ("A3", 4, (210.0, 148.5)),
    ],
)
def test_ballots_fill_the_sheet_without_a_remainder(sheet, per_sheet, cell):
    laid = imposition(sheet, per_sheet)
    assert laid.cell == cell
    assert len(list(laid.cells())) == per_sheet
    # Every ballot keeps the proportions of the sheet it was drawn on.
    assert laid.cell[0] / laid.cell[1] == pytest.approx(297 / 210, abs=0.002)


@pytest.mark.django_db
def test_numbers_stand_on_the_stubs_alone_and_stop_at_the_last_ballot():
    scene = Scene(village="东山村")
    scene.box()
    actions.decide_design(
        round=scene.round, form="separate", sheet="A4", per_sheet=4, reserve_percent=10, with_stub=True,
        void_rules="", by=scene.clerk,
    )  # fmt: skip
    design = queries.design_of(scene.round)
    master = ballot_print.master_pdf(scene.round)
    pages = PdfReader(io.BytesIO(master)).pages
    assert len(pages) == 2  # one sheet a post
    for page, names in zip(pages, (("主甲", "主乙"), ("委甲", "委乙", "委丙")), strict=True):
        text = "".join(page.extract_text().split())
        assert all(text.count(name) == 4 for name in names)
        assert "00001" not in text
    copies = queries.copies_of(scene.round, design)
    *_, (sheets, writer) = ballot_print.numbered_pdf(master, design, copies)
    assert (copies, sheets) == (27, 14)
    target = io.BytesIO()
    writer.write(target)
    numbered = PdfReader(target).pages
    assert "00001" in numbered[0].extract_text()
    assert "00027" in numbered[6].extract_text()
    assert "00028" not in numbered[6].extract_text()
    assert "00001" in numbered[7].extract_text()
    # A hundred more sheets cost their numbers, not their content.
    assert len(target.getvalue()) < len(master) + 20_000
    # Without a stub there is no place for a number: it would stand on the ballot itself.
    design.with_stub = False
    *_, (_, bare) = ballot_print.numbered_pdf(master, design, 1)
    assert "00001" not in bare.pages[0].extract_text()
