"""The components' scripts, asked as Streamlit asks them."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

import ui
from ui.gallery import GalleryItem
from ui.gallery.payload import build_payload as gallery_payload
from ui.matrix.payload import build_payload as matrix_payload
from ui.parts import with_parts

expect = pytest.importorskip("playwright.sync_api").expect

NAMES = ["Bag", "Boot"]
MATRIX = {"matrix": matrix_payload(np.eye(2, dtype=np.int64), NAMES), "time": None}
SHEET = {"canvasWidth": 90, "canvasHeight": 90, "initialDrawing": {"objects": []}, "drawingMode": "freedraw"}


def images(number):
    items = [GalleryItem("test", index, 1) for index in range(number)]
    payload = gallery_payload(items, np.zeros((number, 28, 28), np.uint8), NAMES, 1)
    return {"part": "grid", "key": "shown", **payload}


# Older and newer data, and what is there of the newer ones alone.
ASKINGS = {
    "drawable": ({**SHEET, "disabled": True}, {**SHEET, "disabled": False}, ".dc-toolbar:visible"),
    "gallery": (images(1), images(2), "[role=option]:nth-child(2)"),
    "matrix": ({**MATRIX, "selected": []}, {**MATRIX, "selected": [[0, 1]]}, "[aria-selected=true]"),
    "paste": ({"shown": False, "largest": 1}, {"shown": True, "largest": 1}, "button:visible"),
    "undo": ({"disabled": True, "counted": 0}, {"disabled": False, "counted": 0}, "button:enabled"),
}
# Data that change while the script is loading: the browser may take up the older ones last, and Streamlit
# cleans up at once after the asking that was overtaken.
ASK_TWICE = """async ([component, library, older, newer]) => {
    const addressOf = (script) => URL.createObjectURL(new Blob([script], { type: "text/javascript" }))
    const { default: mount } = await import(addressOf(component))
    const parent = document.createElement("div")
    parent.innerHTML = '<div class="canvas-root"></div>'
    document.body.append(parent)
    const script = addressOf(library)
    const ask = (data, since) =>
        mount({ data: { ...data, script, since }, parentElement: parent, setStateValue: () => {} })
    const second = await ask(newer, 2)
    const first = await ask(older, 1)
    first()
    window.leave = () => {
        parent.remove()
        second()
        return parent.innerHTML
    }
}"""


@pytest.mark.parametrize("name", ASKINGS)
def test_a_component_whose_data_change_while_it_loads_shows_the_last_until_it_goes(page, name):
    older, newer, shown = ASKINGS[name]
    script = with_parts(Path(ui.__file__).parent / name / f"{name}.js", "mounted", "tip", "writing")
    page.evaluate(ASK_TWICE, [script, drawing_canvas(), older, newer])
    expect(page.locator(shown)).to_have_count(1)
    assert page.evaluate("() => window.leave()") == '<div class="canvas-root"></div>'


def drawing_canvas():
    """The script of the library, which can be imported under Streamlit only."""
    build = Path(importlib.util.find_spec("streamlit_drawable_canvas").origin).parent / "frontend" / "build"
    return next(build.glob("index-*.js")).read_text(encoding="utf-8")
