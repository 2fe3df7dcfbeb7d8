"""Several pictures at once: a table of the answers, one row a file, to open a row and to download."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from fmnist_core.errors import FmnistError
from fmnist_core.recognition import Prediction, recognise
from fmnist_core.runs import Run
from fmnist_core.spreadsheet import csv_file
from ui import cache
from ui.picture import Picture
from ui.run_words import plain
from ui.steps import choices_for, step_picture
from ui.words import count

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

THUMBNAIL = 40  # screen pixels
ROW, HEADER = 48, 38  # screen pixels
MOST_ROWS = 8  # that are seen without scrolling
MOST_ERRORS = 3  # that are said below the table, where there is room for a sentence
_ANSWERS = "answers to several pictures"


@dataclass(frozen=True, eq=False)
class Answered:
    """What became of one file.

    Attributes:
        name: of the file.
        thumbnail: a picture as a data URL; empty where the file cannot be read.
        prediction: the answer, without the steps of its preparation; None where there is none.
        error: a sentence, where the file cannot be read.
    """

    name: str
    thumbnail: str
    prediction: Prediction | None
    error: str = ""


def batch(run: Run, pictures: Sequence[Picture]) -> Picture:
    """Answer several files, show the table and return the one that is open."""
    st.subheader(f"{count(len(pictures))} pictures")
    try:
        answers, names = _answers(run, pictures)
    except FmnistError as error:
        st.error(str(error), icon=":material/error:")
        return pictures[0]
    failed = sum(answer.prediction is None for answer in answers)
    unread = f"; {count(failed)} could not be read" if failed else ""
    st.caption(f"{count(len(answers) - failed)} answered{unread}. Choose a row to see it large below.")
    state = st.dataframe(
        [_row(answer, names) for answer in answers],
        column_config={
            "Picture": st.column_config.ImageColumn(width=64),
            "File": st.column_config.TextColumn(width=120),
            "Answer": st.column_config.TextColumn(width=150),
            "Confidence": st.column_config.NumberColumn(format="%.1f\u202f%%", width=80),
            "Taken for": st.column_config.TextColumn(width=105),
        },
        row_height=ROW,
        height=min(len(answers), MOST_ROWS) * ROW + HEADER,
        placeholder="",
        hide_index=True,
        selection_mode="single-row-required",
        on_select="rerun",
        key=f"batch of {len(pictures)} with {pictures[0].identity}",
        alt="What each file was taken for",
    )
    _show_errors(answers)
    st.download_button(
        "Download as CSV",
        as_csv(answers, names),
        file_name="answers.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        help="One row a file, with the probability of each class",
    )
    chosen = state["selection"]["rows"]
    return pictures[chosen[0] if chosen and chosen[0] < len(pictures) else 0]


def forget_answers() -> None:
    """Forget the answers to pictures that are no longer there."""
    st.session_state.pop(_ANSWERS, None)


def as_csv(answers: Sequence[Answered], class_names: Sequence[str]) -> bytes:
    """Write answers as a table: what the `predict` command says, and a column a class.

    Args:
        answers: one a file; those without an answer have an error instead.
        class_names: one name a class.
    """
    told = ["file", "kind", "label", "class_index", "confidence", "abstained", "warning", "error"]
    lines: list[list[object]] = [[*told, *class_names]]
    for answer in answers:
        said = answer.prediction
        if said is None:
            lines.append([answer.name, "", "", "", "", "", "", answer.error, *[""] * len(class_names)])
            continue
        shares = [f"{share:.6f}" for share in said.probabilities]
        kind, label = said.prepared.kind, class_names[said.best]
        abstained = str(said.abstained).lower()
        row = [answer.name, kind, label, said.best, shares[said.best], abstained, said.warning, ""]
        lines.append([*row, *shares])
    return csv_file(lines)


def _answers(run: Run, pictures: Sequence[Picture]) -> tuple[list[Answered], tuple[str, ...]]:
    """Return the answers to all pictures, and the names of the classes.

    Each picture is asked about once; its answer is kept while its file is there and nothing else is decided
    about it.

    Raises:
        FmnistError: the run's network cannot be loaded.
    """
    written = cache.written(run.model_path)
    classifier = cache.classifier(run.id)
    kept = st.session_state.get(_ANSWERS, {})
    keys = [(run.id, written, one.identity, choices_for(one.identity)) for one in pictures]
    st.session_state[_ANSWERS] = found = {key: kept[key] for key in keys if key in kept}
    if len(found) < len(keys):
        progress = st.progress(0.0, "Reading the pictures")
        for number, (key, picture) in enumerate(zip(keys, pictures, strict=True), start=1):
            if key not in found:
                found[key] = _answer(classifier, picture)
            progress.progress(number / len(keys), f"{count(number)} of {count(len(keys))} pictures")
        progress.empty()
    return [found[key] for key in keys], classifier.class_names


def _answer(classifier: "Classifier", picture: Picture) -> Answered:
    try:
        prediction = recognise(classifier, picture.content, choices_for(picture.identity))
    except FmnistError as error:
        return Answered(picture.name, "", None, str(error))
    prepared = prediction.prepared  # whose steps take a hundred times the room of all else
    thumbnail = _thumbnail(prepared.steps[0].image)
    return Answered(picture.name, thumbnail, replace(prediction, prepared=replace(prepared, steps=())))


def _show_errors(answers: Sequence[Answered]) -> None:
    """Say what is wrong with the files that cannot be read, the first of them at least."""
    failed = [answer for answer in answers if answer.error]
    for answer in failed[:MOST_ERRORS]:
        st.caption(f":red[:material/broken_image:] **{plain(answer.name)}** {plain(answer.error)}")
    if len(failed) > MOST_ERRORS:
        st.caption(f"Of {count(len(failed) - MOST_ERRORS)} more the table says what is wrong.")


def _thumbnail(pixels: np.ndarray) -> str:
    file = io.BytesIO()
    step_picture(pixels, THUMBNAIL).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def _row(answer: Answered, class_names: Sequence[str]) -> dict[str, object]:
    said = answer.prediction
    label = "Not read" if said is None else class_names[said.best]
    return {
        "Picture": answer.thumbnail or None,
        "File": answer.name,
        "Answer": f"None; closest {label}" if said and said.abstained else label,
        "Confidence": None if said is None else 100 * float(said.probabilities[said.best]),
        "Taken for": said.prepared.kind if said else None,
        "Remark": said.warning if said else answer.error,
    }
