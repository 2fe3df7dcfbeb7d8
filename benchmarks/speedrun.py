"""How long until a network is good? Seconds from the start of a process to a test accuracy of 92, 93, 94 %.

As in published speedruns, a recipe has a fixed length that was tuned beforehand (on validation): it runs to
its end, the test split is looked at once, and a target counts as reached if the mean over the seeds does. As
there, too, whoever has a recipe answers with the mean of the logits of several looks at an image: as it is
and mirrored, also a pixel aside; the accuracy of one look has a column of its own. Each training is a fresh
process, and all of it is on the clock: imports, tracing, data, training, and, where the contender does it,
validation. The contenders take turns, seed by seed, on the same two cores:

    ours           this project's recipe for the target, with validation after each epoch as always
    keras example  the Simple MNIST convnet of keras.io with Adam, as it is
    plain recipe   the network of our first target, float32, Adam at its default rate, no augmentation
    torch          our network and our recipe as a channels-last PyTorch loop, in the same arithmetic as ours

The second and third have no schedule, so that one long run shows what any shorter one would have given: they
are followed for some epochs, and the first epoch counts after which the mean over the seeds is at the target.
That is generous to them: the length is chosen in hindsight, on the test split. They answer with one look, as
those who would do so do; what ours has with one stands beside. Which arithmetic is faster is
measured once, before the clock starts, as the app remembers it after its first run.

    python benchmarks/speedrun.py --targets 92 93 94 --seeds 5 --log speedrun.jsonl
    python benchmarks/speedrun.py --torch-python ../torch/bin/python      # PyTorch lives elsewhere
    python benchmarks/speedrun.py --seeds 1 --limit 2000 --epochs 2       # does it run at all?

With --log each result is kept at once, and a later call with the same file only does what it lacks.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from fmnist_core.runs.environment import machine  # noqa: E402
from fmnist_core.training.executor import worker_environment  # noqa: E402

SHARED = {
    "architecture": "fast",
    "optimizer": "sgd",
    "schedule": "one-cycle",
    "batch_size": 256,
    "learning_rate": 0.5,
    "weight_decay": 0.0025,
    "label_smoothing": 0.1,
    "dropout": 0.0,
    "augment": "mirror",
}
# Target in per cent -> the recipe that is long enough, tuned on validation; to 94 % what fits into 180 s.
RECIPES: dict[int, dict[str, Any]] = {
    92: SHARED | {"skip_easy": 0.5, "epochs": 7},
    93: SHARED | {"skip_easy": 0.5, "epochs": 16},
    94: SHARED | {"architecture": "resnet10", "skip_easy": 0.6, "epochs": 19},
}
LOOKS = {92: 10, 93: 10, 94: 6}  # at each test image: `benchmarks.contenders.views`
FIXED = {"ours": "ours", "torch": "torch_loop"}  # contenders with a recipe for each target, and their modules
FOLLOWED = {"keras example": "keras_example", "plain recipe": "plain"}
CORES = 2
Job = dict[str, Any]
Result = dict[str, Any]  # a job, and what came out of it


@dataclass(frozen=True)
class Finish:
    """One seed at the end of its race.

    Attributes:
        seconds: since the process was started.
        accuracy: on the test split, which counts; in [0, 1].
        alone: the same with one look at each image.
        epochs: of training.
    """

    seconds: float
    accuracy: float
    alone: float
    epochs: int


PREPARE = """
import json, sys
from pathlib import Path
from fmnist_core.datasets import load
from fmnist_core.networks import build
from fmnist_core.training import TrainingConfig
from fmnist_core.training.precision import resolve
config = TrainingConfig(**json.loads(sys.argv[1]))
model = build(config.architecture, dropout=config.dropout)
Path(sys.argv[2]).write_text(json.dumps(model.get_config()))
print(resolve(config, load(config.dataset)))
"""


def jobs(options: argparse.Namespace, precision: dict[int, str]) -> Iterator[Job]:
    """Yield what to run, contenders in turn; the target is None for those that are followed."""
    architecture = RECIPES[options.targets[0]]["architecture"]
    followed = {"architecture": architecture, "epochs": options.epochs or options.follow}
    for seed in range(options.seeds):
        shared = {"seed": seed, "limit": options.limit}
        for contender in FOLLOWED if options.follow else ():
            yield shared | {"contender": contender, "target": None, "settings": followed}
        for target in options.targets:
            settings = RECIPES[target] | {"precision": precision[target]}
            settings |= {"epochs": options.epochs or settings["epochs"]}
            for contender in FIXED if seed < options.torch_seeds else ("ours",):
                job = {"contender": contender, "target": target, "looks": LOOKS[target]}
                yield shared | job | {"settings": settings}


def run(job: Job, network: Path, torch_python: str) -> Result:
    """Train once in a fresh process; return the job with what came out."""
    module = (FIXED | FOLLOWED)[job["contender"]]
    request = {key: job[key] for key in ("settings", "seed", "limit", "looks") if key in job}
    request |= {"network": str(network), "began": time.time()}
    python = torch_python if job["contender"] == "torch" else sys.executable
    command = [python, "-m", f"benchmarks.contenders.{module}", json.dumps(request)]
    environment = worker_environment() if job["contender"] == "ours" else None  # as the app trains
    began = time.perf_counter()
    process = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    if process.returncode:
        last = (process.stderr.strip().splitlines() or ["no message"])[-1]
        return job | {"skipped": f"{job['contender']} failed: {last}"}
    return job | {"seconds": seconds} | json.loads(process.stdout.strip().splitlines()[-1])


def prepare(target: int, folder: Path) -> str:
    """Write the configuration of the target's network; return the faster arithmetic, measured once."""
    command = [sys.executable, "-c", PREPARE, json.dumps(RECIPES[target]), str(folder / f"{target}.json")]
    process = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return process.stdout.strip().splitlines()[-1]


def reached(results: list[Result], contender: str, target: int) -> list[Finish] | str:
    """Return how each seed finished; or a sentence on why there is no figure."""
    mine = [r for r in results if r["contender"] == contender and r["target"] in (None, target)]
    if skipped := [r["skipped"] for r in mine if "skipped" in r]:
        return skipped[0]
    if contender in FIXED:
        return [Finish(r["seconds"], r["averaged"], r["accuracy"], r["settings"]["epochs"]) for r in mine]
    curves = [r["curve"] for r in mine]
    for epoch, points in enumerate(zip(*curves, strict=True), start=1):
        if statistics.mean(accuracy for _, accuracy in points) >= target / 100:
            return [Finish(seconds, accuracy, accuracy, epoch) for seconds, accuracy in points]
    means = [statistics.mean(accuracy for _, accuracy in points) for points in zip(*curves, strict=True)]
    best = max(means)
    return f"not reached in {len(means)} epochs (at best {best:.2%}, after {means.index(best) + 1})"


def table(results: list[Result], targets: list[int]) -> str:
    lines = [
        "| target | contender | seconds | test accuracy | one look | epochs | times ours |",
        "|---|---|---|---|---|---|---|",
    ]
    measured = {result["contender"] for result in results}
    for target in targets:
        ours = reached(results, "ours", target)
        for contender in [name for name in (*FIXED, *FOLLOWED) if name in measured]:
            found = reached(results, contender, target)
            cells = _cells(found, ours, target)
            fewer = isinstance(found, list) and isinstance(ours, list) and len(found) < len(ours)
            name = f"{contender}, {len(found)} of {len(ours)} seeds" if fewer else contender
            lines.append(f"| {target} % | {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cells(found: list[Finish] | str, ours: list[Finish] | str, target: int) -> list[str]:
    if isinstance(found, str):
        return [found, "", "", "", ""]
    accuracies = [each.accuracy for each in found]
    missed = "" if statistics.mean(accuracies) >= target / 100 else " (**missed**)"
    ratio = ""
    if not isinstance(ours, str):
        pairs = zip(found, ours, strict=False)  # where one has more seeds, the first of them
        ratio = f"{statistics.median(theirs.seconds / own.seconds for theirs, own in pairs):.2f}"
    return [
        f"{_spread([each.seconds for each in found], 1, 0)} s",
        f"{_spread(accuracies, 100, 2)} %{missed}",
        f"{_spread([each.alone for each in found], 100, 2)} %",
        str(found[0].epochs),
        ratio,
    ]


def _spread(values: list[float], factor: float, digits: int) -> str:
    scaled = [factor * value for value in values]
    deviation = f" ± {statistics.stdev(scaled):.{digits}f}" if len(scaled) > 1 else ""
    return f"{statistics.mean(scaled):.{digits}f}{deviation}"


def measure(options: argparse.Namespace) -> list[Result]:
    """Return the result of every job, from the log where it has been done before."""
    log: Path | None = options.log
    known = [json.loads(line) for line in log.read_text().splitlines()] if log and log.is_file() else []
    results = []
    with tempfile.TemporaryDirectory() as name:
        os.environ["FMNIST_ARTIFACTS"] = name  # runs stay out of your own
        precision = {target: prepare(target, Path(name)) for target in options.targets}
        for job in jobs(options, precision):
            before = [result for result in known if job.items() <= result.items() and "skipped" not in result]
            if before:
                results.append(before[-1])
                continue
            network = Path(name) / f"{job['target']}.json"
            results.append(run(job, network, options.torch_python))
            print({key: value for key, value in results[-1].items() if key != "curve"}, file=sys.stderr)
            if log:
                with log.open("a") as file:
                    file.write(json.dumps(results[-1]) + "\n")
    return results


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--targets", type=int, nargs="+", choices=list(RECIPES), default=list(RECIPES))
    parser.add_argument("--seeds", type=int, default=5, help="default 5")
    parser.add_argument(
        "--follow",
        type=int,
        default=30,
        help="epochs of those without a schedule, default 30; 0: without them",
    )
    parser.add_argument("--torch-python", default=sys.executable, help="a Python that has PyTorch")
    parser.add_argument("--torch-seeds", type=int, default=1_000, help="fewer of PyTorch's loop; default all")
    parser.add_argument("--log", type=Path, help="a file that keeps each result")
    parser.add_argument("--epochs", type=int, help="for all, instead of the recipes' (to try it out)")
    parser.add_argument("--limit", type=int, help="of training images (to try it out)")
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    results = measure(options)
    print(f"Fashion-MNIST, {options.seeds} seeds: mean ± deviation; ratios are medians over the seeds.\n")
    print(table(results, options.targets))
    print(
        f"\n{machine()['processor']}, {machine()['cores']} cores. Load meanwhile: {os.getloadavg()[0]:.1f}."
    )


if __name__ == "__main__":
    main()
