"""A Gaussian blur of pixels that need not be whole numbers."""

import numpy as np


def blurred(image: np.ndarray, deviation: float, radius: int) -> np.ndarray:
    """Return an image blurred by a Gaussian of a limited size; beyond its edges is background.

    Args:
        image: float32 (h, w).
        deviation: of the Gaussian, in pixels.
        radius: how far it reaches, in pixels.

    Returns:
        float32 (h, w).
    """
    kernel = np.exp(-0.5 * (np.arange(-radius, radius + 1) / deviation) ** 2)
    kernel = (kernel / kernel.sum()).astype(np.float32)
    for axis in (0, 1):
        padded = np.pad(image, [(radius, radius) if number == axis else (0, 0) for number in (0, 1)])
        image = np.lib.stride_tricks.sliding_window_view(padded, kernel.size, axis) @ kernel
    return image
