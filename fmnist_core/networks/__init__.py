"""Architectures: a light table of what there is, and one builder each.

Importing this package loads no Keras; calling `build` does.

The contract of every network: a functional Keras model that takes raw pixels 0..255 of shape
(n, height, width, 1), scales them itself and returns float32 logits of shape (n, classes). A layer named
`features` holds the last feature map, one named `embedding` the vector before the logits. No sub-models.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from fmnist_core.errors import NetworkError
from fmnist_core.networks.table import ARCHITECTURES, ArchitectureSpec

if TYPE_CHECKING:
    import keras

__all__ = ["ARCHITECTURES", "ArchitectureSpec", "architecture", "build"]


def architecture(name: str) -> ArchitectureSpec:
    """Return the table row of an architecture.

    Raises:
        NetworkError: no architecture has this name.
    """
    if not isinstance(name, str) or name not in ARCHITECTURES:  # a file may hold anything
        raise NetworkError(f"There is no architecture {name!r}. Known: {', '.join(ARCHITECTURES)}.")
    return ARCHITECTURES[name]


def build(
    name: str,
    *,
    input_shape: tuple[int, int] = (28, 28),
    classes: int = 10,
    dropout: float | None = None,
    backbone: str | None = None,
) -> "keras.Model":
    """Build an untrained network.

    Args:
        name: a key of `ARCHITECTURES`; its builder is the function `build` of the module of that name.
        input_shape: height and width of the images in pixels.
        classes: how many logits.
        dropout: share of units dropped while training, 0 to below 1; None for the architecture's own.
        backbone: for pretrained architectures, a key of `BACKBONES`; None for the one that ships.

    Returns:
        A functional model that keeps the contract of this package.

    Raises:
        NetworkError: the name is unknown or the images are too small for the network.
    """
    spec = architecture(name)
    if min(input_shape) < spec.minimum_size:
        raise NetworkError(
            f"The architecture {name!r} needs images of at least {spec.minimum_size} pixels a side. "
            f"Received: {input_shape[0]} x {input_shape[1]}."
        )
    builder = import_module(f"fmnist_core.networks.{spec.module}").build
    options = {"backbone": backbone} if backbone else {}
    return builder(input_shape, classes, spec.dropout if dropout is None else dropout, **options)
