from datetime import UTC

import pytest

from fmnist_core.runs import Run, RunState, RunStatus
from fmnist_core.runs.files import write_json
from fmnist_core.runs.run import FORMAT
from ui import run_words


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "0 s"), (59.4, "59 s"), (80, "1 min 20 s"), (7500, "2 h 5 min")]
)
def test_durations_are_what_people_say(seconds, text):
    assert run_words.duration(seconds) == text


def test_moments():
    assert run_words.moment("2026-08-01T14:05:59.000+00:00", UTC) == "1 August 2026, 14:05"
    assert run_words.moment("", UTC) == "unknown"


@pytest.mark.parametrize(
    ("status", "ahead", "text"),
    [
        (RunStatus(RunState.QUEUED), 0, "Next in line"),
        (RunStatus(RunState.QUEUED), 2, "2 runs come first"),
        (RunStatus(RunState.STARTING), 0, "about 20 seconds"),
        (RunStatus(RunState.RUNNING, epoch=0, epochs=3), 0, "Epoch 1 of 3"),
        (RunStatus(RunState.RUNNING, epoch=3, epochs=3), 0, "Epoch 3 of 3"),
        (RunStatus(RunState.EVALUATING), 0, "never seen"),
        (RunStatus(RunState.STOPPED), 0, "nothing to test"),
        (RunStatus(RunState.STOPPED, validation_accuracy=0.8), 0, "Stopped without an evaluation."),
        (RunStatus(RunState.DONE, validation_accuracy=0.8), 0, "Ended without an evaluation."),
        (
            RunStatus(RunState.DONE, epoch=3, epochs=3, seconds=70, test_accuracy=0.9),
            0,
            "90.0\u202f% of the test images",
        ),
        (RunStatus(RunState.FAILED, error="The disk is full."), 0, "The disk is full."),
        (RunStatus(RunState.INTERRUPTED), 0, "Interrupted, without a reason."),
    ],
)
def test_every_state_has_a_sentence(status, ahead, text):
    assert text in run_words.progress(status, ahead)


def test_a_download_says_how_far_it_is():
    starting = RunStatus(RunState.STARTING)
    log = "Downloading data from https://host/w.h5\n\x1b[1m  0/9406464\x1b[0m 0s\x08\x1b[1m4703232/9406464"
    assert run_words.progress(starting, log=log) == "Downloading the pretrained weights: 4.7 of 9.4 MB"
    assert "Getting ready" in run_words.progress(starting, log="Epoch 1/9406464")


@pytest.fixture
def run(tmp_path):
    write_json(tmp_path / "config.json", {"format": FORMAT, "training": {"dataset": "mnist"}})
    return Run(tmp_path)


def test_a_result_carries_its_uncertainty_and_its_n(run):
    status = RunStatus(RunState.DONE, epoch=3, epochs=3, seconds=70, test_accuracy=0.9)
    assert run_words.result(run, status) == (
        "Ended with epoch 3 of 3 after 1 min 10 s. 90.0\u202f% of the test images are named correctly "
        "(89.4 to 90.6\u202f% with 95\u202f% confidence, on 10,000 images)."
    )


def test_a_result_on_a_dataset_that_is_gone_is_still_told(run):
    (run.folder / "config.json").write_text('{"format": 1, "training": {"dataset": "gone"}}')
    status = RunStatus(RunState.STOPPED, epoch=1, epochs=3, test_accuracy=0.9)
    assert run_words.result(Run(run.folder), status) == (
        "Stopped in epoch 2 of 3. 90.0\u202f% of the test images are named correctly."
    )


def test_a_new_name_goes_on_counting():
    assert run_words.next_name("Dense", []) == "Dense 1"
    assert run_words.next_name("Dense", ["Dense 2", "Dense", "Dense 12 b", "Cnn 7"]) == "Dense 3"


def test_names_are_no_markdown():
    assert run_words.plain("a*b_c $x$ :red[d]") == r"a\*b\_c \$x\$ \:red\[d\]"
