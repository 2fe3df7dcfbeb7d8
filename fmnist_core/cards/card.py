"""The text of a model card, from a run's files and its dataset's; the same files give the same text."""

import json
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from fmnist_core.cards.seeds import SeedFigures, mended_error, read_seeds
from fmnist_core.cards.weaknesses import WEAKNESSES
from fmnist_core.datasets import Dataset, load, twins_of
from fmnist_core.evaluation import Evaluation
from fmnist_core.evaluation.metrics import wilson_interval
from fmnist_core.networks import architecture
from fmnist_core.runs import Run

CARD_FILE = "MODEL_CARD.md"
SURE = 0.9  # confidence above which a mistake is called a sure one


@dataclass(frozen=True)
class _Facts:
    run: Run
    dataset: Dataset
    validation: Evaluation
    test: Evaluation
    seeds: list[SeedFigures]


def model_card(run: Run) -> str:
    """Return the model card of a finished run as Markdown.

    Raises:
        RunCorruptError: the run has no evaluation, or a file of it cannot be read.
        DatasetError: the run's dataset is not there, or its labels or its list of twins cannot be read.
    """
    dataset = load(run.dataset)
    validation, test = (
        Evaluation.of(run.evaluation_arrays(split), split, dataset.spec.class_names)
        for split in ("validation", "test")
    )
    facts = _Facts(run, dataset, validation, test, read_seeds(run))
    sections = (_head, _accuracy, _seeds, _calibration, _classes, _weaknesses, _data, _training)
    return "\n\n".join(text for section in sections if (text := section(facts))) + "\n"


def _head(facts: _Facts) -> str:
    run, spec = facts.run, architecture(facts.run.architecture)
    title = facts.dataset.spec.title
    classes = len(facts.test.class_names)
    height, width = facts.dataset.image_shape
    return f"""# {title}: {run.first_name}

The run `{run.id}` of the zoo: {spec.title.lower()} (`{spec.name}`), {run.status.parameters:,} weights. It
sorts grey pictures of {height} x {width} pixels, like those of {title}, into {classes} classes. It is made
for learning and teaching about image classifiers, not for decisions about goods or people.

This card is made from the files beside it by `tools/model_card.py`. The validation split chose the weights;
the test split was looked at once, when training was over."""


def _accuracy(facts: _Facts) -> str:
    rows = [
        _accuracy_row("validation", facts.validation.correct),
        _accuracy_row("**test**", facts.test.correct),
    ]
    twins = twins_of(facts.dataset.spec)
    text = "Nobody has looked for test images with a near twin in the training file."
    if twins is not None:
        has_twin = np.isin(facts.test.indices, [twin.index for twin in twins])
        rows.append(_accuracy_row("test, without twins", facts.test.correct[~has_twin]))
        text = (
            f"{int(has_twin.sum()):,} test images have a near twin among the published training images (see "
            "`tools/find_twins.py`), which a network may know by heart."
        )
    own = [each for each in facts.seeds if each.seed == facts.run.config.get("seed")]
    if own and own[0].mirrored_test_accuracy is not None:
        right = round(own[0].mirrored_test_accuracy * len(facts.test.labels))
        rows.append(_accuracy_row("test, mirror-averaged", np.arange(len(facts.test.labels)) < right))
        text += " Mirror-averaged: the mean of the logits of an image and of its mirror image decides."
    table = _table(("split", "images", "accuracy", "95 % interval (Wilson)"), rows)
    return f"## Accuracy\n\n{table}\n\n{text}"


def _accuracy_row(name: str, correct: np.ndarray) -> tuple[str, ...]:
    low, high = wilson_interval(int(correct.sum()), len(correct))
    interval = f"{100 * low:.2f} to {100 * high:.2f} %"
    return name, f"{len(correct):,}", _percent(correct.mean()), interval


def _seeds(facts: _Facts) -> str:
    seeds = facts.seeds
    if len(seeds) < 2:
        return "One seed was trained, so nothing is known of how much the figures vary between seeds."
    classes = facts.test.class_names
    hardest = int(np.argmin(np.mean([each.recalls for each in seeds], axis=0)))
    columns = {
        "validation": [each.validation_accuracy for each in seeds],
        "test": [each.test_accuracy for each in seeds],
        "test, mirror-averaged": [each.mirrored_test_accuracy for each in seeds],
        f"recall of {classes[hardest]}": [each.recalls[hardest] for each in seeds],
        f"recall of {classes[hardest]}, mirror-averaged": [
            each.mirrored_recalls[hardest] if each.mirrored_recalls else None for each in seeds
        ],
        "calibration error": [each.calibration_error for each in seeds],
    }
    known = {
        name: [value for value in values if value is not None]
        for name, values in columns.items()
        if None not in values
    }
    rows = [(str(each.seed), *(_percent(known[name][i]) for name in known)) for i, each in enumerate(seeds)]
    rows.append(("**mean ± deviation**", *(_spread(values) for values in known.values())))
    table = _table(("seed", *known), rows)
    best = max(columns["validation"])
    place = "the best" if columns["validation"].count(best) == 1 else "among the best"
    return (
        f"## Seeds\n\nThe same configuration was trained with {len(seeds)} seeds. The one that ships, "
        f"{facts.run.config.get('seed')}, is {place} on validation.\n\n{table}"
    )


def _spread(values: list[float]) -> str:
    return f"{100 * statistics.mean(values):.2f} ± {100 * statistics.stdev(values):.2f} %"


def _calibration(facts: _Facts) -> str:
    temperature, error = mended_error(facts.validation, facts.test)
    rows = (
        ("as trained", "1.00", _percent(facts.test.ece)),
        ("mended", f"{temperature:.2f}", _percent(error)),
    )
    table = _table(("", "temperature", "error"), rows)
    return (
        "## Calibration\n\nExpected calibration error on test over 15 bins, as trained and with the "
        f"temperature that fits validation best:\n\n{table}"
    )


def _classes(facts: _Facts) -> str:
    test, names = facts.test, facts.test.class_names
    mistakes = test.confusion.copy()
    np.fill_diagonal(mistakes, 0)
    rows = []
    for number, row in enumerate(test.per_class):
        other = int(mistakes[number].argmax())
        count = int(mistakes[number, other])
        taken_for = f"{names[other]} ({count})" if count else "nothing else"
        figures = (_percent(row[key]) for key in ("precision", "recall", "f1"))
        rows.append((row["name"], *figures, f"{row['support']:,}", taken_for))
    header = ("class", "precision", "recall", "F1", "test images", "most often taken for")
    return f"## Classes\n\n{_table(header, rows)}"


def _weaknesses(facts: _Facts) -> str:
    test, names = facts.test, facts.test.class_names
    recalls = [row["recall"] if row["support"] else np.inf for row in test.per_class]
    hardest = int(np.argmin(recalls))
    share = np.mean(test.labels[test.wrong] == hardest) if len(test.wrong) else 0.0
    lines = [
        f"The hardest class is {names[hardest]}: {_percent(recalls[hardest])} of its test images are found, "
        f"and {100 * share:.0f} % of all mistakes are images of it."
    ]
    if pairs := test.most_confused(1):
        true, predicted, count = pairs[0]
        lines.append(f"The most frequent mistake: {names[true]} taken for {names[predicted]}, {count} times.")
    sure = int(np.count_nonzero(test.confidence[test.wrong] > SURE))
    lines.append(
        f"{sure} of its {len(test.wrong)} mistakes on test are sure ones: made with a confidence above "
        f"{100 * SURE:.0f} %."
    )
    lines.extend(WEAKNESSES.get((facts.run.dataset, facts.run.knows_pictures), ()))
    return "## Known weaknesses\n\n" + "\n".join(f"- {line}" for line in lines)


def _data(facts: _Facts) -> str:
    spec, sizes = facts.dataset.spec, facts.dataset.sizes
    limit = facts.run.config.get("limit")
    used = f" (of which {limit:,} were used)" if limit else ""
    md5 = _table(
        ("file, unpacked", "MD5"), [(f"`{name}`", f"`{digest}`") for name, digest in spec.md5.items()]
    )
    others = "No other data were used."
    if facts.run.knows_pictures:
        others = (
            "No other data were used. To each training image comes a made picture, a drawing, an icon or a\n"
            "photograph: `fmnist_core/drawings` makes them from training images and outlines of the classes."
        )
    return f"""## Data

{spec.title}, {spec.licence}. Source: {spec.source}.

{others} The published training file is divided into {sizes["train"]:,} images to train
on{used} and {sizes["validation"]:,} to validate on, always the same and stratified; the test file has
{sizes["test"]:,}.

{md5}"""


def _training(facts: _Facts) -> str:
    run, status = facts.run, facts.run.status
    record = run.record.get("environment", {})
    machine = record.get("machine", {})
    packages = ", ".join(f"{name} {version}" for name, version in record.get("packages", {}).items())
    started_from, teacher = run.config.get("start_from"), run.config.get("teacher")
    rows = [
        ("time", _duration(status.seconds)),
        ("epochs", f"{status.epoch}, of which number {status.best_epoch} gave the weights"),
        ("machine", f"{machine.get('processor')}, {machine.get('cores')} cores, {machine.get('system')}"),
        ("arithmetic", str(status.precision)),
        ("versions", f"Python {record.get('python')}, {packages}"),
        ("source revision", f"`{record.get('git_commit')}`"),
        ("created", run.created),
    ]
    settings = _table(
        ("setting", "value"), [(f"`{name}`", f"`{json.dumps(value)}`") for name, value in run.config.items()]
    )
    seeds = f", once for each of its {len(facts.seeds)} seeds" if len(facts.seeds) > 1 else ""
    again = f"`python tools/build_zoo.py {run.id}` trains it again from `config.json`{seeds}."
    if started_from:
        again += f" It begins with the weights of `{started_from}`."
    if teacher:
        teachers = ", ".join(f"`{name.strip()}`" for name in teacher.split(","))
        again += f" It learns from the answers of {teachers}, too."
    return f"## Training\n\n{again}\n\n{_table(('', ''), rows)}\n\n{settings}"


def _duration(seconds: float | None) -> str:
    return "not known" if seconds is None else f"{timedelta(seconds=round(seconds))} (h:mm:ss), wall clock"


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    header = tuple(header)
    lines = [header, ("---",) * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"
