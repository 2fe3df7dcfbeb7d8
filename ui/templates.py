"""The outline of a class, faintly under the sheet of a canvas, for those who would rather not draw freely."""

import io

import numpy as np
import streamlit as st
from PIL import Image, ImageDraw

from fmnist_core.datasets import DatasetSpec
from fmnist_core.drawings import CLASSES, template_strokes

OUTLINED = "fashion_mnist"  # the dataset whose classes have outlines
FAINT = "#c9c5ba"  # on white: seen, and never taken for ink
LINE = 3  # screen pixels


def strokes(dataset: str, name: str) -> tuple[np.ndarray, ...]:
    """Return the outline of a class, float arrays (n, 2) of places (x, y) in [0, 1]; empty without one."""
    return template_strokes(name) if dataset == OUTLINED and name in CLASSES else ()


def choose(dataset: DatasetSpec) -> str:
    """Show which outline to draw over and return its class; empty for none, or where the dataset has none."""
    if dataset.name != OUTLINED:
        return ""
    return st.selectbox(
        "Template",
        ["", *CLASSES],
        format_func=lambda name: name or "None",
        key="drawing template",
        persist_state="session",
        help="A faint outline to draw over. It is no part of your drawing.",
    )


@st.cache_data(max_entries=64, show_spinner=False)
def sheet(dataset: str, name: str, side: int) -> bytes:
    """Return white paper, with the outline of a class where one is named, as a PNG of side x side pixels."""
    picture = (
        drawn(strokes(dataset, name), side, FAINT, LINE) if name else Image.new("RGB", (side, side), "white")
    )
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def drawn(
    outline: tuple[np.ndarray, ...], side: int, ink: str, width: int, paper: str = "white"
) -> Image.Image:
    """Draw an outline on a square, smoothly."""
    large = Image.new("RGB", (4 * side, 4 * side), paper)
    pen = ImageDraw.Draw(large)
    for stroke in outline:
        places = [(float(x) * 4 * side, float(y) * 4 * side) for x, y in stroke]
        pen.line(places, fill=ink, width=4 * width, joint="curve")
        for x, y in (places[0], places[-1]):  # round ends
            pen.ellipse((x - 2 * width, y - 2 * width, x + 2 * width, y + 2 * width), fill=ink)
    return large.resize((side, side), Image.Resampling.BOX)
