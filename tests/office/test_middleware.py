"""What every answer carries, and how it travels."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from election_office.accounts.permissions import Role
from election_office.core.middleware import CompressedPages
from tests.factories import UserFactory, VillageFactory


def answer(kind: str) -> HttpResponse:
    """What a browser that takes gzip gets for two kilobytes of this kind."""

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(b"abcdefgh" * 256, content_type=kind)

    return CompressedPages(view)(RequestFactory().get("/", headers={"accept-encoding": "gzip"}))  # type: ignore[arg-type, return-value]


@pytest.mark.parametrize(
    "kind", ["text/html; charset=utf-8", "application/json", "image/svg+xml", "text/csv"]
)
def test_pages_and_data_travel_compressed(kind: str) -> None:
    seen = answer(kind)
    assert seen.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(seen.content) == b"abcdefgh" * 256


@pytest.mark.parametrize("kind", ["application/pdf", "image/jpeg", "application/zip"])
def test_what_is_compressed_already_travels_as_it_is(kind: str) -> None:
    assert "Content-Encoding" not in answer(kind).headers


@pytest.mark.django_db
def test_a_list_of_thirty_villages_is_a_fifth_on_the_wire(client: Client) -> None:
    village = VillageFactory()
    VillageFactory.create_batch(29, township=village.township)
    client.force_login(UserFactory(serving=village.code[:9], role=Role.TOWNSHIP_OFFICER))
    seen = client.get("/villages/", headers={"accept-encoding": "gzip"})
    assert len(seen.content) * 5 < len(gzip.decompress(seen.content))
