"""The named sets of random changes that training images go through.

All of them are Keras layers that work on raw pixels 0..255 with background 0. Random erasing: Zhong et al.,
arXiv:1708.04896; MixUp: Zhang et al., arXiv:1710.09412; CutMix: Yun et al., arXiv:1905.04899.
"""

from typing import TypeVar

import keras
import numpy as np

Tensor = TypeVar("Tensor")  # of whatever backend

_SHIFT = 2 / 28  # of the side: two pixels
_ROTATION = 10 / 360  # of a full turn
_ZOOM = 0.1


def layers(name: str, *, flips_allowed: bool, seed: int) -> list[keras.layers.Layer]:
    """Return the layers of an augmentation set, to be called one after the other with `training=True`.

    Args:
        name: a key of `AUGMENTATIONS`.
        flips_allowed: False for datasets whose mirror images mean something else, such as digits.
        seed: of the layers' random numbers.
    """
    if name in ("none", "mirror"):  # for the latter see `by_turns`
        return []
    # By whole pixels: anything between them would blur what is as sharp as its pixels.
    shift = {"fill_mode": "constant", "interpolation": "nearest", "seed": seed}
    chain: list[keras.layers.Layer] = [keras.layers.RandomTranslation(_SHIFT, _SHIFT, **shift)]
    if flips_allowed:
        chain.append(keras.layers.RandomFlip("horizontal", seed=seed + 1))
    if name in ("standard", "strong"):
        chain.append(keras.layers.RandomRotation(_ROTATION, fill_mode="constant", seed=seed + 2))
        chain.append(keras.layers.RandomZoom(_ZOOM, fill_mode="constant", seed=seed + 3))
    if name in ("erasing", "strong"):
        # Each image's probability lies between 0 and the factor: on average it is a quarter.
        chain.append(
            keras.layers.RandomErasing(factor=0.5, scale=(0.02, 0.2), value_range=(0, 255), seed=seed + 4)
        )
    if name == "mixup":
        chain.append(keras.layers.MixUp(seed=seed + 5))
    if name == "cutmix":
        chain.append(keras.layers.CutMix(seed=seed + 5))
    return chain


def by_turns(name: str, *, flips_allowed: bool) -> bool:
    """Return whether training shows each image and its mirror image by turns, from epoch to epoch.

    That way two epochs show all of both, where chance would show a quarter of them twice: Keller Jordan: 94%
    on CIFAR-10 in 3.29 Seconds on a Single GPU, arXiv:2404.00498, section 3.6.
    """
    return name == "mirror" and flips_allowed


def apply(chain: list[keras.layers.Layer], images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Return a batch after the layers of an augmentation set.

    Args:
        chain: from `layers`.
        images: float32 (b, height, width, 1), 0..255.
        labels: one-hot float32 (b, classes); layers that blend images blend these, too.
    """
    for layer in chain:
        if isinstance(layer, keras.layers.MixUp | keras.layers.CutMix):
            blended = layer({"images": images, "labels": labels}, training=True)
            images, labels = blended["images"], blended["labels"]
        else:
            images = layer(images, training=True)
    return images, labels


def augmented(images: np.ndarray, name: str, *, flips_allowed: bool, seed: int = 0) -> np.ndarray:
    """Return one random variation of each image, for looking at.

    Args:
        images: uint8 (n, height, width).
        name: a key of `AUGMENTATIONS`.
        flips_allowed: as the dataset's spec says.
        seed: another seed gives another variation.

    Returns:
        uint8 (n, height, width).
    """
    if by_turns(name, flips_allowed=flips_allowed):
        mirrored = np.random.default_rng(seed).random(len(images)) < 0.5
        return np.where(mirrored[:, np.newaxis, np.newaxis], images[:, :, ::-1], images)
    x = keras.ops.convert_to_tensor(images[..., np.newaxis].astype(np.float32))
    x, _ = apply(layers(name, flips_allowed=flips_allowed, seed=seed), x, keras.ops.zeros((len(images), 1)))
    return np.clip(keras.ops.convert_to_numpy(x)[..., 0], 0, 255).round().astype(np.uint8)
