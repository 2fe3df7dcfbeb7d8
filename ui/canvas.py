"""A sheet to draw on. The drawing stays when the page or the kind of input changes."""

import base64
import io
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image
from streamlit_drawable_canvas import st_canvas

from fmnist_core.datasets import DatasetSpec
from ui import templates
from ui.picture import SIDE
from ui.undo import undo

INK, PAPER = "#000000", "#ffffff"  # as on paper in both themes, because preparing a picture expects that
NO_FILL = "rgba(0, 0, 0, 0)"  # shapes are outlines; which are filled is decided when a picture is prepared
VISIBLE = 245  # a sheet that is lighter than this all over shows nothing
TOOLS = {
    "freedraw": "Pen",
    "eraser": "Eraser",
    "line": "Line",
    "rect": "Box",
    "circle": "Circle",
}
WIDTH = 305  # screen pixels that the canvas and its row of tools need; three fit a screen of 1440
_SHEET = "drawing"


@dataclass
class _Sheet:
    """The drawing of one visitor.

    Attributes:
        start: what the canvas loads; whenever it changes, the canvas is drawn anew.
        strokes: what is on the canvas now, as the canvas describes it.
        png: the same as a picture, transparent where nothing was drawn; None where nothing was drawn yet.
        versions: how often the canvas was drawn anew.
        drawings: how often a new drawing was begun.
        visit: when the visitor last came to it, from `arrived`.
        mounts: how many canvases have shown it.
        outdated: what the canvas said last before it was to be drawn anew; it says so until that is done.
    """

    start: dict[str, Any] = field(default_factory=dict)
    strokes: list[dict[str, Any]] = field(default_factory=list)
    png: bytes | None = None
    versions: int = 0
    drawings: int = 0
    visit: int = 0
    mounts: int = 0
    outdated: dict[str, Any] | None = None

    @property
    def key(self) -> str:
        return f"drawing canvas {self.mounts}"

    def take(self) -> None:
        """Take what the canvas says, unless that is older than what it is to show."""
        said = self._said()
        if said["data"] is None or said == self.outdated:
            return
        self.outdated = None
        self.strokes = said["raw"].get("objects", [])
        self.png = base64.b64decode(said["data"].split(",", 1)[1])

    def load(self, strokes: list[dict[str, Any]]) -> None:
        """Let the canvas show these strokes, also where it showed the same ones at the last change."""
        self.versions += 1
        self.outdated = self._said()
        self.strokes = strokes
        self.start = {"objects": strokes, "edition": self.versions}

    def mount(self, visit: int) -> None:
        """Let a new canvas show the drawing, as the browser has dropped the last one.

        It needs a key of its own: the session forgets the last one only once a page without it has ended.
        """
        self.visit = visit
        self.mounts += 1
        self.load(self.strokes)

    def _said(self) -> dict[str, Any]:
        """Return the canvas's own state: `raw` with its objects and `data`, a PNG as a data URL or None."""
        return dict(st.session_state.get(self.key) or {}).get("drawing") or {"raw": {}, "data": None}

    def picture(self) -> Image.Image | None:
        """Return the drawing on white, None where there is nothing on it."""
        if not self.strokes or self.png is None:
            return None
        drawn = Image.open(io.BytesIO(self.png)).convert("RGBA")
        flat = Image.alpha_composite(Image.new("RGBA", drawn.size, PAPER), drawn).convert("L")
        return flat if np.asarray(flat).min() < VISIBLE else None


def canvas(dataset: DatasetSpec, visit: int) -> tuple[Image.Image | None, str]:
    """Show the sheet with its tools.

    Args:
        dataset: whose outlines may lie under the sheet.
        visit: another number whenever the visitor comes back to the sheet, from `arrived`.

    Returns:
        The drawing, black on white, once there is ink on it; and a name that stays until it is cleared.
    """
    sheet = st.session_state.setdefault(_SHEET, _Sheet())
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
        undo(key="drawing undo", disabled=empty, on_undo=_undo)
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
    sheet.load(sheet.strokes[:-steps])


def _clear() -> None:
    sheet = st.session_state[_SHEET]
    sheet.load([])
    sheet.drawings += 1
