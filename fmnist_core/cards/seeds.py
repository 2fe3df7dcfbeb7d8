"""What runs gave that differ in their seed alone: `seeds.json` in the folder of the one that ships."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import numpy as np

from fmnist_core.errors import RunCorruptError
from fmnist_core.evaluation import Evaluation
from fmnist_core.evaluation.calibration import calibration_error, fit_temperature
from fmnist_core.evaluation.metrics import softmax
from fmnist_core.runs import Run
from fmnist_core.runs.files import read_json, write_json

SEEDS_FILE = "seeds.json"


@dataclass(frozen=True)
class SeedFigures:
    """What one seed gave; all but the first accuracy are of the test split.

    Attributes:
        seed: of the run.
        validation_accuracy: in [0, 1].
        test_accuracy: in [0, 1].
        mirrored_test_accuracy: with the logits averaged over each image and its mirror image, in [0, 1];
            None where it was not trained on mirror images.
        calibration_error: after a temperature fitted on validation, in [0, 1].
        recalls: one for each class, in [0, 1].
        seconds: of training; None where not known.
        mirrored_recalls: as `recalls`, mirror-averaged; None where that is not known.
    """

    seed: int
    validation_accuracy: float
    test_accuracy: float
    mirrored_test_accuracy: float | None
    calibration_error: float
    recalls: tuple[float, ...]
    seconds: float | None
    mirrored_recalls: tuple[float, ...] | None = None

    @classmethod
    def of(cls, run: Run, class_names: tuple[str, ...], mirrored_logits: np.ndarray | None) -> Self:
        """Take the figures from the evaluation of a run.

        Args:
            run: that has been evaluated.
            class_names: of its dataset.
            mirrored_logits: from `Classifier.mirrored_test_logits`.

        Raises:
            RunCorruptError: it has none.
        """
        validation, test = (
            Evaluation.of(run.evaluation_arrays(split), split, class_names)
            for split in ("validation", "test")
        )
        mirrored = None if mirrored_logits is None else replace(test, logits=mirrored_logits)
        return cls(
            seed=run.config["seed"],
            validation_accuracy=validation.accuracy,
            test_accuracy=test.accuracy,
            mirrored_test_accuracy=mirrored.accuracy if mirrored else None,
            calibration_error=mended_error(validation, test)[1],
            recalls=_recalls(test),
            seconds=run.status.seconds,
            mirrored_recalls=_recalls(mirrored) if mirrored else None,
        )


def _recalls(test: Evaluation) -> tuple[float, ...]:
    return tuple(row["recall"] for row in test.per_class)


def mended_error(validation: Evaluation, test: Evaluation) -> tuple[float, float]:
    """Return the temperature fitted on validation, and the calibration error of test with it."""
    temperature = fit_temperature(validation.labels, validation.logits)
    return temperature, calibration_error(test.labels, softmax(test.logits / temperature))


def read_seeds(run: Run) -> list[SeedFigures]:
    """Return the figures of a run and its siblings, by seed; none where nobody has recorded them.

    Raises:
        RunCorruptError: `seeds.json` cannot be read.
    """
    path = run.folder / SEEDS_FILE
    if not path.is_file():
        return []
    try:
        rows: list[dict[str, Any]] = read_json(path)["seeds"]
        return [_figures(row) for row in rows]
    except (KeyError, TypeError, AttributeError) as error:
        raise RunCorruptError(
            f"{run.id}: {SEEDS_FILE} does not hold the figures of seeds ({error})."
        ) from error


def _figures(row: dict[str, Any]) -> SeedFigures:
    names = [name for name in ("recalls", "mirrored_recalls") if row.get(name)]
    lists: dict[str, Any] = {name: tuple(row[name]) for name in names}
    return SeedFigures(**{**row, **lists})


def write_seeds(run: Run, figures: list[SeedFigures]) -> None:
    """Write `seeds.json`, sorted by seed.

    Raises:
        StorageError: the disk refused.
    """
    rows = [asdict(each) for each in sorted(figures, key=lambda each: each.seed)]
    write_json(run.folder / SEEDS_FILE, {"seeds": rows})
