"""From any picture to the pixels that a network was trained on, step by step."""

from fmnist_core.images.choices import Choices
from fmnist_core.images.picture import MAX_BYTES, MAX_PIXELS, read_picture
from fmnist_core.images.prepare import Prepared, Step, prepare

__all__ = ["MAX_BYTES", "MAX_PIXELS", "Choices", "Prepared", "Step", "prepare", "read_picture"]
