"""A sheet to draw on. The drawing stays when the page or the kind of input changes."""

from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit_drawable_canvas import st_canvas

SIDE = 280  # ten screen pixels for each pixel of what the network sees; fits a phone of 320
INK, PAPER = "#000000", "#ffffff"  # as on paper in both themes, because preparing a picture expects that
TOOLS = {
    "pen": ":material/edit: Pen",
    "eraser": ":material/ink_eraser: Eraser",
    "line": ":material/diagonal_line: Line",
}
_SHEET, _CANVAS = "drawing", "drawing canvas"


@dataclass
class _Sheet:
    """The drawing of one visitor.

    Attributes:
        start: what the canvas loads; whenever it changes, the canvas is drawn anew.
        strokes: what is on the canvas now, as the canvas describes it.
        png: the same as a picture; None where nothing was drawn yet.
    """

    start: dict[str, Any] = field(default_factory=dict)
    strokes: list[dict[str, Any]] = field(default_factory=list)
    png: bytes | None = None
    versions: int = 0

    def load(self, strokes: list[dict[str, Any]]) -> None:
        """Let the canvas show these strokes, also where it showed the same ones at the last change."""
        self.versions += 1
        self.strokes = strokes
        self.start = {"objects": strokes, "edition": self.versions}


def canvas() -> bytes | None:
    """Show the sheet with its tools; return the drawing as a PNG, black on white, once there is ink on it."""
    sheet = st.session_state.setdefault(_SHEET, _Sheet())
    if _CANVAS not in st.session_state:  # the first time, or back from elsewhere
        sheet.load(sheet.strokes)
    st.caption("One item, large, in the middle")
    place = st.container()
    tool = st.segmented_control(
        "Tool",
        list(TOOLS),
        format_func=lambda name: TOOLS[name],
        default="pen",
        required=True,
        key="drawing tool",
        label_visibility="collapsed",
        persist_state="session",
    )
    width = st.slider("Brush width", 4, 48, 16, 2, key="drawing width", width=SIDE, persist_state="session")
    with place:
        result = st_canvas(
            stroke_width=width,
            stroke_color=PAPER if tool == "eraser" else INK,
            background_color=PAPER,
            drawing_mode="line" if tool == "line" else "freedraw",
            initial_drawing=sheet.start,
            height=SIDE,
            width=SIDE,
            return_image_data=True,
            key=_CANVAS,
        )
    if result.image_bytes is not None:
        sheet.strokes, sheet.png = (result.json_data or {}).get("objects", []), result.image_bytes
    with st.container(horizontal=True):
        empty = not sheet.strokes
        st.button("Undo", icon=":material/undo:", on_click=_undo, disabled=empty, key="drawing undo")
        st.button("Clear", icon=":material/delete:", on_click=_clear, disabled=empty, key="drawing clear")
    has_ink = any(stroke.get("stroke") != PAPER for stroke in sheet.strokes)
    return sheet.png if has_ink else None


def _undo() -> None:
    sheet = st.session_state[_SHEET]
    sheet.load(sheet.strokes[:-1])


def _clear() -> None:
    st.session_state[_SHEET].load([])
