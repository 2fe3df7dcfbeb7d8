"""Outlines below a sheet to draw on."""

import io

import numpy as np
import pytest
from PIL import Image

from fmnist_core import datasets
from ui import templates


@pytest.mark.parametrize("name", datasets.specs()["fashion_mnist"].class_names)
def test_every_garment_has_a_faint_outline_within_the_sheet(name):
    sheet = np.asarray(Image.open(io.BytesIO(templates.sheet("fashion_mnist", name, 280))).convert("L"))
    seen = sheet < 250
    assert sheet.shape == (280, 280)
    assert sheet.min() > 150
    assert 0.005 < seen.mean() < 0.2
    assert not seen[[0, -1]].any()
    assert not seen[:, [0, -1]].any()


def test_without_a_class_the_sheet_is_white():
    assert Image.open(io.BytesIO(templates.sheet("mnist", "", 280))).getextrema() == ((255, 255),) * 3
    assert templates.strokes("mnist", "3") == ()
