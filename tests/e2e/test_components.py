"""The components' scripts, asked as Streamlit asks them."""

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
DATA = {
    "gallery": {
        "part": "grid",
        "key": "shown",
        **gallery_payload([GalleryItem("test", 0, 1)], np.zeros((1, 28, 28), np.uint8), NAMES, 1),
    },
    "matrix": {"matrix": matrix_payload(np.eye(2, dtype=np.int64), NAMES), "selected": [], "time": None},
    "paste": {"shown": True, "largest": 1},
    "undo": {"disabled": False, "counted": 0},
}
# Data that changes while the script is loading: the first asking is cleaned up once the second was answered.
ASKED_TWICE = """async ([script, data]) => {
    const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }))
    const { default: mount } = await import(url)
    const asking = { parentElement: document.body, setStateValue: () => {}, setTriggerValue: () => {} }
    const first = mount({ ...asking, data })
    const second = mount({ ...asking, data: structuredClone(data) })
    first()
    window.leave = second
}"""


@pytest.mark.parametrize("name", DATA)
def test_a_component_whose_data_changes_while_it_loads_stays_until_it_goes(page, name):
    script = with_parts(Path(ui.__file__).parent / name / f"{name}.js", "mounted", "tip")
    page.evaluate(ASKED_TWICE, [script, DATA[name]])
    shown = page.locator("button, [role=grid], [role=listbox]")
    expect(shown).to_have_count(1)
    page.evaluate("() => window.leave()")
    expect(shown).to_have_count(0)
