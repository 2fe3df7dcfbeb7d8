"""Make the runs that ship with the project.

    python tools/build_zoo.py                              # train all again, each from its own config.json
    python tools/build_zoo.py mnist-cnn                    # only this one
    python tools/build_zoo.py mnist-cnn --adopt RUN        # take a finished run of your own as it is
    python tools/build_zoo.py mnist-cnn --adopt RUN RUN    # of runs that differ in their seed, the best
    python tools/build_zoo.py --measure                    # train none; measure anew what is familiar to them

Training goes through the project's own `train` command, once for each seed in the folder's `seeds.json`.
Teachers, and runs whose weights others begin with, come before those that need them. The run that is best on
validation ships; `seeds.json` keeps the figures of all. Checkpoints and logs stay behind.
"""

import argparse
import graphlib
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from fmnist_core import familiarity  # noqa: E402
from fmnist_core.cards import CARD_FILE, SeedFigures, model_card, read_seeds, write_seeds  # noqa: E402
from fmnist_core.cli.settings import arguments_of  # noqa: E402
from fmnist_core.inference import Classifier  # noqa: E402
from fmnist_core.paths import BUNDLED  # noqa: E402
from fmnist_core.retrieval import compute_embeddings, save_embeddings  # noqa: E402
from fmnist_core.runs import Run, RunState, RunStore  # noqa: E402
from fmnist_core.training import TrainingConfig  # noqa: E402

ZOO = BUNDLED / "zoo"
# For visual search: of the most accurate network of each dataset, and of the one that answers for pictures.
# The app computes the others' when somebody searches: the zoo stays under 40 MB.
WITH_EMBEDDINGS = ("fashion_mnist-resnet14-taught", "fashion_mnist-wide", "mnist-resnet14")
FILES = ("config.json", "history.jsonl", "evaluation.npz", "status.json")


def train(config: TrainingConfig) -> Run:
    """Train with the `train` command and return the finished run."""
    command = [sys.executable, "-m", "fmnist_core", "train", *arguments_of(config)]
    print(*command[1:])
    run_id = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    return RunStore().get(run_id)


def train_again(zoo_id: str) -> list[Run]:
    """Train a run of the zoo anew, once for each seed that it was trained with."""
    run = Run(ZOO / zoo_id)
    config = TrainingConfig.from_dict(run.config)
    seeds = [each.seed for each in read_seeds(run)] or [config.seed]
    return [train(replace(config, seed=seed)) for seed in seeds]


def teachers_first(zoo_ids: list[str]) -> list[str]:
    """Return ids of the zoo so that a run comes after those that it learns from or begins with."""
    configs = {zoo_id: TrainingConfig.from_dict(Run(ZOO / zoo_id).config) for zoo_id in sorted(zoo_ids)}
    needs = {zoo_id: [*config.teachers, config.start_from] for zoo_id, config in configs.items()}
    return [zoo_id for zoo_id in graphlib.TopologicalSorter(needs).static_order() if zoo_id in configs]


def adopt(runs: list[Run], zoo_id: str) -> None:
    """Copy the best of some finished runs into the zoo, with its card and what is measured of all."""
    check(runs)
    figures = [figures_of(run) for run in runs]  # before anything is written: a run may be broken
    best = max(runs, key=lambda run: (run.status.validation_accuracy or 0, -run.config["seed"]))
    folder = ZOO / zoo_id
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(best.folder / name, folder / name)
    _compress(best.model_path, folder / best.model_path.name)
    shipped = Run(folder, zoo=True)
    if zoo_id in WITH_EMBEDDINGS:
        save_embeddings(folder / "embeddings.npz", compute_embeddings(shipped))
    Classifier.load(shipped).measure_familiarity(folder / familiarity.FILE_NAME)
    write_seeds(shipped, figures)
    (folder / CARD_FILE).write_text(model_card(shipped), encoding="utf-8")
    print(f"{zoo_id}: seed {best.config['seed']}, test {best.status.test_accuracy:.2%}")


def _compress(source: Path, target: Path) -> None:
    """Copy a Keras archive, which Keras does not compress: a fifth smaller."""
    with ZipFile(source) as found, ZipFile(target, "w", ZIP_DEFLATED, compresslevel=9) as made:
        for name in found.namelist():
            made.writestr(name, found.read(name))


def check(runs: list[Run]) -> None:
    """Leave with a sentence unless the runs are done and differ in nothing but their seed and name."""
    for run in runs:
        if run.status.state is not RunState.DONE:
            sys.exit(f"{run.id} is {run.status.state}: only runs that are done enter the zoo.")
    settings = [{**run.config, "seed": 0, "name": ""} for run in runs]
    for run, other in zip(runs[1:], settings[1:], strict=True):
        if different := sorted(key for key in settings[0] | other if settings[0].get(key) != other.get(key)):
            sys.exit(f"{runs[0].id} and {run.id} differ in {', '.join(different)}: only seeds may differ.")
    if len({run.config["seed"] for run in runs}) < len(runs):
        sys.exit("Two of the runs have the same seed: name each seed once.")


def figures_of(run: Run) -> SeedFigures:
    """Return the figures of a run; with mirror averaging where it was trained on mirror images."""
    classifier = Classifier.load(run)
    return SeedFigures.of(run, classifier.class_names, classifier.mirrored_test_logits())


def main() -> None:
    """Read the command line and build what it names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="default: all")
    parser.add_argument("--adopt", metavar="RUN", nargs="+", help="finished runs to take as they are")
    parser.add_argument("--measure", action="store_true", help="only write familiarity.npz anew")
    options = parser.parse_args()
    if options.adopt:
        if len(options.ids) != 1:
            parser.error("--adopt needs one ID before it, that of the zoo's run to make.")
        adopt([RunStore().get(reference) for reference in options.adopt], options.ids[0])
        return
    for zoo_id in teachers_first(options.ids or [folder.name for folder in ZOO.iterdir()]):
        if options.measure:
            Classifier.load(Run(ZOO / zoo_id)).measure_familiarity(ZOO / zoo_id / familiarity.FILE_NAME)
        else:
            adopt(train_again(zoo_id), zoo_id)


if __name__ == "__main__":
    main()
