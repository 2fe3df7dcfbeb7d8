"""The validation images that fool the network of a run most, as it trains."""

import streamlit as st

from fmnist_core.errors import FmnistError
from fmnist_core.runs import Run, RunStatus
from ui import cache, run_words
from ui.gallery import GalleryItem, gallery
from ui.words import percent

ROOM = 184  # pixels that the images take on a wide screen: what stands below does not move when they come
HINT = "Its surest mistakes among the validation images. Choose one to read more."


def show_fooled(run: Run, status: RunStatus) -> None:
    """Show up to 24 validation images that the latest epoch's network takes for something else."""
    try:
        samples = run.fooled()
        split = cache.dataset(run.dataset).validation
        names = cache.dataset(run.dataset).spec.class_names
    except FmnistError:
        return  # the curves above say what cannot be read; the images are an extra
    items = [
        GalleryItem("validation", one["index"], int(split.labels[one["index"]]), **_answer(one))
        for one in samples
        if 0 <= one["index"] < len(split.labels) and 0 <= one["predicted"] < len(names)
    ]
    if not items and not status.state.active:
        return
    now = status.state.active
    st.markdown(f"**What {'fools it most right now' if now else 'fooled it most after its last epoch'}**")
    if not items:
        st.caption("The first images show here when the first epoch ends.")
        st.space(ROOM)
        return
    pixels = split.images[[item.index for item in items]]
    chosen = gallery(items, pixels, class_names=names, key=f"fooled {run.id}")
    st.caption(_sentence(chosen, names) if chosen else HINT)


def _answer(sample: dict) -> dict:
    return {"predicted": sample["predicted"], "confidence": sample["confidence"]}


def _sentence(item: GalleryItem, names: tuple[str, ...]) -> str:
    true, taken = (run_words.plain(names[number]) for number in (item.true, item.predicted or 0))
    return f"{true}, taken for {taken} with a confidence of {percent(item.confidence or 0)}."
