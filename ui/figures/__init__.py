"""Plotly figures from core results; knows nothing of Streamlit.

Text, grid and axis colours are left open, so that `st.plotly_chart(theme="streamlit")`, its default, fills
them in for light and dark. Backgrounds are transparent, and what is coloured here reads on both grounds.
"""

from ui.figures.bars import class_counts, probability_bars
from ui.figures.class_curves import precision_recall_curves, roc_curves
from ui.figures.coverage import coverage_curve
from ui.figures.curves import compared_curves, learning_curves
from ui.figures.faithfulness import faithfulness_curves
from ui.figures.paired import moved_bars, paired_bars
from ui.figures.raw_map import raw_map
from ui.figures.reliability import reliability_diagram
from ui.figures.style import CLASS_COLOURS, class_colour, styled
from ui.figures.sweep import sweep_lines

__all__ = [
    "CLASS_COLOURS",
    "class_colour",
    "class_counts",
    "compared_curves",
    "coverage_curve",
    "faithfulness_curves",
    "learning_curves",
    "moved_bars",
    "paired_bars",
    "precision_recall_curves",
    "probability_bars",
    "raw_map",
    "reliability_diagram",
    "roc_curves",
    "styled",
    "sweep_lines",
]
