"""Backbones of `keras.applications`, whose ImageNet weights are downloaded at first use."""

from collections.abc import Callable

import keras

from fmnist_core.errors import NetworkError
from fmnist_core.networks.backbones import BackboneSpec


def mobilenet_v2(pixels: keras.KerasTensor) -> keras.KerasTensor:
    """Add the layers of MobileNetV2 (Sandler et al., arXiv:1801.04381), without weights.

    Args:
        pixels: float (n, height, width, 3) in [-1, 1]; at least 32 x 32.

    Returns:
        The last map, float (n, height / 32, width / 32, 1280), sides rounded up.
    """
    return _flat(keras.applications.MobileNetV2, pixels)


def efficientnetv2_b0(pixels: keras.KerasTensor) -> keras.KerasTensor:
    """Add the layers of EfficientNetV2-B0 (Tan, Le, arXiv:2104.00298), without weights.

    Args:
        pixels: float (n, height, width, 3) in [0, 255]; at least 32 x 32.

    Returns:
        The last map, float (n, height / 32, width / 32, 1280), sides rounded up.
    """
    return _flat(keras.applications.EfficientNetV2B0, pixels)


def _flat(application: Callable[..., keras.Model], pixels: keras.KerasTensor) -> keras.KerasTensor:
    # With input_tensor the layers become part of the model around them, not a model inside it.
    return application(include_top=False, weights=None, input_tensor=pixels).output


def load_weights(model: keras.Model, spec: BackboneSpec) -> None:
    """Copy the weights into a model that the backbone was added to; the first time, download them.

    The file stays in Keras's own cache, and Keras prints the progress.

    Raises:
        NetworkError: the weights cannot be downloaded, or the downloaded file is damaged.
    """
    try:
        path = keras.utils.get_file(origin=spec.url, file_hash=spec.md5, cache_subdir="models")
    except Exception as error:  # Keras raises no narrower one when a download fails
        raise NetworkError(
            f"The pretrained weights of {spec.title} could not be downloaded. Connect to the network and try "
            "again, or choose EfficientNet-Lite0, which ships with the project."
        ) from error
    try:
        model.load_weights(path, by_name=True)
    except (OSError, ValueError, KeyError) as error:
        raise NetworkError(
            f"The downloaded weights in {path} are damaged. Delete that file and try again."
        ) from error
