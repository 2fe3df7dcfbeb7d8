"""`predict`, `explain` and `similar`: what a network makes of a picture file."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from fmnist_core import datasets
from fmnist_core.cli.output import Commands, add_command, print_json, print_table, quiet_tensorflow
from fmnist_core.errors import ConfigError, PictureError
from fmnist_core.explain import DEFAULT_METHOD, METHODS
from fmnist_core.images import prepare
from fmnist_core.recognition import recognise
from fmnist_core.runs import Run, RunStore
from fmnist_core.runs.files import replacing, storage

if TYPE_CHECKING:
    from fmnist_core.inference import Classifier

_ELSEWHERE = "Give another --out."  # FMNIST_ARTIFACTS does not move an overlay


def add_commands(commands: Commands) -> None:
    """Add the three commands."""
    predict = add_command(
        commands, "predict", _predict, "say what is on pictures", "predict shoe.png coat.jpg --json"
    )
    predict.add_argument("files", metavar="FILE", nargs="+")
    _add_run(predict)
    explain = add_command(
        commands,
        "explain",
        _explain,
        "show which parts of a picture the answer rests on",
        "explain shoe.png --method gradcam --out overlay.png",
    )
    explain.add_argument("file", metavar="FILE", nargs="?")
    explain.add_argument("--method", default=DEFAULT_METHOD, choices=list(METHODS), metavar="M")
    explain.add_argument("--class", dest="target", metavar="C", help="a class's name or number")
    explain.add_argument("--against", metavar="C", help="show what speaks for the class and not for this one")
    explain.add_argument("--out", type=Path, metavar="PNG", help="default: beside FILE")
    explain.add_argument("--list", action="store_true", help="list the methods")
    _add_run(explain)
    similar = add_command(
        commands, "similar", _similar, "find the dataset images most like a picture", "similar shoe.png --k 5"
    )
    similar.add_argument("file", metavar="FILE")
    similar.add_argument("--k", type=int, default=10, metavar="K", help="how many (default 10)")
    _add_run(similar)


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dataset", choices=list(datasets.specs()), help="default: fashion_mnist")
    parser.add_argument(
        "--run",
        metavar="RUN",
        help="default: the run that knows drawings and photos, or else the best; of the zoo, if it has one",
    )


def _run(options: argparse.Namespace) -> Run:
    """Return the run that was named, or the default one of the dataset."""
    store = RunStore()
    if options.run is None:
        return store.default(options.dataset or "fashion_mnist")
    run = store.get(options.run)
    if options.dataset not in (None, run.dataset):
        raise ConfigError(
            f"The run {run.id} was trained on {run.dataset}, not on {options.dataset}. "
            "Leave --dataset out, or name another run."
        )
    return run


def _classifier(run: Run) -> "Classifier":
    with quiet_tensorflow():
        from fmnist_core.inference import Classifier
    return Classifier.load(run)


def _predict(options: argparse.Namespace) -> int:
    classifier = _classifier(_run(options))
    # The first call traces the network; what is reported is what each further picture takes.
    classifier.logits(np.zeros(datasets.load(classifier.dataset.name).image_shape, np.uint8))
    answers = [_answer(classifier, file) for file in options.files]
    if options.json:
        print_json(answers)
    else:
        for answer in answers:
            if "error" in answer:
                print(f"{answer['file']}: {answer['error']}", file=sys.stderr)
        print_table(
            ["file", "label", "confidence", "kind"],
            [
                [
                    row["file"],
                    f"none of the classes (closest: {row['label']})" if row["abstained"] else row["label"],
                    f"{row['confidence']:.1%}",
                    row["kind"],
                ]
                for row in answers
                if "error" not in row
            ],
        )
    return 1 if any("error" in answer for answer in answers) else 0


def _answer(classifier: "Classifier", file: str) -> dict[str, Any]:
    try:
        prediction = recognise(classifier, Path(file))
    except PictureError as error:
        return {"file": file, "error": str(error)}
    best, probabilities = prediction.best, prediction.probabilities
    return {
        "file": file,
        "kind": prediction.prepared.kind,
        "label": classifier.class_names[best],
        "class_index": best,
        "confidence": round(float(probabilities[best]), 6),
        "probabilities": [round(float(value), 6) for value in probabilities],
        "abstained": prediction.abstained,
        "warning": prediction.warning,
        "milliseconds": round(prediction.preparation_ms + prediction.answer_ms, 2),
    }


def _explain(options: argparse.Namespace) -> int:
    if options.list:
        rows = [{"name": m.name, "title": m.title, "summary": m.summary} for m in METHODS.values()]
        if options.json:
            print_json(rows)
        else:
            print_table(["name", "title", "summary"], [list(row.values()) for row in rows])
        return 0
    if not options.file:
        raise ConfigError("explain needs a picture file. Received none; or use explain --list.")
    run = _run(options)
    spec = datasets.load(run.dataset).spec
    prepared = prepare(Path(options.file), spec)
    target, against = (
        None if name is None else _class_number(name, spec.class_names)
        for name in (options.target, options.against)
    )
    path = options.out or Path(options.file).with_suffix(f".{options.method}.png")
    _check_place(path)
    classifier = _classifier(run)
    from fmnist_core.explain import explain, overlay

    saliency = explain(classifier, prepared.pixels, options.method, target, against)
    with replacing(path, remedy=_ELSEWHERE) as temporary:
        Image.fromarray(overlay(prepared.pixels, saliency.values)).save(temporary, format="PNG")
    label = spec.class_names[saliency.target]
    if options.json:
        print_json({"file": options.file, "method": options.method, "class": label, "out": str(path)})
    else:
        print(path)
    return 0


def _check_place(path: Path) -> None:
    """Refuse what no overlay can be written to, before the seconds that it takes to make one.

    Raises:
        ConfigError: it is no file, but a folder or a device.
        StorageError: the disk refuses to write there.
    """
    with storage(path, _ELSEWHERE):
        if not path.name or (path.exists() and not path.is_file()):
            raise ConfigError(f"--out should be a PNG file to write. Received: {path}.")
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass


def _class_number(text: str, names: tuple[str, ...]) -> int:
    lowered = [name.lower() for name in names]
    numbers = [str(number) for number in range(len(names))]
    # The exact name first: classes may differ by their case alone.
    for known, wanted in ((names, text), (lowered, text.lower()), (numbers, text)):
        if wanted in known:
            return known.index(wanted)
    raise ConfigError(f"There is no class {text!r}. Known: {', '.join(names)}, or their numbers from 0.")


def _similar(options: argparse.Namespace) -> int:
    if options.k < 1:
        raise ConfigError(f"--k should be at least 1. Received: {options.k}.")
    run = _run(options)
    prepared = prepare(Path(options.file), datasets.load(run.dataset).spec)
    classifier = _classifier(run)
    from fmnist_core.retrieval import EmbeddingIndex, suggest

    index = EmbeddingIndex.load(run)
    neighbours = index.nearest(classifier.embed(prepared.pixels)[0], k=options.k)
    rows = [
        {
            "index": neighbour.index,
            "split": neighbour.split,
            "label": classifier.class_names[neighbour.label],
            "distance": round(neighbour.distance, 6),
        }
        for neighbour in neighbours
    ]
    if options.json:
        print_json(rows)
    else:
        print_table(["index", "split", "label", "distance"], [list(row.values()) for row in rows])
        words = suggest(neighbours, index.usual_distance).sentence(classifier.class_names)
        print(f"\n{words.replace('**', '')}")
    return 0
