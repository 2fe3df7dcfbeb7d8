from itertools import groupby

import streamlit as st

from fmnist_core.datasets import DatasetSpec, specs
from fmnist_core.errors import FmnistError
from fmnist_core.networks import ARCHITECTURES
from fmnist_core.runs import Run
from ui import cache
from ui.run_words import plain
from ui.words import count, percent, percent_range

WILSON = "https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval"


def show_classes(spec: DatasetSpec) -> None:
    """Show one real image of each class: ten of this width stand side by side, or five on a phone."""
    try:
        images = cache.class_images(spec.name)
    except FmnistError as error:
        st.warning(str(error))
        return
    names = list(spec.class_names)
    st.image(images, names, 70, output_format="PNG", alt=[f"An image of the class {name}" for name in names])


def model_row(run: Run) -> str:
    """Return a table row on what one network reaches on images that it has never seen."""
    architecture = ARCHITECTURES.get(run.architecture)
    parameters = run.status.parameters or (architecture.parameters if architecture else 0)
    network = f"| {plain(run.name)} |"
    try:
        evaluation = cache.evaluation(run.id)
    except FmnistError:
        return f"{network} cannot be read | | {count(parameters)} |"
    accuracy = f"**{percent(evaluation.accuracy)}** of {count(len(evaluation.labels))}"
    interval = percent_range(evaluation.accuracy_interval)
    return f"{network} {accuracy} | {interval} | {count(parameters)} |"


datasets = specs()
st.title("Fashion-MNIST explorer")
st.markdown(
    "Train small image classifiers on 70,000 pictures of clothes, see what they get wrong and what they look "
    "at, and try them on your own drawing or photo. Start with one of the three ways in below."
)

ways = [
    ("pages/classify.py", "Classify your own", ":material/draw:", "Draw, upload or photograph an item."),
    ("pages/errors.py", "See the errors", ":material/rule:", "What a network got wrong, the surest first."),
    ("pages/train.py", "Train a network", ":material/model_training:", "A first result takes a minute."),
]
for column, (page, label, icon, sentence) in zip(st.columns(3), ways, strict=True):
    with column.container(border=True, gap="xsmall", height="stretch"):
        st.page_link(page, label=f"**{label}**", icon=icon)
        st.caption(sentence)

st.subheader("Ten kinds of clothes")
show_classes(datasets["fashion_mnist"])

st.subheader("The models at a glance")
runs = cache.run_list()
zoo = [run for run in runs if run.zoo and run.dataset in datasets and run.evaluated]
zoo.sort(key=lambda run: (list(datasets).index(run.dataset), -(run.status.test_accuracy or 0)))
own = sum(run.evaluated for run in runs if not run.zoo)
if zoo:
    # The soft hyphen lets the last column fit on a phone.
    lines = ["| Network | Test accuracy | 95\u202f% interval | Para\u00admeters |", "|---|---|---|---:|"]
    for dataset, trained in groupby(zoo, lambda run: run.dataset):
        lines += [f"| **{datasets[dataset].title}** | | | |", *map(model_row, trained)]
    st.markdown("\n".join(lines))
    st.caption(
        "Test accuracy is the share of unseen images that the network names correctly; the "
        f"[interval]({WILSON}) says how far it could be off by the chance of which images were tested."
    )
elif not own:
    st.caption("No trained network is here yet. Train the first one: its figures will then stand here.")
if own:
    st.page_link("pages/runs.py", label=f"And {count(own)} of your own", icon=":material/list_alt:")
