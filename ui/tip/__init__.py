"""The tip that components show beside what the mouse or the keyboard is on; their own files come after it."""

from pathlib import Path

_HERE = Path(__file__).parent


def with_tip(path: Path) -> str:
    """Return the text of a component's CSS or JavaScript file, with the tip's own in front of it."""
    return "\n".join(each.read_text(encoding="utf-8") for each in (_HERE / f"tip{path.suffix}", path))
