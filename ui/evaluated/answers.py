"""From the answers of a run to what pages and the gallery show."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import streamlit as st

from fmnist_core.annotations import Annotation
from fmnist_core.datasets import DatasetSpec
from fmnist_core.errors import DatasetError, FmnistError
from fmnist_core.evaluation import Evaluation
from fmnist_core.runs import Run
from ui import address, cache
from ui.evaluated.annotated import mark
from ui.gallery import GalleryItem, Several, gallery, sample_from_url, sample_to_url

SPLITS = ("test", "validation")


def split_picker() -> str:
    """Show the two evaluated splits and return the chosen one; `?split=` names it."""
    split = address.choice("split", SPLITS, "test")
    st.segmented_control(
        "Split",
        SPLITS,
        default=split,
        required=True,
        format_func=str.capitalize,
        help="The network has never seen the test images. The validation images were not trained on either, "
        "but they decided which of its states was kept.",
        **address.tied("split", split, "test", drop=("page", "sample")),
    )
    return split


def evaluation_or_stop(run: Run, split: str) -> Evaluation:
    """Return the answers of a run; where they cannot be read, say why and end the page here."""
    try:
        return cache.evaluation(run.id, split)
    except FmnistError as error:
        st.warning(str(error))
        st.caption("Another run can be chosen beside.")
        st.stop()


def answers_gallery(
    spec: DatasetSpec,
    evaluation: Evaluation,
    positions: np.ndarray,
    *,
    key: str,
    height: int,
    on_select: Callable[[GalleryItem | None], None] = sample_to_url,
    several: Several | None = None,
    annotations: Mapping[tuple[str, int], Annotation] = MappingProxyType({}),
) -> None:
    """Show the images at some positions of an evaluation; `?sample=` names the selected one.

    Args:
        spec: of the run's dataset.
        evaluation: of the run.
        positions: which, in order.
        key: unique on the page.
        height: of the scrolling frame, in pixels.
        on_select: receives the item that is selected, or None.
        several: allows to choose several images.
        annotations: by sample, to be marked on the images.
    """
    try:
        pixels = images(spec.name, evaluation.split, evaluation.indices[positions])
    except DatasetError as error:
        st.warning(str(error))
        return
    with st.container(height=height, border=False, key=f"{key}-frame"):
        gallery(
            items(evaluation, positions, annotations),
            pixels,
            class_names=spec.class_names,
            key=key,
            selected=sample_from_url(),
            on_select=on_select,
            several=several,
        )


def items(
    evaluation: Evaluation,
    positions: Sequence[int] | np.ndarray,
    annotations: Mapping[tuple[str, int], Annotation] = MappingProxyType({}),
) -> list[GalleryItem]:
    """Return one gallery item a position."""
    return [
        GalleryItem(
            evaluation.split,
            int(evaluation.indices[position]),
            int(evaluation.labels[position]),
            int(evaluation.predictions[position]),
            float(evaluation.confidence[position]),
            mark=mark(annotations.get((evaluation.split, int(evaluation.indices[position])))),
        )
        for position in positions
    ]


def images(dataset: str, split: str, indices: np.ndarray) -> np.ndarray:
    """Return samples of a dataset, uint8 (n, height, width).

    Raises:
        DatasetError: the dataset cannot be read, or has not so many samples, as after it was replaced.
    """
    everything = cache.dataset(dataset).split(split).images
    if len(indices) and indices.max() >= len(everything):
        raise DatasetError(
            f"This run answered to sample {indices.max()} of the {split} split, but {dataset} has "
            f"{len(everything):,} there: its files have changed since. Train another with its settings."
        )
    return everything[indices]


def position_of(evaluation: Evaluation, sample: tuple[str, int] | None) -> int | None:
    """Return where a sample (split, index) stands in an evaluation; None where it does not."""
    if sample is None or sample[0] != evaluation.split:
        return None
    found = np.flatnonzero(evaluation.indices == sample[1])
    return int(found[0]) if len(found) else None


def class_choice(parameter: str, class_names: Sequence[str]) -> int | None:
    """Return the number of the class that the link names under a parameter; None for any class."""
    name = address.choice(parameter, class_names)
    return class_names.index(name) if name else None


def class_select(
    parameter: str, label: str, spec: DatasetSpec, counts: np.ndarray | None = None, drop: Sequence[str] = ()
) -> int | None:
    """Show a select of "any" and the classes, and return the chosen class number, or None for any.

    Args:
        parameter: name in the link, which holds the name of the class.
        label: what is written above.
        spec: the dataset with the classes.
        counts: int array (classes,): how many images each choice would show.
        drop: parameters of the link that a change makes meaningless.
    """
    names = spec.class_names
    chosen = class_choice(parameter, names)
    shown = {"": "Any"} | {each: each for each in names}
    if counts is not None:
        shown |= {each: f"{each} ({number:,})" for each, number in zip(names, counts.tolist(), strict=True)}
    st.selectbox(
        label,
        list(shown),
        index=0 if chosen is None else chosen + 1,
        format_func=lambda each: shown[each],
        **address.tied(parameter, "" if chosen is None else names[chosen], drop=drop, texts=shown),
    )
    return chosen
