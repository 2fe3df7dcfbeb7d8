"""White garments before a light ground, of which Fashion-MNIST has none.

Zalando's pictures stand on white, and products that are white themselves were left out (Xiao, Rasul,
Vollgraf, arXiv:1708.07747, section 2). Inverted, as the preparation must, a white garment is all but black.
"""

import numpy as np
from PIL import Image

from fmnist_core.images.areas import without_holes
from fmnist_core.images.ground import find_ground

WHITE = (
    "The item looks white on a light ground. White garments were left out of the dataset, so the network "
    "has never seen one: take this answer with caution, or photograph the item before a dark ground."
)
WITHOUT_WHITE = ("fashion_mnist",)  # datasets, by name
LIGHT_GROUND = 200  # of 255: what the border shows at least, at the median
BRIGHT = 0.85 * 255  # an item as light as this is white
CLOSE = 25  # levels below the ground; an item as light as the ground is white, too
FAINT = 207  # seams and shadows of white garments; pens and pencils are darker
MOSTLY = 0.5  # of the item
SMALLEST = 0.02  # of the picture; less is a speck


def white_garment(picture: np.ndarray, kind: str) -> bool:
    """Tell whether a picture shows a white item on a light ground.

    Args:
        picture: uint8 (h, w) or (h, w, 3), such as `Prepared.upright`.
        kind: "photo", "drawing" or "dataset image". Paper shows through a drawing, whose lines are darker
            than anything on a white garment; of one on white, only faint lines may be left, too.
    """
    if kind == "dataset image":
        return False
    grey = picture if picture.ndim == 2 else np.asarray(Image.fromarray(picture).convert("L"))
    ground = find_ground(picture, grey)
    if ground.item is None or ground.brightness < LIGHT_GROUND:
        return False
    if kind == "drawing" and ground.item.any() and np.median(grey[ground.item]) < FAINT:
        return False
    area = without_holes(ground.item)  # within a white item all but seams and shadows is like the ground
    if area.mean() < SMALLEST:
        return False
    return bool((grey[area] >= min(BRIGHT, ground.brightness - CLOSE)).mean() >= MOSTLY)
