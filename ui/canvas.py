"""A sheet to draw on. The drawing stays when the page or the kind of input changes."""

from functools import partial

import streamlit as st
from PIL import Image

from fmnist_core.datasets import DatasetSpec
from ui import templates
from ui.drawable import st_canvas
from ui.picture import SIDE
from ui.sheet import PAPER, Sheet
from ui.undo import undo

INK = "#000000"  # as on paper in both themes, because preparing a picture expects that
NO_FILL = "rgba(0, 0, 0, 0)"  # shapes are outlines; which are filled is decided when a picture is prepared
TOOLS = {
    "freedraw": "Pen",
    "eraser": "Eraser",
    "line": "Line",
    "rect": "Box",
    "circle": "Circle",
}
WIDTH = 305  # screen pixels that the canvas and its row of tools need; three fit a screen of 1440
_SHEET = "drawing"


def canvas(dataset: DatasetSpec, visit: int) -> tuple[Image.Image | None, str]:
    """Show the sheet with its tools.

    Args:
        dataset: whose outlines may lie under the sheet.
        visit: another number whenever the visitor comes back to the sheet, from `arrived`.

    Returns:
        The drawing, black on white, once there is ink on it; and a name that stays until it is cleared.
    """
    sheet = st.session_state.setdefault(_SHEET, Sheet())
    if sheet.visit != visit or sheet.key not in st.session_state:  # or back from a page that stopped early
        sheet.mount(visit)
    st.caption("One item, large, in the middle")
    place = st.container()
    tool = st.segmented_control(
        "Tool",
        list(TOOLS),
        format_func=lambda name: TOOLS[name],
        default="freedraw",
        required=True,
        key="drawing tool",
        label_visibility="collapsed",
        wrap=True,
        persist_state="session",
    )
    buttons = st.container(horizontal=True)
    with st.container(horizontal=True, width=SIDE):
        width = st.slider("Brush width", 4, 48, 16, 2, key="drawing width", persist_state="session")
        template = templates.choose(dataset)
    with place:
        st_canvas(
            stroke_width=width,
            stroke_color=PAPER if tool == "eraser" else INK,
            fill_color=NO_FILL,
            background_image=templates.sheet(dataset.name, template, SIDE),
            drawing_mode="freedraw" if tool == "eraser" else tool,
            initial_drawing=sheet.start,
            height=SIDE,
            width=SIDE,
            return_image_data=True,
            key=sheet.key,
            on_change=partial(_take, sheet.key),
        )
    sheet.take()
    empty = not sheet.strokes
    with buttons:
        undo(key="drawing undo", disabled=not sheet.earlier, on_undo=_undo)
        st.button("Clear", icon=":material/delete:", on_click=_clear, disabled=empty, key="drawing clear")
    return sheet.picture(), f"drawing {sheet.drawings}"


def _take(key: str) -> None:
    """Take a stroke as soon as it is heard of: the visitor may be on the way to elsewhere already."""
    sheet = st.session_state[_SHEET]
    if key == sheet.key:
        sheet.take()


def _undo(steps: int) -> None:
    sheet = st.session_state[_SHEET]
    sheet.take()  # there may be strokes that no run of the page has seen yet
    sheet.back(steps)


def _clear() -> None:
    sheet = st.session_state[_SHEET]
    sheet.earlier = []
    sheet.load([])
    sheet.drawings += 1
