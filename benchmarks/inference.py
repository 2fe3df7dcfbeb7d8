"""How long does one picture take, from the bytes of its file to the answer?

Three kinds of picture are made in code, none of them twice: test images enlarged ten times (PNG), outlines
drawn with the canvas's pen (PNG), and photos of 1,200 x 1,600 pixels (JPEG), on which a coloured garment lies
on a surface in uneven light. Each is answered in two ways that take turns: `recognise`, which is what the
page and the command line use, and the same preparation followed by `model.predict` of Keras. Then Grad-CAM,
as the page asks for it. The network is loaded, and each way has answered a few pictures, before the clock
starts.

    python benchmarks/inference.py --rounds 100
"""

import argparse
import io
import os
import statistics
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.timing import WARM_UP, median_and_late, ratio, take_turns, where
from fmnist_core.datasets import load
from fmnist_core.drawings import CLASSES, template_strokes
from fmnist_core.explain import explain
from fmnist_core.images import prepare
from fmnist_core.inference import Classifier
from fmnist_core.recognition import recognise
from fmnist_core.runs import RunStore

CANVAS, PEN = 280, 16  # screen pixels
PHOTO = (1600, 1200)  # height, width
OURS, KERAS = "this project", "with `model.predict`"


def enlarged(image: np.ndarray, random: np.random.Generator) -> bytes:
    """Return a dataset image as somebody saves it from the web: large, smooth, a little darker or lighter."""
    side = int(random.integers(250, 300))
    return _file(Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC), "PNG")


def drawn(number: int, random: np.random.Generator) -> bytes:
    """Return the outline of a class as somebody's pen follows it."""
    sheet = Image.new("L", (CANVAS, CANVAS), 255)
    pen = ImageDraw.Draw(sheet)
    for stroke in template_strokes(number):
        points = stroke * CANVAS + random.normal(0, 2, stroke.shape)
        pen.line([(float(x), float(y)) for x, y in points], fill=0, width=PEN, joint="curve")
    return _file(sheet, "PNG")


def photographed(image: np.ndarray, random: np.random.Generator) -> bytes:
    """Return a photo of a garment on a surface in uneven light."""
    height, width = PHOTO
    light = np.linspace(130, 220, height)[:, None, None] + np.linspace(-25, 25, width)[None, :, None]
    surface = light * random.uniform(0.75, 1, 3) + random.normal(0, 4, (height, width, 1))
    side = width * 3 // 4
    item = np.asarray(Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC))[..., None]
    colour = random.uniform(0.2, 0.8, 3)
    top, left = (height - side) // 2, (width - side) // 2
    place = surface[top : top + side, left : left + side]
    place[:] = np.where(item > 20, (255 - item) * colour, place)
    return _file(Image.fromarray(surface.clip(0, 255).astype(np.uint8)), "JPEG")


def _file(picture: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def pictures(count: int) -> dict[str, list[bytes]]:
    """Return so many files of each kind."""
    random = np.random.default_rng(0)
    images = load("fashion_mnist").test.images[:count]
    return {
        "dataset image, enlarged": [enlarged(image, random) for image in images],
        "drawing": [drawn(place % len(CLASSES), random) for place in range(count)],
        "photo": [photographed(image, random) for image in images],
    }


def measure(classifier: Classifier, files: list[bytes]) -> str:
    """Return the rows of one kind: both ways, and where the time of `recognise` goes."""
    answers = []

    def with_keras(turn: int) -> None:
        prepared = prepare(files[turn], classifier.dataset)
        classifier.model.predict(classifier.batch(prepared.pixels), verbose=0)

    def ours(turn: int) -> None:
        answers.append(recognise(classifier, files[turn]))

    times = take_turns({OURS: ours, KERAS: with_keras}, len(files) - WARM_UP)
    parts = [
        statistics.median(getattr(answer, name) for answer in answers[WARM_UP:])
        for name in ("preparation_ms", "answer_ms")
    ]
    kinds = statistics.multimode(answer.prepared.kind for answer in answers)
    networks = max(len(answer.opinions) for answer in answers)
    return (
        f"{kinds[0]} | {networks} | {median_and_late(times[OURS])} | {parts[0]:.2f} ms | {parts[1]:.2f} ms | "
        f"{median_and_late(times[KERAS])} | {ratio(times[KERAS], times[OURS])}"
    )


def explaining(classifier: Classifier, rounds: int) -> str:
    """Return the cells of Grad-CAM."""
    images = load("fashion_mnist").test.images

    def gradcam(turn: int) -> None:
        explain(classifier, images[turn], "gradcam")

    return median_and_late(take_turns({"gradcam": gradcam}, rounds)["gradcam"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", metavar="RUN", help="default: the zoo's run that knows drawings and photos")
    parser.add_argument("--rounds", type=int, default=100, help="pictures of each kind (default 100)")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds must be at least 1; received {options.rounds}.")
    store = RunStore()
    run = store.get(options.run) if options.run else store.default("fashion_mnist")
    classifier = Classifier.load(run)
    print(f"{run.id}, {options.rounds} pictures of each kind: median and 95th percentile.\n")
    print(
        f"| picture | taken mostly for | networks asked | {OURS} | 95 % | of it preparing | answering "
        f"| {KERAS} | 95 % | ratio |"
    )
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for kind, files in pictures(options.rounds + WARM_UP).items():
        print(f"| {kind} | {measure(classifier, files)} |", flush=True)
    print("\n| explanation of one image | median | 95 % |\n|---|---:|---:|")
    print(f"| Grad-CAM | {explaining(classifier, options.rounds)} |")
    print(f"\n{where()}")


if __name__ == "__main__":
    main()
