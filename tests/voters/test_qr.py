"""A code put together from differences is the encoder's own, module by module."""

import pytest
import segno

from voters.prints import qr


@pytest.mark.parametrize(
    "text",
    [
        "A",
        "K7M2XQ9RT4WP",
        "000000000000",
        "https://xuanju.example/cards/K7M2XQ9RT4WP/",
        "x" * 100,
        "选民证",
        "~ \x7f",
    ],
)
def test_a_code_is_the_one_the_encoder_draws(text: str) -> None:
    drawn = segno.make(text, error="m", micro=False, mask=qr.MASK, mode="byte").matrix
    assert qr.modules(text) == ["".join(map(str, row)) for row in drawn]
