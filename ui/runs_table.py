"""The table of runs, whose selected rows are in the link, `?runs=a,b`, as is the tag to show, `?tag=`."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

import streamlit as st

from fmnist_core.evaluation.metrics import wilson_interval
from fmnist_core.runs import Run
from ui import address, run_words, setting_words
from ui.widget_state import marked
from ui.words import percent_range


def runs_table(runs: Sequence[Run]) -> list[Run]:
    """Show all runs as a table that can be sorted, and return the selected ones in its order."""
    asked = [name for name in st.query_params.get("runs", "").split(",") if name]
    if not {run.id for run in runs}.issuperset(asked):
        st.caption("A run that this link names is no longer here.")
    runs = _with_tag(runs, asked)
    ids = [run.id for run in runs]
    chosen = [row for row, name in enumerate(ids) if name in asked]
    st.dataframe(
        _rows(runs),
        selection_mode="multi-row",
        column_config=_columns(any(run.labels.tags for run in runs)),
        hide_index=True,
        placeholder="",
        alt="All runs",
        **marked("runs table", chosen, partial(_to_link, ids)),
    )
    return [runs[row] for row in chosen]


def _with_tag(runs: Sequence[Run], selected: Sequence[str]) -> list[Run]:
    """Where runs have tags, let the visitor choose one; what is selected stays in sight."""
    tags = sorted({tag for run in runs for tag in run.labels.tags})
    if not tags:
        return list(runs)
    tag = address.choice("tag", tags)
    options = ["", *tags]
    st.selectbox(
        "Tag",
        options,
        index=options.index(tag),
        format_func=lambda name: name or "Any",
        width=240,
        **address.tied("tag", tag),
    )
    return [run for run in runs if not tag or tag in run.labels.tags or run.id in selected]


def _rows(runs: Sequence[Run]) -> list[dict[str, Any]]:
    names = {run.dataset for run in runs}
    titles = {name: setting_words.dataset_title(name) for name in names}
    totals = {name: run_words.test_images(name) for name in names}
    return [_row(run, titles[run.dataset], totals[run.dataset]) for run in runs]


def _row(run: Run, dataset: str, total: int | None) -> dict[str, Any]:
    status = run.status
    accuracy = status.test_accuracy
    interval = wilson_interval(round(accuracy * total), total) if accuracy is not None and total else None
    return {
        "name": run.name,
        "tags": list(run.labels.tags),
        "dataset": dataset,
        "network": setting_words.network_title(run.architecture),
        "state": status.state.capitalize(),
        "test": _hundredths(status.test_accuracy),
        "interval": percent_range(interval) if interval else None,
        "n": total if interval else None,
        "validation": _hundredths(status.validation_accuracy),
        "created": _created(run.created),
        "epochs": f"{status.epoch} of {status.epochs}",
        "parameters": status.parameters,
        "origin": "Ships with the app" if run.zoo else "Yours",
    }


def _columns(tagged: bool) -> dict[str, Any]:
    column = st.column_config
    share = "%.1f\u202f%%"
    return {
        "name": column.TextColumn("Name", width=220),
        "tags": column.ListColumn("Tags", width=130) if tagged else None,
        "dataset": column.TextColumn("Dataset"),
        "network": column.TextColumn("Network"),
        "state": column.TextColumn("State"),
        "test": column.NumberColumn("Test", format=share, help="Share of test images named correctly."),
        "interval": column.TextColumn(
            "95\u202f% interval",
            help="How far the test accuracy could be off by the chance of which images were tested "
            "([Wilson](https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval)).",
        ),
        "n": column.NumberColumn("n", format="localized", help="Number of test images."),
        "validation": column.NumberColumn(
            "Validation", format=share, help="Share of validation images named correctly."
        ),
        "epochs": column.TextColumn("Epochs"),
        "parameters": column.NumberColumn("Parameters", format="localized"),
        "created": column.DatetimeColumn("Created", format="distance"),
        "origin": column.TextColumn("Origin"),
    }


def _hundredths(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _created(iso: str) -> datetime | None:
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        return None


def _to_link(ids: Sequence[str], rows: Sequence[int]) -> None:
    address.go(runs=",".join(ids[row] for row in sorted(rows) if row < len(ids)))
