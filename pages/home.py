import streamlit as st

from fmnist_core.datasets import DatasetSpec, specs
from fmnist_core.errors import FmnistError
from fmnist_core.networks import ARCHITECTURES
from fmnist_core.runs import Run
from ui import cache
from ui.words import count, percent, percent_range

SCALE = 3


def show_classes(spec: DatasetSpec) -> None:
    """Show one real image of each class with its name."""
    try:
        pictures = cache.class_pictures(
            spec.name, scale=2 * SCALE
        )  # twice the size, for screens of double density
    except FmnistError as error:
        st.warning(str(error))
        return
    with st.container(horizontal=True, gap="small"):
        for info, picture in zip(spec.classes, pictures, strict=True):
            st.image(
                picture,
                caption=info.name,
                width=picture.width // 2,
                alt=info.description,
                output_format="PNG",
            )


def show_model(run: Run, title: str) -> None:
    """Show what one network reaches on images that it has never seen."""
    try:
        evaluation = cache.evaluation(run.id)
    except FmnistError as error:
        st.caption(str(error))
        return
    architecture = ARCHITECTURES.get(run.architecture)
    st.metric(
        f"{architecture.title if architecture else run.architecture}, {title}",
        percent(evaluation.accuracy),
        help="Share of test images named correctly. The range below is the [95\u202f% Wilson interval]"
        "(https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval): "
        "how far the share could be off by the chance of which images were tested.",
    )
    parameters = run.status.parameters or (architecture.parameters if architecture else 0)
    st.caption(
        f"{percent_range(evaluation.accuracy_interval)} with 95\u202f% confidence, "
        f"on {count(len(evaluation.labels))} test images, with {count(parameters)} parameters"
    )
    st.page_link(
        "pages/confusion.py",
        label="What it confuses",
        icon=":material/grid_on:",
        query_params={"run": run.id},
    )


datasets = specs()
st.title("Fashion-MNIST explorer")
st.markdown(
    "Train small image classifiers on 70,000 pictures of clothes, see what they get wrong and what they look "
    "at, and try them on your own drawing or photo. Start with one of the three ways in below."
)

ways = [
    ("pages/classify.py", "Classify your own", ":material/draw:", "Draw, upload or photograph an item."),
    ("pages/errors.py", "See the errors", ":material/rule:", "What a network got wrong, the surest first."),
    ("pages/train.py", "Train a network", ":material/model_training:", "A first result takes a few minutes."),
]
for column, (page, label, icon, sentence) in zip(st.columns(3), ways, strict=True):
    with column.container(border=True, gap="xsmall"):
        st.page_link(page, label=f"**{label}**", icon=icon)
        st.caption(sentence)

st.subheader("Ten kinds of clothes")
show_classes(datasets["fashion_mnist"])

st.subheader("The models at a glance")
runs = cache.run_list()
zoo = [run for run in runs if run.zoo and run.dataset in datasets and run.evaluated]
zoo.sort(key=lambda run: (list(datasets).index(run.dataset), -(run.status.test_accuracy or 0)))
own = sum(run.evaluated for run in runs if not run.zoo)
if not zoo and not own:
    st.caption("No trained network is here yet. Train the first one: its figures will then stand here.")
for column, run in zip(st.columns(max(len(zoo), 1)), zoo, strict=False):
    with column.container(border=True, gap="xsmall"):
        show_model(run, datasets[run.dataset].title)
if own:
    st.page_link("pages/runs.py", label=f"And {count(own)} of your own", icon=":material/list_alt:")
