"""Our network and our recipe as a plain PyTorch loop: channels last, all data in memory, no validation."""

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch  # ty: ignore[import-not-found] - an optional contender
from torch.nn import functional  # ty: ignore[import-not-found]

from benchmarks.contenders.torch_network import Network, UnknownError
from benchmarks.contenders.views import views
from fmnist_core.datasets import Split, load
from fmnist_core.training.config import samples_per_epoch
from fmnist_core.training.selection import Selection

BATCH = 500  # when testing
RISE = 0.25  # share of the steps over which one-cycle rises
FIXED = {"optimizer": "sgd", "schedule": "one-cycle"}
SHIFTS = {"none": 0, "mirror": 0, "light": 2}  # augmentation -> pixels
KNOWN = {*FIXED, "architecture", "epochs", "batch_size", "learning_rate", "momentum", "label_smoothing"}
KNOWN |= {"dropout", "precision", "weight_decay", "augment", "skip_easy"}


def one_cycle(step: int, steps: int, rate: float) -> float:
    """Return the rate of a step, as `fmnist_core.training.compiling` does."""
    rise = max(1, round(steps * RISE))
    if step < rise:
        return rate / 25 + (rate - rate / 25) * step / rise
    return rate * (1 + math.cos(math.pi * min(1, (step - rise) / max(1, steps - rise)))) / 2


def batches(
    split: Split, selection: Selection, size: int, augment: str
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Yield the batches of the epoch that has begun, augmented."""
    shift = SHIFTS[augment]
    images = torch.from_numpy(np.pad(split.images, ((0, 0), (shift, shift), (shift, shift))))
    labels = torch.from_numpy(split.labels.copy())
    side = torch.arange(split.images.shape[1])
    order, turned = torch.from_numpy(selection.positions), torch.from_numpy(selection.turned)
    if augment == "light":
        turned = torch.rand(len(order)) < 0.5
    for start in range(0, len(order) - size + 1, size):
        chosen = order[start : start + size]
        rows = side + torch.randint(0, 2 * shift + 1, (size, 1))
        columns = side + torch.randint(0, 2 * shift + 1, (size, 1))
        columns = torch.where(turned[start : start + size, None], columns.flip(1), columns)
        batch = images[chosen[:, None, None], rows[:, :, None], columns[:, None, :]]
        yield batch[:, None].float(), labels[chosen]


def train(model: torch.nn.Module, split: Split, request: dict) -> None:
    """Train with SGD, Nesterov momentum and one cycle."""
    settings = request["settings"]
    size, rate = settings.get("batch_size", 128), settings["learning_rate"]
    momentum = settings.get("momentum", 0.9)
    # Keras shrinks the weights themselves; here it is a part of the gradient, which momentum adds up.
    decay = settings.get("weight_decay", 0.0) * (1 - momentum)
    decayed = [weight for weight in model.parameters() if weight.ndim > 1]
    others = [weight for weight in model.parameters() if weight.ndim <= 1]
    groups = [
        {"params": decayed, "weight_decay": decay},
        {"params": others, "weight_decay": 0.0},
    ]
    optimizer = torch.optim.SGD(groups, lr=rate, momentum=momentum, nesterov=True)
    count, augment = len(split.labels[: request["limit"]]), settings["augment"]
    shown = samples_per_epoch(count, augment, settings.get("skip_easy", 0.0))
    selection = Selection(count, shown, seed=request["seed"], mirrored=augment == "mirror")
    steps = settings["epochs"] * max(1, shown // size)
    step = 0
    model.train()
    for epoch in range(settings["epochs"]):
        selection.begin(epoch)
        seen = []
        for images, labels in batches(split, selection, size, augment):
            for group in optimizer.param_groups:
                group["lr"] = one_cycle(step, steps, rate)
            with torch.autocast("cpu", torch.bfloat16, enabled=settings["precision"] == "mixed_bfloat16"):
                logits = model(images.contiguous(memory_format=torch.channels_last))
            seen.append(functional.cross_entropy(logits.detach().float(), labels, reduction="none"))
            smoothing = settings.get("label_smoothing", 0.0)
            loss = functional.cross_entropy(logits.float(), labels, label_smoothing=smoothing)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            step += 1
        selection.end(torch.cat(seen).numpy())


@torch.no_grad()
def accuracies(model: torch.nn.Module, split: Split, looks: int) -> dict[str, float]:
    """Return the share of right answers in float32, from one look and averaged over several."""
    model.eval()
    pixels = [torch.from_numpy(view.copy())[:, None].float() for view in views(split.images, looks)]
    logits = [_logits(model, view) for view in pixels]
    labels = torch.from_numpy(split.labels.copy())
    answers = {"accuracy": logits[0], "averaged": sum(logits)}
    return {name: float((answer.argmax(1) == labels).float().mean()) for name, answer in answers.items()}


def _logits(model: torch.nn.Module, images: torch.Tensor) -> torch.Tensor:
    return torch.cat([model(images[i : i + BATCH]) for i in range(0, len(images), BATCH)])


def main(request: dict) -> dict:
    settings = request["settings"]
    other = [key for key, value in settings.items() if key not in KNOWN or FIXED.get(key, value) != value]
    if settings["augment"] not in SHIFTS:
        other.append("augment")
    if other:
        return {"skipped": f"The PyTorch loop knows no {other[0]} = {settings[other[0]]!r}."}
    torch.manual_seed(request["seed"])
    try:
        model = Network(json.loads(Path(request["network"]).read_text()))
    except UnknownError as error:
        return {"skipped": f"The PyTorch loop cannot copy {error}."}
    model = model.to(memory_format=torch.channels_last)
    dataset = load("fashion_mnist")
    train(model, dataset.train, request)
    return accuracies(model, dataset.test, request["looks"])


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
