"""Make the runs that ship with the project.

    python tools/build_zoo.py                              # train all again, each from its own config.json
    python tools/build_zoo.py mnist-cnn                    # only this one
    python tools/build_zoo.py mnist-cnn --adopt RUN        # take a finished run of your own as it is

Training goes through the project's own `train` command. Checkpoints and logs stay behind.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from fmnist_core.cli.settings import arguments_of  # noqa: E402
from fmnist_core.networks import ARCHITECTURES  # noqa: E402
from fmnist_core.paths import BUNDLED  # noqa: E402
from fmnist_core.retrieval import compute_embeddings, save_embeddings  # noqa: E402
from fmnist_core.runs import Run, RunState, RunStore  # noqa: E402
from fmnist_core.training import TrainingConfig  # noqa: E402

ZOO = BUNDLED / "zoo"
FILES = ("config.json", "history.jsonl", "model.keras", "evaluation.npz", "status.json")


def train(config: TrainingConfig) -> Run:
    """Train with the `train` command and return the finished run."""
    command = [sys.executable, "-m", "fmnist_core", "train", *arguments_of(config)]
    print(*command[1:])
    run_id = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    return RunStore().get(run_id)


def adopt(run: Run, zoo_id: str) -> None:
    """Copy a finished run into the zoo, with the embeddings that visual search needs."""
    if run.status.state is not RunState.DONE:
        sys.exit(f"{run.id} is {run.status.state}: only runs that are done enter the zoo.")
    folder = ZOO / zoo_id
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(run.folder / name, folder / name)
    if ARCHITECTURES[run.architecture].spatial:  # the dense baseline's search is no match for these
        save_embeddings(folder / "embeddings.npz", compute_embeddings(Run(folder, zoo=True)))
    print(f"{zoo_id}: test {run.status.test_accuracy:.2%}")


def main() -> None:
    """Read the command line and build what it names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="default: all")
    parser.add_argument("--adopt", metavar="RUN", help="a finished run to take as it is")
    options = parser.parse_args()
    if options.adopt:
        (zoo_id,) = options.ids
        adopt(RunStore().get(options.adopt), zoo_id)
        return
    for zoo_id in options.ids or sorted(folder.name for folder in ZOO.iterdir()):
        adopt(train(TrainingConfig.from_dict(Run(ZOO / zoo_id).config)), zoo_id)


if __name__ == "__main__":
    main()
