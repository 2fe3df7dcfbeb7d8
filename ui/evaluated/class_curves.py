"""Precision-recall and ROC curves of an evaluation, one a class."""

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from fmnist_core.evaluation import Evaluation
from fmnist_core.evaluation.curves import Curve
from fmnist_core.runs import Run
from ui import address, derived, figures
from ui.widget_state import shown

_PRECISION_RECALL_HELP = (
    "Each point is a threshold: images to which the network gives at least this probability of the class are "
    "taken for it. The number is the average precision. "
    "[Source](https://scikit-learn.org/stable/auto_examples/model_selection/plot_precision_recall.html)"
)
_ROC_HELP = (
    "The share of the class that is found, against the share of the rest that is taken for it. The number is "
    "the area under the curve. [Source](https://en.wikipedia.org/wiki/Receiver_operating_characteristic)"
)


def class_curves(run: Run, evaluation: Evaluation) -> None:
    """Show both kinds of curves, each class against the rest, for all classes or some."""
    names = evaluation.class_names
    chosen = _classes(names) or tuple(range(len(names)))
    precision_recall, roc = derived.class_curves(run, evaluation.split)
    without = [names[number] for number in chosen if precision_recall[number] is None]
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**Precision and recall**", help=_PRECISION_RECALL_HELP)
        _chart(figures.precision_recall_curves(_some(precision_recall, chosen, names)), "precision-recall")
    with right:
        st.markdown("**ROC**", help=_ROC_HELP)
        _chart(figures.roc_curves(_some(roc, chosen, names)), "ROC")
    if without:
        st.caption(f"No curve for {', '.join(without)}: a curve needs images of the class and of others.")


def _classes(names: Sequence[str]) -> tuple[int, ...]:
    """Show the classes as pills and return the numbers of the chosen ones, `?curve=`; empty means all."""
    chosen = [name for name in names if name in st.query_params.get_all("curve")]
    st.pills(
        "Classes",
        names,
        default=chosen,
        selection_mode="multi",
        **shown("curves of classes", chosen, lambda classes: address.go(curve=classes)),
    )
    return tuple(names.index(name) for name in chosen)


def _some(
    curves: list[Curve | None], chosen: tuple[int, ...], names: tuple[str, ...]
) -> dict[tuple[int, str], Curve]:
    return {(number, names[number]): curve for number in chosen if (curve := curves[number]) is not None}


def _chart(figure: go.Figure, name: str) -> None:
    st.plotly_chart(
        figure,
        key=f"{name} curves",
        config={"displayModeBar": False},
        alt=f"The {name} curve of each class against the rest",
    )
