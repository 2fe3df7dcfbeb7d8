"""The looks at an image whose answers a contender averages: as it is and mirrored, then a pixel aside.

As in published speedruns: Keller Jordan: 94% on CIFAR-10 in 3.29 Seconds on a Single GPU, arXiv:2404.00498.
"""

import numpy as np

MOVES = ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0))  # rows and columns


def views(images: np.ndarray, looks: int) -> list[np.ndarray]:
    """Return some looks at images.

    Args:
        images: uint8 (n, height, width), 0 = background.
        looks: how many: 1 is the images as they are, 2 these and their mirror images, 6 both also a pixel to
            the left and to the right, 10 also one up and down.
    """
    height, width = images.shape[1:]
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    moved = [padded[:, 1 + y : 1 + y + height, 1 + x : 1 + x + width] for y, x in MOVES]
    return [look for image in moved for look in (image, image[:, :, ::-1])][:looks]
