"""Several runs side by side: a table with a pinned baseline, and their curves in one figure."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from fmnist_core.errors import FmnistError, RunError
from fmnist_core.evaluation import Evaluation
from fmnist_core.runs import Run
from ui import address, cache, run_words, runs_figures
from ui.figures import compared_curves
from ui.figures.curves import MEASURES
from ui.runs_figures import Row
from ui.widget_state import shown

LONGEST_HEADING = 30  # characters: a longer name is cut in a heading; the legend of the curves has all of it

USUAL = "validation_accuracy"
WIDEST = 4000  # pixels: an index stays in sight only in a table with a width, which the page then limits


def baseline_first(runs: Sequence[Run]) -> list[Run]:
    """Show which run the others are measured against, `?baseline=`, and return the runs with it in front."""
    names = run_words.names_by_id(runs)
    chosen = address.choice("baseline", list(names), runs[0].id)
    st.selectbox(
        "Baseline",
        list(names),
        index=list(names).index(chosen),
        format_func=lambda run: names[run],
        help="Stands in the first column; the others show how far they are from it.",
        **address.tied("baseline", chosen, runs[0].id, drop=("page", "sample"), texts=names),
    )
    return sorted(runs, key=lambda run: run.id != chosen)


def table(runs: Sequence[Run]) -> None:
    """Show results and settings, one column a run, the first being the baseline."""
    names = run_words.names(runs)
    with st.container(horizontal=True, vertical_alignment="center"):
        only = _differences_only()
        rows = runs_figures.result_rows(runs, [_evaluation(run) for run in runs])
        results = [row for row in rows if row.differs or not only]
        settings = [row for row in runs_figures.setting_rows(runs) if row.differs or not only]
        st.download_button(
            "Table as CSV",
            lambda: runs_figures.table_csv(names, runs, [*results, *settings]),
            "runs side by side.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
    _rows(names, results, settings)
    if not settings:
        st.caption("These runs were set up in the same way.")
    _legend(runs)


def curves(runs: Sequence[Run]) -> None:
    """Overlay one measure of all runs by epoch."""
    names = run_words.names(runs)
    measure = address.choice("measure", list(MEASURES), USUAL)
    st.segmented_control(
        "Curves",
        list(MEASURES),
        default=measure,
        format_func=lambda name: MEASURES[name],
        required=True,
        **address.tied("measure", measure, USUAL),
    )
    histories = [_history(run) for run in runs]
    if not any(histories):
        st.caption("None of these runs has kept a curve.")
        return
    figure = compared_curves(dict(zip(names, histories, strict=True)), measure)
    alt = f"{MEASURES[measure]} of {', '.join(names)} by epoch"
    st.plotly_chart(figure, key="compared curves", config={"displayModeBar": False}, alt=alt)


def _differences_only() -> bool:
    """Show whether to leave out what all runs share, and return it; `?rows=all` shows everything."""
    on = address.choice("rows", ["all"]) == ""
    return st.toggle(
        "Differences only",
        on,
        **shown("differences only", on, lambda on: address.go(rows="" if on else "all")),
    )


def _rows(names: Sequence[str], results: Sequence[Row], settings: Sequence[Row]) -> None:
    headings = _headings(names)
    labels: list[str] = []
    cells: list[list[str]] = [[] for _ in names]
    for title, rows in (("Results", results), ("Settings", settings)):
        if not rows:
            continue
        labels.append(f"**{title}**")
        labels += [row.label for row in rows]
        for place, column in enumerate(cells):
            column.append("")
            column += [_cell(row, place) for row in rows]
    columns = dict(zip(headings, cells, strict=True))
    st.table(pd.DataFrame(columns, pd.Index(labels)), border="horizontal", width=WIDEST)


def _headings(names: Sequence[str]) -> list[str]:
    """Write the names so that each fits in a heading; the baseline has a pin."""
    short = [name if len(name) <= LONGEST_HEADING else f"{name[: LONGEST_HEADING - 1]}…" for name in names]
    told = [
        run_words.plain(name if short.count(name) == 1 else f"{number}. {name}")
        for number, name in enumerate(short, 1)
    ]
    return [f":material/push_pin: {told[0]}", *told[1:]]


def _cell(row: Row, place: int) -> str:
    text = run_words.plain(row.texts[place])
    if place in row.best:
        text = f":green-background[**{text}**]"
    if row.changes[place]:
        colour = {1: "green", -1: "orange", 0: "gray"}[row.gains[place]]
        text += f" :{colour}[({row.changes[place]})]"
    return text


def _legend(runs: Sequence[Run]) -> None:
    """Say what the signs in the table mean."""
    told = "In brackets: the difference to the baseline, for shares in percentage points. "
    if len({run.dataset for run in runs}) > 1:
        told += "None is marked as the best: these runs were tested on different images."
    else:
        told += "Marked and bold: the best of the row."
    st.caption(told)


def _evaluation(run: Run) -> Evaluation | None:
    if not run.evaluated:
        return None
    try:
        return cache.evaluation(run.id)
    except FmnistError as error:
        st.warning(str(error))
        return None


def _history(run: Run) -> list[dict[str, Any]]:
    try:
        return run.history()
    except RunError as error:
        st.warning(str(error))
        return []
