"""The canvas of streamlit-drawable-canvas, mounted as every component here is: see `ui/parts/mounted.js`.

As it mounts itself, it goes with the first asking of two where its settings change twice at once: what was
drawn since it last loaded is gone, and the server hears nothing of what it shows then.
"""

from pathlib import Path
from typing import Any

import streamlit_drawable_canvas as library

from ui.parts import component

_HERE = Path(__file__).parent
_BUILD = Path(library.__file__).parent / "frontend" / "build"
_SERVED = "_stcore/bidi-components/streamlit-drawable-canvas.streamlit_drawable_canvas"
_SCRIPT = f"{_SERVED}/{next(_BUILD.glob('index-*.js')).name}"
_COMPONENT = component(
    _HERE / "drawable.js",
    html='<div class="canvas-root"></div>',
    css=next(_BUILD.glob("index-*.css")).read_text(encoding="utf-8"),
)


def _kept(data: dict[str, Any], **asking: Any) -> Any:  # noqa: ANN401
    return _COMPONENT(data={**data, "script": _SCRIPT}, **asking)


library.out = _kept  # ty: ignore[invalid-assignment] - it is always given data
st_canvas = library.st_canvas
