import streamlit as st

from fmnist_core.evaluation.baselines import BASELINES, HUMAN_LINK, SOURCE, SOURCE_LINK, Baseline
from ui import address, cache, comparison, setting_words
from ui.figures.baselines import baseline_dots

DATASETS = ("fashion_mnist", "mnist")

st.title("Compare")
st.markdown(
    "See how much harder clothes are than digits: the same network on Fashion-MNIST and on MNIST, side by "
    "side. Choose a network first."
)
found = comparison.best_runs(cache.run_list(), DATASETS)
both = [name for name, runs in found.items() if len(runs) == len(DATASETS)]
for name, runs in found.items():
    if name not in both:
        comparison.missing(name, [dataset for dataset in DATASETS if dataset not in runs])
if not found:
    st.caption("There is no trained network yet. Train one on each of the two datasets: each takes minutes.")
    st.page_link("pages/train.py", label="Train a network", icon=":material/model_training:")
if not both:
    st.stop()

both.sort(key=lambda name: -(found[name][DATASETS[0]].status.validation_accuracy or 0))
architecture = address.choice("architecture", both, both[0])
st.segmented_control(
    "Network",
    both,
    required=True,
    format_func=setting_words.network_title,
    **address.tied("architecture", architecture, both[0]),
)
halves = [half for name in DATASETS if (half := comparison.evaluated(found[architecture][name])) is not None]
if len(halves) < len(DATASETS):
    st.caption("One half of the comparison cannot be read. Choose another network, or train this one again.")
    st.stop()

comparison.accuracies(halves)
comparison.settings(halves)

st.subheader("How fast it learns")
comparison.curves(halves)

st.subheader("Which classes are hard")
st.caption("F1 of each class, and the pairs that are confused most often, each with a link to its images.")
for column, half in zip(st.columns(2, gap="medium"), halves, strict=True):
    with column:
        comparison.classes(*half)

st.subheader("Beside what others reach")
title = setting_words.network_title(architecture)
own = Baseline(title, *(evaluation.accuracy for _, evaluation in halves))
st.plotly_chart(
    baseline_dots(own, BASELINES),
    key="baselines",
    config={"displayModeBar": False},
    alt="Test accuracy of nine classic classifiers on both datasets, and of this network",
)
st.caption(
    f"Classic classifiers: [{SOURCE}]({SOURCE_LINK}). People: the majority of three who labelled "
    f"[1,000 test images]({HUMAN_LINK}); no such figure is published for MNIST."
)
