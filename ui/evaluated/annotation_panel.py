"""What people note on one image or on several at once: a verdict, tags, a note; saved as it is made."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from fmnist_core import paths
from fmnist_core.annotations import VERDICTS, Annotation, AnnotationStore
from fmnist_core.annotations.annotation import LONGEST_NOTE, LONGEST_TAG, MOST_TAGS
from fmnist_core.errors import FmnistError
from ui import cache
from ui.evaluated.annotated import Annotations, tags_of
from ui.evaluated.error_arrays import Sample
from ui.widget_state import shown
from ui.words import count

KEYS = {"keep": "K", "label looks wrong": "W", "ambiguous": "A"}
ICONS = {
    "keep": ":material/check:",
    "label looks wrong": ":material/label_off:",
    "ambiguous": ":material/help:",
}
READ_ONLY = "This installation is read-only: annotations are shown but cannot be changed."
_PROBLEM = "problem of annotating"


def verdict_buttons(dataset: str, found: Annotations, samples: Sequence[Sample]) -> None:
    """Show the verdicts; a click on the one that all the samples have takes it away."""
    verdicts = {_of(found, sample).verdict for sample in samples}
    current = verdicts.pop() if len(verdicts) == 1 else ""
    with st.container(horizontal=True, gap="xsmall"):
        for verdict, meaning in VERDICTS.items():
            st.button(
                verdict.capitalize(),
                icon=ICONS[verdict],
                type="primary" if verdict == current else "secondary",
                shortcut=KEYS[verdict],
                help=f"{meaning} {'Click again to take this back.' if verdict == current else ''}",
                disabled=paths.read_only(),
                on_click=_change,
                args=(dataset, samples),
                kwargs={"verdict": "" if verdict == current else verdict},
            )
    if problem := st.session_state.pop(_PROBLEM, None):
        st.warning(problem)


def tags_and_note(dataset: str, found: Annotations, samples: Sequence[Sample]) -> None:
    """Show the tags that all the samples have and, for a single one, its note; both can be changed."""
    common = set.intersection(*({*_of(found, sample).tags} for sample in samples))
    st.multiselect(
        "Tags" if len(samples) == 1 else f"Tags of all {count(len(samples))}",
        sorted({*tags_of(found), *common}, key=str.casefold),
        default=sorted(common),
        accept_new_options=True,
        max_selections=MOST_TAGS,
        placeholder="Choose a tag, or type a new one",
        help=f"Words of your own, to find these images again. Up to {LONGEST_TAG} characters each.",
        disabled=paths.read_only(),
        **shown("tags of these images", sorted(common), partial(_change_tags, dataset, samples, common)),
    )
    # On several images at once, a note is added to what each of them says already.
    note = _of(found, samples[0]).note if len(samples) == 1 else ""
    st.text_area(
        "Note" if len(samples) == 1 else f"Add a note to all {count(len(samples))}",
        value=note,
        height=80,
        max_chars=LONGEST_NOTE,
        placeholder="Saved when you leave this field",
        disabled=paths.read_only(),
        **shown("note on these images", note, partial(_change_note, dataset, samples, note)),
    )
    if paths.read_only():
        st.caption(READ_ONLY)


def export_button(dataset: str, found: Annotations) -> None:
    """Offer all annotations of a dataset as CSV."""
    st.download_button(
        f"Export {count(len(found))} annotation{'' if len(found) == 1 else 's'}"
        if found
        else "No annotations",
        partial(annotations_csv, dataset),
        f"{dataset}-annotations.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
        disabled=not found,
        help="A CSV file with the annotations of all splits of this dataset. To make some, open an image.",
    )


def annotations_csv(dataset: str) -> bytes:
    """Return all annotations of a dataset as CSV, with the label and the place in the published file."""
    samples = cache.dataset(dataset)

    def describe(annotation: Annotation) -> dict[str, object]:
        split = samples.split(annotation.split)
        if annotation.index >= len(split.labels):  # the files of the dataset have changed since
            return {"label": "", "published_file": "", "image_in_file": ""}
        return {
            "label": samples.spec.class_names[split.labels[annotation.index]],
            "published_file": "test" if annotation.split == "test" else "training",
            "image_in_file": int(split.source_indices[annotation.index]),
        }

    return AnnotationStore(dataset).to_csv(describe)


def _of(found: Annotations, sample: Sample) -> Annotation:
    return found.get(sample) or Annotation(*sample)


def _change_tags(dataset: str, samples: Sequence[Sample], before: set[str], tags: list[str]) -> None:
    _change(dataset, samples, add_tags=set(tags) - before, remove_tags=before - set(tags))


def _change_note(dataset: str, samples: Sequence[Sample], before: str, note: str) -> None:
    _change(dataset, samples, note=note, seen_note=before)


def _change(dataset: str, samples: Sequence[Sample], **parts: Any) -> None:  # noqa: ANN401
    try:
        AnnotationStore(dataset).change(samples, **parts)
    except FmnistError as error:
        st.session_state[_PROBLEM] = str(error)
