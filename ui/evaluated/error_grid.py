"""The images of the Errors page in their grid, and what is done with several of them at once."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from fmnist_core.datasets import DatasetSpec
from fmnist_core.evaluation import Evaluation
from ui import address
from ui.evaluated.annotated import SIGNS, Annotations
from ui.evaluated.annotation_panel import tags_and_note, verdict_buttons
from ui.evaluated.answers import answers_gallery
from ui.evaluated.detail import close, show
from ui.evaluated.error_arrays import Sample
from ui.gallery import Several
from ui.widget_state import arrived
from ui.words import count

PAGE = 200
HEIGHT = 720  # pixels of the gallery: the large view beside it stays in sight
KEY = "mistakes"
OPENED = f"{KEY}-opened"  # the gallery scrolls to the container with this key where it is out of sight
_CHOSEN = "images chosen together"


def grid(
    spec: DatasetSpec,
    evaluation: Evaluation,
    positions: np.ndarray,
    open_position: int | None,
    found: Annotations,
) -> tuple[list[Sample], int]:
    """Show a page of the selection: the one in the link, else the one that holds the open sample.

    Args:
        spec: of the run's dataset.
        evaluation: what the network answered.
        positions: int64, the selection in order.
        open_position: of the sample that is shown large, if any.
        found: the annotations of the dataset.

    Returns:
        The samples on this page that are chosen together, and the number of the page.
    """
    place = np.flatnonzero(positions == open_position)
    part = address.paged(len(positions), PAGE, int(place[0]) // PAGE + 1 if len(place) else 1)
    shown, page = positions[part], part.start // PAGE + 1
    here = [(evaluation.split, int(index)) for index in evaluation.indices[shown]]
    of = _of(spec.name, evaluation.split)
    remembered = set(st.session_state.get(_CHOSEN, {}).get(of, ()))
    chosen = [sample for sample in here if sample in remembered]
    answers_gallery(
        spec,
        evaluation,
        shown,
        key=KEY,
        height=HEIGHT,
        on_select=lambda item: show(item.split, item.index) if item else close(page),
        several=Several(chosen, lambda items: _choose(of, [(item.split, item.index) for item in items])),
        annotations=found,
    )
    with st.container(gap="xsmall"):
        if any(sample in found for sample in here):
            st.caption(
                " \u2003 ".join(f"{sign} {verdict or 'tags or note'}" for verdict, sign in SIGNS.items())
            )
        st.caption("Several at once: Shift or Ctrl and a click; on a touch screen, rest a finger on one.")
        st.button(f"Choose all {count(len(here))} here", on_click=_choose, args=(of, here), type="tertiary")
    return chosen, page


def bulk(dataset: str, split: str, found: Annotations, chosen: Sequence[Sample]) -> None:
    """Show what several chosen images have in common, to be changed for all of them at once."""
    images = f"{count(len(chosen))} image{'' if len(chosen) == 1 else 's'}"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{images} chosen**", width="content")
        st.button(
            "Clear",
            icon=":material/close:",
            type="tertiary",
            on_click=_choose,
            args=(_of(dataset, split), []),
        )
    st.caption("What you change here changes on each of them; a click on one image opens it alone again.")
    verdict_buttons(dataset, found, chosen)
    tags_and_note(dataset, found, chosen)


def _of(dataset: str, split: str) -> tuple[str, str, int]:
    """Return what a choice is of. It ends with the visit: a link from elsewhere may open another image."""
    return dataset, split, arrived("errors")


def _choose(of: tuple[str, str, int], samples: Sequence[Sample]) -> None:
    st.session_state[_CHOSEN] = {of: list(samples)}
