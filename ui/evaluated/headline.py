"""The figures of an evaluation in one row, each explained on hover."""

import streamlit as st

from fmnist_core.evaluation import Evaluation
from ui.words import count, percent, percent_range

_WILSON = "https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval"
_SKLEARN = "https://scikit-learn.org/stable/modules/model_evaluation.html"
_MACRO = f"The plain mean over the classes. [Source]({_SKLEARN}#precision-recall-and-f-measures)"
_HELP = {
    "Accuracy": "The share of images named correctly. The range below is the "
    f"[Wilson interval]({_WILSON}): how far it could be off by the chance of which images were tested.",
    "Precision": f"Of the images called a class, the share that shows it. {_MACRO}",
    "Recall": f"Of the images of a class, the share that is called so. {_MACRO}",
    "F1": f"The harmonic mean of precision and recall: high only where both are. {_MACRO}",
    "Log loss": "The mean of −ln(probability given to the true class): 0 is perfect, and confident mistakes "
    f"cost most. [Source]({_SKLEARN}#log-loss)",
    "Calibration error": "How far confidence and accuracy are apart on average, over 15 equal ranges of "
    "confidence: a network that says 80\u202f% should be right in 80\u202f% of these cases. "
    "[Guo et al. 2017](https://arxiv.org/abs/1706.04599)",
}


def headline(evaluation: Evaluation) -> None:
    """Show accuracy, macro precision, recall and F1, log loss and calibration error; best within a row."""
    values = {
        "Accuracy": percent(evaluation.accuracy),
        "Precision": percent(evaluation.macro_precision),
        "Recall": percent(evaluation.macro_recall),
        "F1": percent(evaluation.macro_f1),
        "Log loss": f"{evaluation.log_loss:.3f}",
        "Calibration error": percent(evaluation.ece),
    }
    for label, value in values.items():
        st.metric(label, value, help=_HELP[label], width="content")


def interval(evaluation: Evaluation) -> None:
    """Say how certain the accuracy is, and on how many images it rests."""
    st.caption(
        f"The accuracy is known to {percent_range(evaluation.accuracy_interval)}, with 95\u202f% confidence, "
        f"from {count(len(evaluation.labels))} {evaluation.split} images. "
        "Precision, recall and F1 are means over the classes."
    )
