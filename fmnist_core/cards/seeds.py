"""What runs gave that differ in their seed alone: `seeds.json` in the folder of the one that ships."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Self

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
    """

    seed: int
    validation_accuracy: float
    test_accuracy: float
    mirrored_test_accuracy: float | None
    calibration_error: float
    recalls: tuple[float, ...]
    seconds: float | None

    @classmethod
    def of(cls, run: Run, class_names: tuple[str, ...], mirrored_test_accuracy: float | None) -> Self:
        """Take the figures from the evaluation of a run.

        Raises:
            RunCorruptError: it has none.
        """
        validation, test = (
            Evaluation.of(run.evaluation_arrays(split), split, class_names)
            for split in ("validation", "test")
        )
        return cls(
            seed=run.config["seed"],
            validation_accuracy=validation.accuracy,
            test_accuracy=test.accuracy,
            mirrored_test_accuracy=mirrored_test_accuracy,
            calibration_error=mended_error(validation, test)[1],
            recalls=tuple(row["recall"] for row in test.per_class),
            seconds=run.status.seconds,
        )


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
        return [replace(SeedFigures(**row), recalls=tuple(row["recalls"])) for row in rows]
    except (KeyError, TypeError) as error:
        raise RunCorruptError(
            f"{run.id}: {SEEDS_FILE} does not hold the figures of seeds ({error})."
        ) from error


def write_seeds(run: Run, figures: list[SeedFigures]) -> None:
    """Write `seeds.json`, sorted by seed.

    Raises:
        StorageError: the disk refused.
    """
    rows = [asdict(each) for each in sorted(figures, key=lambda each: each.seed)]
    write_json(run.folder / SEEDS_FILE, {"seeds": rows})
