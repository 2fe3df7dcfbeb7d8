"""The parts of the dataset page other than the images themselves."""

import numpy as np
import streamlit as st

from fmnist_core.datasets import SPLITS, Dataset, class_counts, mean_images
from fmnist_core.runs import Run
from fmnist_core.training import AUGMENTATIONS
from ui import derived, setting_words
from ui.figures.embedding_map import embedding_map
from ui.gallery import GalleryItem, sample_from_url, sample_to_url
from ui.sample_view import enlarged
from ui.variations import show_variations
from ui.words import count

WAITING = 440  # pixels that hold the place of the map; what is below them says how long it takes


def show_about(dataset: Dataset) -> None:
    """Say what a dataset consists of and where it is from; show its classes and their average images."""
    spec = dataset.spec
    height, width = dataset.image_shape
    total = count(sum(dataset.sizes.values()))
    facts = [f"{total} grey images of {width} x {height} pixels in {len(spec.classes)} classes"]
    facts += [f"Licence: {spec.licence}"] if spec.licence else []
    facts += [f"Source: {spec.source}"] if spec.source else []
    st.markdown("  \n".join(facts))
    st.subheader(
        "Classes",
        help="Each with its average image: the mean of all its training images, pixel by pixel. It is sharp "
        "where they agree and blurred where they differ.",
    )
    counts = class_counts(dataset)
    means = mean_images(dataset.train).round().astype(np.uint8)
    with st.grid(min_column_width=300):
        for number, (info, mean) in enumerate(zip(spec.classes, means, strict=False)):
            with st.container(horizontal=True, wrap=False):
                picture, shown = enlarged(mean, side=84)
                st.image(picture, width=shown, output_format="PNG", alt=f"Average image of {info.name}")
                with st.container(gap="xxsmall"):
                    st.markdown(f"**{info.name}**")
                    st.caption(info.description)
                    st.caption(", ".join(f"{count(int(counts[split][number]))} {split}" for split in SPLITS))


def show_augmentation(dataset: Dataset) -> None:
    """Show a real image of each class with random variations, as training makes them."""
    names = [name for name in AUGMENTATIONS if name != "none"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        asked = st.segmented_control(
            "Strength",
            names,
            format_func=setting_words.choice,
            default="standard",
            required=True,
            wrap=True,
            help="Training can change its images a little each time it sees them, so that a network learns "
            "what does not matter. See [Shorten and Khoshgoftaar 2019](https://doi.org/10.1186/s40537-019-0197-0).",
        )
        st.button("Draw others", icon=":material/refresh:", on_click=_other_variations)
    st.caption(f"{AUGMENTATIONS[asked]} The first of each row is the image itself.")
    seed = st.session_state.setdefault("augmentation seed", 0)
    show_variations(dataset, asked, seed)


def show_map(run: Run, dataset: Dataset) -> None:
    """Draw the map of test images as a network sees them; a click on a point selects the sample."""
    with st.skeleton(height=WAITING), st.spinner("Drawing the map: about fifteen seconds the first time"):
        coordinates, labels, indices = derived.embedding_map(run)
    st.caption(
        f"{count(len(labels))} test images, drawn at random and placed by [t-SNE](https://jmlr.org/papers/v9/"
        "vandermaaten08a.html): neighbours look alike to the network; how far apart two groups are says "
        "little."
    )
    sample = sample_from_url()
    st.plotly_chart(
        embedding_map(
            coordinates,
            labels,
            indices,
            dataset.spec.class_names,
            selected=sample[1] if sample and sample[0] == "test" else None,
        ),
        key="map",
        on_select=_point_to_url,
        selection_mode="points",
        config={"displayModeBar": False},
        alt="A map of test images by what the network makes of them",
    )


def _other_variations() -> None:
    st.session_state["augmentation seed"] += 1


def _point_to_url() -> None:
    # A new ring draws the figure anew, which ends Plotly's selection: that is no wish of the visitor.
    if points := st.session_state["map"].selection.points:
        index = points[0]["customdata"][0]
        sample_to_url(GalleryItem("test", int(index), true=0))
