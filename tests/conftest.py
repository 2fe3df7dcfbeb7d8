import gc
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from fmnist_core.runs import Run
from fmnist_core.runs.files import write_json
from fmnist_core.runs.run import FORMAT

# What trains in this process trains as a worker does; to be said before TensorFlow is imported.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")


def pytest_collection_finish() -> None:
    """Streamlit collects garbage after every run of a page: not in all that the suite has imported."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def artifacts(tmp_path, monkeypatch) -> Path:
    """A folder of the user's own that starts empty: no test sees or leaves runs of the developer."""
    folder = tmp_path / "artifacts"
    monkeypatch.setenv("FMNIST_ARTIFACTS", str(folder))
    return folder


@pytest.fixture
def make_run(artifacts) -> Callable[..., Run]:
    """Write a finished run without training one; its answers are right for all but every tenth sample."""

    def make(
        run_id: str, dataset: str = "fashion_mnist", *, name: str = "", zoo: bool = False, state: str = "done"
    ) -> Run:
        run = Run(artifacts / ("zoo" if zoo else "runs") / run_id, zoo=zoo)
        run.folder.mkdir(parents=True)
        training = {"dataset": dataset, "architecture": "cnn", "epochs": 2, "name": name}
        record = {"format": FORMAT, "created": "2026-01-01T00:00:00.000+00:00", "training": training}
        write_json(run.folder / "config.json", record | {"environment": {}})
        status = {"state": state, "epoch": 2, "epochs": 2, "heartbeat": time.time(), "parameters": 1234}
        write_json(run.folder / "status.json", status | {"validation_accuracy": 0.901, "test_accuracy": 0.9})
        labels = np.arange(1000) % 10
        answers = np.where(np.arange(1000) % 100 < 10, (labels + 1) % 10, labels)
        logits = (5 * np.eye(10)[answers]).astype(np.float32)
        arrays = {"indices": np.arange(1000), "labels": labels, "logits": logits}
        splits = {
            f"{split}_{key}": array for split in ("validation", "test") for key, array in arrays.items()
        }
        np.savez(run.folder / "evaluation.npz", **splits)
        return run

    return make
