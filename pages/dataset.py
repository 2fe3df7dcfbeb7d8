import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from fmnist_core.errors import FmnistError
from ui import address, browsing, cache
from ui.dataset_parts import show_about, show_augmentation, show_map
from ui.gallery import GalleryItem, gallery, sample_from_url, sample_to_url
from ui.pickers import dataset_picker, run_picker
from ui.sample_view import sample_view
from ui.search import search_ready

HEIGHT = 640  # pixels; the grid scrolls inside, so that the opened image stays in sight
SIDE = 240  # pixels, room for an enlarged image in its full size

spec = dataset_picker()
st.title("Dataset")
st.markdown("See what the networks learn from: choose a split and some classes, then click an image.")
st.caption(f"**{spec.title}.** {spec.description}")
dataset = cache.dataset(spec.name)


def beside() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return a place for what is explored and one beside it, or below on a phone, for the opened sample."""
    row = st.container(horizontal=True, gap="medium")
    return row.container(), row.container(width=SIDE)


def show_sample(hint: str) -> None:
    """Show the sample that the link names, and where to go from it."""
    sample = sample_from_url()
    if sample is None:
        st.caption(hint)
        return
    split, index = sample
    if sample_view(spec, split, index):
        st.page_link(
            "pages/similar.py",
            label="Find similar images",
            icon=":material/image_search:",
            query_params={"dataset": spec.name, "sample": f"{split}-{index}"},
        )


def browse() -> None:
    """Page through the images of a split."""
    split = browsing.split_picker(dataset)
    positions = browsing.matching(dataset.labels(split), browsing.class_picker(dataset, split))
    if not len(positions):
        st.caption(f"The {split} split has no image of what is chosen above.")
        browsing.show_all_classes()
        return
    grid, side = beside()
    with grid:
        part = browsing.page_picker(positions, split)
        samples = dataset.split(split)
        items = [GalleryItem(split, int(index), int(samples.labels[index])) for index in part]
        with st.container(height=HEIGHT, border=False):
            gallery(
                items,
                samples.images[part],
                class_names=spec.class_names,
                key="images",
                selected=sample_from_url(),
                on_select=sample_to_url,
            )
    with side:
        show_sample("Click an image to see it large. The arrow keys walk through the grid, Enter opens.")


def explore_map() -> None:
    """Show the map of a run's embeddings, or what is missing for it."""
    run = run_picker(spec.name)
    if run is None or not search_ready(run, dataset):
        return
    chart, side = beside()
    with chart:
        show_map(run, dataset)
    with side:
        show_sample("Click a point to see its image large.")


try:
    parts = {
        "Images": browse,
        "About": lambda: show_about(dataset),
        "Augmentation": lambda: show_augmentation(dataset),
        "Map": explore_map,
    }
    view = address.choice("view", list(parts), "Images")
    tabs = st.tabs(list(parts), default=view, **address.tied("view", view, "Images"))
    for tab, part in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                part()
except FmnistError as error:
    st.warning(str(error))
