"""Fixtures of these tests."""

from __future__ import annotations

import pytest

from tests.candidates.review_scenes import Review


@pytest.fixture
def review() -> Review:
    return Review()
