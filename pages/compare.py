from collections.abc import Sequence

import streamlit as st

from fmnist_core import datasets
from fmnist_core.evaluation.baselines import BASELINES, HUMAN, HUMAN_LINK, SOURCE, SOURCE_LINK
from fmnist_core.runs import Run
from ui import address, cache, comparison, run_words, setting_words
from ui.comparison_images import images_view
from ui.comparison_runs import Pair, architectures, pairs
from ui.figures.baselines import baseline_dots
from ui.words import percent, told_apart

USUAL = ("fashion_mnist", "mnist")


def places() -> tuple[str, str]:
    """Return the two datasets; where there are more than two, let the visitor choose, `?first=&second=`."""
    names = list(datasets.specs())
    usual = [name for name in USUAL if name in names] + [name for name in names if name not in USUAL]
    first = address.choice("first", names, usual[0])
    rest = [name for name in usual if name != first]
    second = address.choice("second", rest, rest[0])
    if len(names) > len(USUAL):
        left, right = st.columns(2)
        title = setting_words.dataset_title
        left.selectbox(
            "First dataset",
            names,
            index=names.index(first),
            format_func=title,
            **address.tied("first", first, usual[0], drop=("pair",)),
        )
        right.selectbox(
            "Second dataset",
            rest,
            index=rest.index(second),
            format_func=title,
            **address.tied("second", second, rest[0], drop=("pair",)),
        )
    return first, second


def network(runs: Sequence[Run], names: tuple[str, str]) -> str:
    """Return the architecture to compare, `?architecture=`; where there is none, say so and stop."""
    found = architectures(runs, names)
    if not found:
        st.caption(
            "There is no trained network yet. Train one on each of the two datasets: each takes minutes."
        )
        st.page_link("pages/train.py", label="Train a network", icon=":material/model_training:")
        st.stop()
    chosen = address.choice("architecture", found, found[0])
    st.pills(
        "Network",
        found,
        default=chosen,
        required=True,
        format_func=setting_words.network_title,
        **address.tied("architecture", chosen, found[0], drop=("pair",)),
    )
    return chosen


def pair_of(found: Sequence[Pair]) -> Pair:
    """Return the pair of runs to compare; where there are several, let the visitor choose, `?pair=`."""
    ids = [pair.id for pair in found]
    chosen = address.choice("pair", ids, ids[0])
    if len(found) > 1:
        names = told_apart(dict(zip(ids, map(told, found), strict=True)))
        st.selectbox(
            "Runs",
            ids,
            index=ids.index(chosen),
            format_func=lambda pair: names[pair],
            **address.tied("pair", chosen, ids[0], texts=names),
        )
    return found[ids.index(chosen)]


def told(pair: Pair) -> str:
    """Write a pair in one line."""
    halves = [f"{run.name}, {percent(run.status.test_accuracy or 0)}" for run in pair.runs]
    return " and ".join(halves) + ("" if pair.twins else " (not trained alike)")


def baselines(title: str, halves: Sequence[comparison.Half]) -> None:
    """Show the network beside what others have published for the same datasets."""
    own = {run.dataset: evaluation.accuracy for run, evaluation in halves}
    titles = {name: setting_words.dataset_title(name) for name in own}
    lacking = [titles[name] for name in own if name not in HUMAN]
    if not set(own) & set(USUAL):
        st.caption("Nothing is published for these datasets.")
        return
    st.plotly_chart(
        baseline_dots(title, own, titles, BASELINES),
        key="baselines",
        config={"displayModeBar": False},
        alt="Test accuracy of nine classic classifiers on the datasets, and of this network",
    )
    words = f"Classic classifiers: [{SOURCE}]({SOURCE_LINK})."
    if len(lacking) < len(own):
        words += (
            " People: the majority of three who labelled "
            f"[1,000 test images of Fashion-MNIST]({HUMAN_LINK}); no such figure is published for "
            f"{run_words.plain(' or '.join(lacking))}."
        )
    st.caption(words)


st.title("Compare")
st.markdown(
    "See how much harder clothes are than digits: the same network on Fashion-MNIST and on MNIST, side by "
    "side. Choose a network first."
)
names = places()
architecture = network(cache.run_list(), names)
pair = pair_of(pairs(cache.run_list(), architecture, names))
halves = [half for run in pair.runs if (half := comparison.evaluated(run)) is not None]
if len(halves) < len(pair.runs):
    st.caption("One half of the comparison cannot be read. Choose another network, or train this one again.")
    st.stop()
comparison.accuracies(halves)
if len(halves) == 1:
    comparison.lone(halves[0][0], next(name for name in names if name != halves[0][0].dataset))
    st.stop()

comparison.settings(halves)

st.subheader("How fast it learns")
comparison.curves(halves)

st.subheader("Which classes are hard")
st.caption(
    "The share of each class that is called something else, on one scale, and the pairs that are confused "
    "most often, each with a link to its images."
)
largest = comparison.hardest(halves)
for column, half in zip(st.columns(2, gap="medium"), halves, strict=True):
    with column:
        comparison.classes(*half, largest)

st.subheader("What accuracy costs in images")
images_view([run for run, _ in halves])

st.subheader("Whether it knows how sure to be")
for column, half in zip(st.columns(2, gap="medium"), halves, strict=True):
    with column:
        comparison.calibration(*half)

st.subheader("Beside what others reach")
baselines(setting_words.network_title(architecture), halves)
