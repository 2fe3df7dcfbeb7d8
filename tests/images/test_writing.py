"""Digits on photographed sheets are found whatever the light, the ruling and the table do."""

import numpy as np
import pytest
from PIL import Image

from fmnist_core import datasets
from fmnist_core.images import Choices, prepare
from fmnist_core.images.writing import find_writing

SIDE = 280
DOWN, ACROSS = np.mgrid[0:SIDE, 0:SIDE] / SIDE


def uneven(sheet):
    return sheet - 70 * DOWN - 40 * ACROSS


def ruled(sheet):
    return sheet - 25 * ((np.arange(SIDE) % 35 < 2)[:, np.newaxis])


def in_shadow(sheet):
    return np.where(ACROSS + 0.3 * DOWN > 0.85, 0.6 * sheet, sheet)


def on_a_table(sheet):
    return np.where(DOWN > 0.9, 60, sheet)


def photograph(digit, change, *, chalk=False):
    """Return a digit of 130 pixels on a changed sheet, uint8 (280, 280), and its ink, bool."""
    large = np.asarray(Image.fromarray(digit).resize((130, 130), Image.Resampling.BICUBIC), float)
    ink = np.zeros((SIDE, SIDE))
    ink[60:190, 40:170] = np.clip((large - 100) * 3, 0, 255) / 255
    sheet = 255 - change(np.full((SIDE, SIDE), 215.0)) if chalk else change(np.full((SIDE, SIDE), 215.0))
    noise = np.random.default_rng(0).normal(0, 4, sheet.shape)
    picture = sheet * (1 - ink) + (235 if chalk else 35) * ink + noise
    return np.clip(picture, 0, 255).astype(np.uint8), ink > 0.5


@pytest.mark.parametrize("change", [uneven, ruled, in_shadow, on_a_table])
@pytest.mark.parametrize("chalk", [False, True])
def test_what_is_found_is_the_ink_and_nothing_else(change, chalk):
    for digit in datasets.load("mnist").test.images[:5]:
        picture, ink = photograph(digit, change, chalk=chalk)
        item = find_writing(picture)
        assert item is not None
        assert (item.area & ink).sum() > 0.85 * ink.sum()
        assert (item.area & ~ink).sum() < 0.45 * ink.sum()  # soft edges of thin strokes


@pytest.mark.parametrize("change", [uneven, ruled, in_shadow, on_a_table])
def test_a_photographed_digit_comes_back_nearly_as_it_was(change):
    for digit in datasets.load("mnist").test.images[:5]:
        prepared = prepare(photograph(digit, change)[0], "mnist")
        assert prepared.kind == "photo"
        moved = [
            np.roll(prepared.pixels, (down, across), (0, 1)) for down in (-1, 0, 1) for across in (-1, 0, 1)
        ]
        assert max(np.corrcoef(pixels.ravel(), digit.ravel())[0, 1] for pixels in moved) > 0.75


@pytest.mark.parametrize("change", [uneven, ruled, in_shadow, on_a_table])
@pytest.mark.parametrize("chalk", [False, True])
def test_strokes_become_light_whatever_is_said_of_the_ground(change, chalk):
    ground, strokes, other = ("dark", "Light", "light") if chalk else ("light", "Dark", "dark")
    for digit in datasets.load("mnist").test.images[:5]:
        picture, _ = photograph(digit, change, chalk=chalk)
        automatic = prepare(picture, "mnist")
        correlations = [
            np.corrcoef(np.roll(automatic.pixels, (down, across), (0, 1)).ravel(), digit.ravel())[0, 1]
            for down in (-1, 0, 1)
            for across in (-1, 0, 1)
        ]
        assert max(correlations) > 0.75
        for said in (ground, other):
            prepared = prepare(picture, "mnist", Choices(polarity=said))
            np.testing.assert_array_equal(prepared.pixels, automatic.pixels)
            assert prepared.made.polarity == automatic.made.polarity == ground
            sentence = prepared.steps[1].explanation
            assert sentence.startswith(f"{strokes} strokes were found")
            assert ("inverted" in sentence) == (not chalk)
            assert ("your choice does not change" in sentence) == (said == other)


def test_a_sheet_without_ink_has_no_writing():
    sheet = uneven(np.full((SIDE, SIDE), 215.0)) + np.random.default_rng(0).normal(0, 3, (SIDE, SIDE))
    assert find_writing(sheet.astype(np.uint8)) is None
