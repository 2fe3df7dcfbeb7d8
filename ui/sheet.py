"""What is on the sheet to draw on, and what was on it before, as the canvas says it."""

import base64
import io
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

PAPER = "#ffffff"
VISIBLE = 245  # a sheet that is lighter than this all over shows nothing


@dataclass
class Sheet:
    """The drawing of one visitor.

    Attributes:
        start: what the canvas loads; whenever it changes, the canvas is drawn anew.
        strokes: what is on the canvas now, as the canvas describes it.
        earlier: what was on it before each change, the latest last.
        png: the same as a picture, transparent where nothing was drawn; None where nothing was drawn yet.
        versions: how often the canvas was drawn anew.
        drawings: how often a new drawing was begun.
        visit: when the visitor last came to it, from `arrived`.
        mounts: how many canvases have shown it.
        outdated: what the canvas said last before it was to be drawn anew; it says so until that is done.
        loaded: whether the canvas has not said yet what it makes of what it was to show.
    """

    start: dict[str, Any] = field(default_factory=dict)
    strokes: list[dict[str, Any]] = field(default_factory=list)
    earlier: list[list[dict[str, Any]]] = field(default_factory=list)
    png: bytes | None = None
    versions: int = 0
    drawings: int = 0
    visit: int = 0
    mounts: int = 0
    outdated: dict[str, Any] | None = None
    loaded: bool = False

    @property
    def key(self) -> str:
        """The key of the canvas that shows it now."""
        return f"drawing canvas {self.mounts}"

    def take(self) -> None:
        """Take what the canvas says, unless that is older than what it is to show."""
        said = self._said()
        if said["data"] is None or said == self.outdated:
            return
        self.outdated = None
        self._change(said["raw"].get("objects", []))
        self.png = base64.b64decode(said["data"].split(",", 1)[1])

    def back(self, steps: int) -> None:
        """Undo the last changes, as many as there are: strokes, and what was moved or deleted."""
        for _ in range(min(steps, len(self.earlier))):
            self.strokes = self.earlier.pop()
        self.load(self.strokes)

    def _change(self, strokes: list[dict[str, Any]]) -> None:
        """Note what is on the canvas; several strokes at once are several changes."""
        # What stays is kept once, however many changes there are.
        same = [old if old == new else new for old, new in zip(self.strokes, strokes, strict=False)]
        strokes = same + strokes[len(same) :]
        more = len(strokes) - len(self.strokes)
        if more > 0:
            self.earlier += [strokes[:-left] for left in range(more, 0, -1)]
        elif strokes != self.strokes and not (self.loaded and not more):
            self.earlier.append(self.strokes)
        self.strokes, self.loaded = strokes, False

    def load(self, strokes: list[dict[str, Any]]) -> None:
        """Let the canvas show these strokes, also where it showed the same ones at the last change."""
        self.versions += 1
        self.outdated = self._said()
        self.strokes, self.loaded = strokes, True
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
