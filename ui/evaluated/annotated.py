"""Filters by what people have noted, and its signs in the gallery."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import streamlit as st

from fmnist_core.annotations import VERDICTS, Annotation
from fmnist_core.errors import FmnistError
from fmnist_core.evaluation import Evaluation
from ui import address
from ui.evaluated.error_arrays import Sample, annotations
from ui.widget_state import shown

Annotations = Mapping[Sample, Annotation]
SIGNS = {"keep": "✓", "label looks wrong": "≠", "ambiguous": "?", "": "•"}
NOTED: dict[str, tuple[str, Callable[[Annotation], bool]]] = {
    "any": ("Annotated", lambda _: True),
    **{name: (name.capitalize(), lambda one, name=name: one.verdict == name) for name in VERDICTS},
    "note": ("With a note", lambda one: bool(one.note)),
}
NOT_NOTED = "none"


def annotations_or_warn(dataset: str) -> Annotations:
    """Return the annotations of a dataset; where they cannot be read, say why and go on without."""
    try:
        return annotations(dataset)
    except FmnistError as error:
        st.warning(str(error))
        return {}


def mark(annotation: Annotation | None) -> tuple[str, str] | None:
    """Return the sign of an annotation for a gallery, and its words."""
    if annotation is None or annotation.empty:
        return None
    tags = f"tagged {', '.join(annotation.tags)}" if annotation.tags else ""
    note = f"“{shortened(annotation.note)}”" if annotation.note else ""
    words = "; ".join(text for text in (annotation.verdict, tags, note) if text)
    return SIGNS[annotation.verdict], words


def shortened(text: str, most: int = 120) -> str:
    """Return a text on one line, cut where it is too long for a tooltip."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rstrip()}…"


def tags_of(found: Annotations) -> list[str]:
    """Return all tags that are in use, in alphabetical order."""
    return sorted({tag for annotation in found.values() for tag in annotation.tags}, key=str.casefold)


def noted_filter(evaluation: Evaluation, found: Annotations, drop: Sequence[str]) -> np.ndarray | None:
    """Show the filters by annotation; return which samples they let through, bool (n,), or None for all."""
    noted = address.choice("annotated", [*NOTED, NOT_NOTED])
    labels = {"": "Any", **{name: label for name, (label, _) in NOTED.items()}, NOT_NOTED: "Not annotated"}
    st.selectbox(
        "Annotation",
        list(labels),
        index=list(labels).index(noted),
        format_func=lambda name: labels[name],
        help="What you, or others who use this installation, have noted on the images.",
        **address.tied("annotated", noted, drop=drop),
    )
    tags = _tag_filter(tags_of(found), drop)
    fits = None
    if noted:
        _, test = NOTED.get(noted, NOTED["any"])
        fits = _where(evaluation, found, test) ^ (noted == NOT_NOTED)
    if tags:
        tagged = _where(evaluation, found, lambda one: not tags.isdisjoint(one.tags))
        fits = tagged if fits is None else fits & tagged
    return fits


def _tag_filter(known: Sequence[str], drop: Sequence[str]) -> set[str]:
    chosen = [tag for tag in known if tag in st.query_params.get_all("tag")]
    st.multiselect(
        "Tags",
        known,
        default=chosen,
        **shown("tags of this page", chosen, lambda tags: address.go(**dict.fromkeys(drop, ""), tag=tags)),
        disabled=not known,
        placeholder="Any" if known else "None yet",
        help="Images that have at least one of these tags. You make up tags as you annotate.",
    )
    return set(chosen)


def _where(evaluation: Evaluation, found: Annotations, test: Callable[[Annotation], bool]) -> np.ndarray:
    indices = [index for (split, index), one in found.items() if split == evaluation.split and test(one)]
    return np.isin(evaluation.indices, indices)
