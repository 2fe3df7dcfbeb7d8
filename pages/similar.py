import numpy as np
import streamlit as st

from fmnist_core.datasets import SPLITS
from fmnist_core.errors import FmnistError
from fmnist_core.retrieval import Neighbour, suggest
from fmnist_core.runs import Run
from ui import address, cache
from ui.canvas import WIDTH, canvas
from ui.gallery import GalleryItem, gallery
from ui.pickers import dataset_picker, run_picker
from ui.sample_view import sample_view
from ui.search import query_of, sample_choice, search_ready, uploaded
from ui.widget_state import arrived

STARTS = {"sample": "Dataset image", "draw": "Draw", "upload": "Upload"}
FEWEST, MOST, USUAL = 5, 100, 24
OPENED_WIDTH = 238  # beside it, four columns of neighbours fit a screen of 1280, and on a phone none


def query(run: Run) -> tuple[np.ndarray | None, tuple[str, int] | None]:
    """Show where the search starts; return the query's embedding, or None, and its sample, if it is one."""
    start = address.choice("start", list(STARTS), "sample")
    st.segmented_control(
        "Start from",
        list(STARTS),
        default=start,
        format_func=lambda name: STARTS[name],
        required=True,
        **address.tied("start", start, "sample", drop=("neighbour",)),
    )
    visit = arrived(start)
    if start == "sample":
        sample = sample_choice(dataset)
        sample_view(spec, *sample)
        return cache.index(run.id).vector(*sample), sample
    picture = canvas(spec, visit)[0] if start == "draw" else uploaded(visit)
    return None if picture is None else query_of(run, dataset, picture), None


def search_settings() -> tuple[int, str | None, int | None]:
    """Show what is looked for; return how many, in which split and in which class, None for all."""
    among = address.choice("among", SPLITS, "all")
    names = spec.class_names
    only = address.choice("only", names)
    k = address.whole("k", FEWEST, MOST, USUAL)
    with st.container(horizontal=True, gap="small"):
        st.selectbox(
            "Search among",
            ["all", *SPLITS],
            index=("all", *SPLITS).index(among),
            format_func=str.capitalize,
            width=140,
            **address.tied("among", among, "all", drop=("neighbour",)),
        )
        st.selectbox(
            "Show",
            ["", *names],
            index=("", *names).index(only),
            format_func=lambda name: name or "All classes",
            width=160,
            **address.tied("only", only, drop=("neighbour",)),
        )
        st.slider(
            "How many", FEWEST, MOST, k, width="stretch", **address.tied("k", k, USUAL, drop=("neighbour",))
        )
    return k, None if among == "all" else among, names.index(only) if only else None


def results(run: Run, vector: np.ndarray, sample: tuple[str, int] | None) -> None:
    """Show what is nearest to a query and what that suggests."""
    k, split, label = search_settings()
    search = cache.index(run.id)
    found = search.nearest(vector, k, split=split, exclude=sample)
    if found:
        of_all = found if split is None else search.nearest(vector, 1, exclude=sample)
        suggestion = suggest(found, search.usual_distance, of_all[0].distance)
        true = suggestion.best if sample is None else int(dataset.labels(sample[0])[sample[1]])
        own = "" if true == suggestion.best else f" The image itself is labelled {spec.class_names[true]}."
        st.markdown(suggestion.sentence(spec.class_names) + own)
    if label is not None:
        found = search.nearest(vector, k, split=split, exclude=sample, label=label)
    if not found:
        st.caption("There is no such image here: search among all splits, or show all classes.")
    else:
        show_neighbours(found)


def show_neighbours(found: list[Neighbour]) -> None:
    """Show the neighbours, nearest first, and one of them large: that of `?neighbour=`, else the nearest."""
    st.caption(
        f"Nearest first, at distances from {found[0].distance:.3f} to {found[-1].distance:.3f}.",
        help="The cosine distance of what the network makes of two images: 0 where it makes the same of "
        "both, 1 where they have nothing in common. See "
        "[cosine similarity](https://en.wikipedia.org/wiki/Cosine_similarity).",
    )
    linked = st.query_params.get("neighbour")
    opened = next((one for one in found if f"{one.split}-{one.index}" == linked), found[0])
    row = st.container(horizontal=True, gap="small")
    with row.container():
        gallery(
            [GalleryItem(n.split, n.index, n.label, note=f"distance {n.distance:.3f}") for n in found],
            np.stack([dataset.split(n.split).images[n.index] for n in found]),
            class_names=spec.class_names,
            key="neighbours",
            selected=(opened.split, opened.index),
            on_select=lambda item: address.go(neighbour=f"{item.split}-{item.index}" if item else ""),
        )
    with row.container(width=OPENED_WIDTH, key="neighbours-opened"):
        show_opened(opened)


def show_opened(neighbour: Neighbour) -> None:
    """Show one neighbour large and offer to go on from it."""
    sample_view(spec, neighbour.split, neighbour.index)
    st.caption(f"Distance {neighbour.distance:.3f}")
    st.button(
        "Search from this one",
        icon=":material/image_search:",
        on_click=address.go,
        kwargs={"sample": f"{neighbour.split}-{neighbour.index}", "neighbour": "", "start": ""},
    )


spec = dataset_picker()
st.title("Similar")
st.markdown(
    "Start from one image and find those that a network sees as closest to it: take one of the dataset, draw "
    "one, or bring your own picture."
)
run = run_picker(spec.name)
if run is None:
    st.stop()
dataset = cache.dataset(spec.name)
try:
    if search_ready(run, dataset):
        row = st.container(horizontal=True, gap="small")
        with row.container(width=WIDTH):
            vector, sample = query(run)
        with row.container():
            if vector is None:
                st.caption("Draw an item or choose a picture: its neighbours will stand here.")
            else:
                results(run, vector, sample)
except FmnistError as error:
    st.warning(str(error))
