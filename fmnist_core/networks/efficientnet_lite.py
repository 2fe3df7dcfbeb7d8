"""EfficientNet-Lite0 without its head, with the ImageNet weights that ship with the project.

Mingxing Tan, Quoc V. Le: EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks,
arXiv:1905.11946; the Lite variants leave out squeeze-and-excite and swish and so suit a CPU. Blocks are the
inverted residuals of MobileNetV2 (Sandler et al., arXiv:1801.04381). `tools/port_efficientnet_lite0.py` made
the weights.
"""

import zipfile
import zlib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import keras
import numpy as np

from fmnist_core.errors import NetworkError
from fmnist_core.networks.backbones import BackboneSpec
from fmnist_core.paths import search_dirs

EPSILON = 1e-3  # as in the original; Keras and PyTorch have other defaults

# One row a stage: blocks, kernel, stride of the first block, expansion, channels out.
STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)


def efficientnet_lite0(pixels: keras.KerasTensor) -> keras.KerasTensor:
    """Add the backbone's layers to a functional model, without weights.

    Args:
        pixels: float (n, height, width, 3), already scaled to (value - 127) / 128.

    Returns:
        The last map, float (n, height / 32, width / 32, 1280), sides rounded up.
    """
    x = _normalised(_convolution(pixels, "stem", 32, 3, 2), "stem", relu=True)
    for number, (repeats, kernel, stride, expansion, channels) in enumerate(STAGES, start=1):
        for repeat in range(repeats):
            name = f"block{number}{'abcd'[repeat]}"
            x = _block(x, name, kernel, 1 if repeat else stride, expansion, channels)
    return _normalised(_convolution(x, "head", 1280, 1), "head", relu=True)


def load_weights(model: keras.Model, spec: BackboneSpec) -> None:
    """Copy the shipped weights into a model that `efficientnet_lite0`, or its first blocks, were added to.

    Raises:
        NetworkError: the weights file is missing or damaged.
    """
    with _arrays(spec, "weights.npz") as arrays:
        for layer in model.layers:
            if layer.name.startswith(spec.blocks):
                layer.set_weights([arrays[f"{layer.name}/{weight.name}"] for weight in layer.weights])


def load_classifier(layer: keras.layers.Dense, spec: BackboneSpec) -> None:
    """Copy the shipped weights of the 1,000 ImageNet classes into a layer on the backbone's pooled features.

    Raises:
        NetworkError: its file is missing or damaged.
    """
    with _arrays(spec, "classifier.npz") as arrays:
        layer.set_weights([arrays["kernel"].astype(np.float32), arrays["bias"]])


@contextmanager
def _arrays(spec: BackboneSpec, name: str) -> Generator[Mapping[str, np.ndarray]]:
    path = _path(spec, name)
    try:
        with path.open("rb") as file, np.load(file) as arrays:  # np.load(path) leaks damaged files
            yield arrays
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise NetworkError(f"The pretrained weights in {path} are damaged. Restore that file.") from error


def _path(spec: BackboneSpec, name: str) -> Path:
    candidates = [folder / spec.name / name for folder in search_dirs("backbones")]
    for path in candidates:
        if path.is_file():
            return path
    raise NetworkError(
        f"The pretrained weights of {spec.title} are missing: there is no {candidates[-1]}. "
        "Restore that file, or choose an architecture that is not pretrained."
    )


def _block(
    inputs: keras.KerasTensor, name: str, kernel: int, stride: int, expansion: int, channels: int
) -> keras.KerasTensor:
    """Add an inverted residual: widen, filter each channel by itself, narrow, add the input where it fits."""
    x, width = inputs, inputs.shape[-1]
    if expansion != 1:
        x = _convolution(x, f"{name}_expand", width * expansion, 1)
        x = _normalised(x, f"{name}_expand", relu=True)
    x = keras.layers.DepthwiseConv2D(
        kernel, strides=stride, padding="same", use_bias=False, name=f"{name}_depthwise_convolution"
    )(x)
    x = _normalised(x, f"{name}_depthwise", relu=True)
    x = _normalised(_convolution(x, f"{name}_project", channels, 1), f"{name}_project")
    if stride == 1 and width == channels:
        x = keras.layers.Add(name=f"{name}_add")([inputs, x])
    return x


def _convolution(
    x: keras.KerasTensor, name: str, channels: int, kernel: int, stride: int = 1
) -> keras.KerasTensor:
    # "same" is TensorFlow's padding, which these weights were trained with: on even sides it pads one side.
    return keras.layers.Conv2D(
        channels, kernel, strides=stride, padding="same", use_bias=False, name=f"{name}_convolution"
    )(x)


def _normalised(x: keras.KerasTensor, name: str, *, relu: bool = False) -> keras.KerasTensor:
    x = keras.layers.BatchNormalization(epsilon=EPSILON, name=f"{name}_normalisation")(x)
    return keras.layers.ReLU(6, name=f"{name}_relu")(x) if relu else x
