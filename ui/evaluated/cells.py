"""Which cells, rows and columns of a confusion matrix are selected: all of it is in the link.

`?true=Shirt&predicted=Coat` is a cell; one of the two alone is a row or a column. Several are written one
after another, with an empty text for any class: `?true=Shirt&true=Bag&predicted=Coat&predicted=`.
"""

from collections.abc import Sequence
from itertools import zip_longest

import streamlit as st

from ui import address
from ui.matrix import Cell


def chosen_cells(class_names: Sequence[str]) -> list[Cell]:
    """Return the cells (true, predicted) in the link, each once; an unknown class counts as not said."""
    numbers = {name: number for number, name in enumerate(class_names)}
    true, predicted = (st.query_params.get_all(parameter) for parameter in ("true", "predicted"))
    cells = [(numbers.get(t), numbers.get(p)) for t, p in zip_longest(true, predicted, fillvalue="")]
    return [cell for cell in dict.fromkeys(cells) if cell != (None, None)]


def choose(class_names: Sequence[str], cells: Sequence[Cell]) -> None:
    """Write cells to the link, in one step of its history; what was chosen within others is dropped."""
    texts = {}
    for place, parameter in enumerate(("true", "predicted")):
        numbers = [cell[place] for cell in cells if cell != (None, None)]
        names = ["" if number is None else class_names[number] for number in numbers]
        texts[parameter] = names if any(names) else ""
    address.go(**texts, page="", sample="")


def cell_name(class_names: Sequence[str], cell: Cell) -> str:
    """Say in a few words what a cell, a row or a column holds."""
    true, predicted = cell
    if predicted is None:
        return "Everything" if true is None else f"All images of {class_names[true]}"
    if true is None:
        return f"All called {class_names[predicted]}"
    if true == predicted:
        return f"{class_names[true]}, rightly named"
    return f"{class_names[true]} called {class_names[predicted]}"
