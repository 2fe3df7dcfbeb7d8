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
from fmnist_core.datasets import Split, load

BATCH = 500  # when testing
RISE = 0.25  # share of the steps over which one-cycle rises
FIXED = {"optimizer": "sgd", "schedule": "one-cycle"}
SHIFTS = {"none": 0, "mirror": 0, "light": 2}  # augmentation -> pixels
KNOWN = {*FIXED, "architecture", "epochs", "batch_size", "learning_rate", "momentum", "label_smoothing"}
KNOWN |= {"dropout", "precision", "weight_decay", "augment"}


def one_cycle(step: int, steps: int, rate: float) -> float:
    """Return the rate of a step, as `fmnist_core.training.compiling` does."""
    rise = max(1, round(steps * RISE))
    if step < rise:
        return rate / 25 + (rate - rate / 25) * step / rise
    return rate * (1 + math.cos(math.pi * min(1, (step - rise) / max(1, steps - rise)))) / 2


def mirrored(count: int, epochs: int, augment: str) -> Iterator[torch.Tensor]:
    """Yield for each epoch which images are mirrored, as `fmnist_core.training.augmentation` does."""
    turns = torch.rand(count) < 0.5
    for _ in range(epochs):
        yield torch.zeros(count, dtype=torch.bool) if augment == "none" else turns
        turns = ~turns if augment == "mirror" else torch.rand(count) < 0.5


def batches(
    split: Split, turned: torch.Tensor, size: int, augment: str
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Yield the shuffled batches of one epoch, augmented; `turned` says which images are mirrored."""
    shift = SHIFTS[augment]
    images = torch.from_numpy(np.pad(split.images[: len(turned)], ((0, 0), (shift, shift), (shift, shift))))
    labels = torch.from_numpy(split.labels[: len(turned)].copy())
    side = torch.arange(split.images.shape[1])
    order = torch.randperm(len(labels))
    for start in range(0, len(order) - size + 1, size):
        chosen = order[start : start + size]
        rows = side + torch.randint(0, 2 * shift + 1, (size, 1))
        columns = side + torch.randint(0, 2 * shift + 1, (size, 1))
        columns = torch.where(turned[chosen][:, None], columns.flip(1), columns)
        batch = images[chosen[:, None, None], rows[:, :, None], columns[:, None, :]]
        yield batch[:, None].float(), labels[chosen]


def train(model: torch.nn.Module, split: Split, settings: dict, limit: int | None) -> None:
    """Train with SGD, Nesterov momentum and one cycle."""
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
    count = len(split.labels[:limit])
    steps = settings["epochs"] * max(1, count // size)
    step = 0
    model.train()
    for turned in mirrored(count, settings["epochs"], settings["augment"]):
        for images, labels in batches(split, turned, size, settings["augment"]):
            for group in optimizer.param_groups:
                group["lr"] = one_cycle(step, steps, rate)
            with torch.autocast("cpu", torch.bfloat16, enabled=settings["precision"] == "mixed_bfloat16"):
                logits = model(images.contiguous(memory_format=torch.channels_last))
            smoothing = settings.get("label_smoothing", 0.0)
            loss = functional.cross_entropy(logits.float(), labels, label_smoothing=smoothing)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            step += 1


@torch.no_grad()
def accuracies(model: torch.nn.Module, split: Split, *, mirror: bool) -> dict[str, float]:
    """Return the share of right answers in float32, where asked for also mirror-averaged."""
    model.eval()
    images = torch.from_numpy(split.images.copy())[:, None].float()
    views = {"accuracy": images} | ({"mirror_averaged": images.flip(3)} if mirror else {})
    logits, shares = torch.zeros(1), {}
    for name, view in views.items():
        logits = logits + torch.cat([model(view[i : i + BATCH]) for i in range(0, len(view), BATCH)])
        right = logits.argmax(1) == torch.from_numpy(split.labels.copy())
        shares[name] = float(right.float().mean())
    return shares


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
    train(model, dataset.train, settings, request["limit"])
    return accuracies(model, dataset.test, mirror=settings["augment"] != "none")


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
