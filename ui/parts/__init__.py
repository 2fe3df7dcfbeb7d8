"""What several components share in the browser: mounting, the tip, a button's look, whether one writes."""

from pathlib import Path

_HERE = Path(__file__).parent


def with_parts(path: Path, *parts: str) -> str:
    """Return the text of a component's CSS or JavaScript file, with the named parts of its kind before it."""
    files = [*(_HERE / f"{part}{path.suffix}" for part in parts), path]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
