"""`evaluate` and `compare`: the figures of one run, and of two beside each other."""

import argparse

import numpy as np

from fmnist_core import datasets
from fmnist_core.cli.output import Commands, add_command, percent, print_json, print_table, quiet_tensorflow
from fmnist_core.evaluation import Evaluation
from fmnist_core.evaluation.compare import compare
from fmnist_core.runs import Run, RunStore


def add_commands(commands: Commands) -> None:
    """Add the two commands."""
    evaluate = add_command(
        commands,
        "evaluate",
        _evaluate,
        "load a run's network and compute every figure anew from the images",
        "evaluate fashion_mnist-cnn --split test --json",
    )
    evaluate.add_argument("run", metavar="RUN", help="an id, or a unique beginning of one")
    evaluate.add_argument("--split", choices=["test", "validation"], default="test")
    pair = add_command(
        commands,
        "compare",
        _compare,
        "compare two runs on their test splits",
        "compare fashion_mnist-cnn mnist-cnn",
    )
    pair.add_argument("a", metavar="RUN")
    pair.add_argument("b", metavar="RUN")


def _evaluate(options: argparse.Namespace) -> int:
    run = RunStore().get(options.run)
    with quiet_tensorflow():
        from fmnist_core.inference import Classifier
    classifier = Classifier.load(run)
    split = datasets.load(run.dataset).split(options.split)
    evaluation = Evaluation(
        split=split.name,
        labels=split.labels,
        logits=classifier.logits(split.images),
        indices=np.arange(len(split.labels)),
        class_names=classifier.class_names,
    )
    figures = evaluation.to_dict()
    if options.json:
        print_json({"run": run.id, "split": split.name, "samples": len(split.labels)} | figures)
        return 0
    names = ("accuracy", "macro_precision", "macro_recall", "macro_f1", "log_loss", "ece")
    print_table(["figure", f"{run.id}, {split.name}"], [[name, f"{figures[name]:.4f}"] for name in names])
    print()
    header = ("name", "precision", "recall", "f1", "support")
    print_table(
        header,
        [
            [row["name"], *(f"{row[key]:.4f}" for key in header[1:4]), row["support"]]
            for row in figures["per_class"]
        ],
    )
    return 0


def _stored(run: Run) -> Evaluation:
    names = datasets.load(run.dataset).spec.class_names
    return Evaluation.of(run.evaluation_arrays("test"), split="test", class_names=names)


def _compare(options: argparse.Namespace) -> int:
    store = RunStore()
    a, b = store.get(options.a), store.get(options.b)
    result = compare(_stored(a), _stored(b))
    if options.json:
        print_json({"a": a.id, "b": b.id} | result.to_dict())
        return 0
    print_table(
        ["run", "test accuracy", "95 % interval"],
        [
            [run.id, percent(accuracy), f"{percent(low)} to {percent(high)}"]
            for run, accuracy, (low, high) in (
                (a, result.accuracy_a, result.interval_a),
                (b, result.accuracy_b, result.interval_b),
            )
        ],
    )
    if result.paired:
        pair = result.paired
        print(
            f"\nOn the same samples, only the first is right {pair.only_a} times, only the second "
            f"{pair.only_b} times (McNemar's exact test: p = {pair.p_value:.2g})."
        )
    return 0
