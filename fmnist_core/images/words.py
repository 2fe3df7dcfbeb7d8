"""What each step of a preparation says about itself."""

import numpy as np

from fmnist_core.images.choices import Choices
from fmnist_core.images.item import Item
from fmnist_core.images.strokes import INK

TURNS = ("nothing", "a quarter turn clockwise", "half a turn", "a quarter turn anticlockwise")


def received(*, several: bool) -> str:
    """Say what the file held."""
    if several:
        return "The first of several pictures in the file; the others are not looked at."
    return "The picture as it came."


def turn(turns: int) -> str:
    """Say how far the picture was turned."""
    return f"Turned by {TURNS[turns]}, as you chose."


def polarity(item: Item, made: Choices, choices: Choices, left: np.ndarray) -> str:
    """Say what the ground is, by what it was told, and what became of it; `left` is the picture now."""
    if item.written:
        return _strokes_found(made, choices)
    inverted = made.polarity == "light"
    why = (
        f"The border is {made.polarity}"
        if choices.polarity is None
        else f"You say the ground is {made.polarity}"
    )
    removed = (
        "the plain background is black now"
        if item.area is not None
        else "the background is not plain, so all of it stays"
    )
    if left.max() <= INK:
        removed += ", and little of the item is left: choose the other ground"
    return f"{why}{', so the picture was inverted' if inverted else ''}; {removed}."


def _strokes_found(made: Choices, choices: Choices) -> str:
    """Say which strokes were found on a sheet, and that no choice turns them round."""
    found = (
        "Dark strokes were found on a lighter ground, so the picture was inverted"
        if made.polarity == "light"
        else "Light strokes were found on a darker ground"
    )
    if choices.polarity not in (None, made.polarity):
        found += ", which your choice does not change"
    return f"{found}; all but the strokes is black now."


def crop(item: Item, made: Choices) -> str:
    """Say what was cut off."""
    if not made.crop:
        return "The picture keeps its margins."
    if item.area is None:
        return "Cut to the middle, because it is not plain where the item ends."
    return "Cut to the item, as the dataset's images are."


def fill(item: Item, made: Choices) -> str:
    """Say what became of strokes and of what they enclose."""
    if made.fill and item.drawn:
        return "Closed outlines are filled and thin strokes thickened: the network knows filled items."
    if made.fill:
        return "What lines enclose is filled."
    if item.drawn:
        return "Thin strokes are thickened, so that they survive at this size; outlines stay empty."
    return "It is no line drawing, so there is nothing to fill."


def fit(shape: tuple[int, ...], *, by_mass: bool) -> str:
    """Say how the item got its size and place."""
    height, width = shape
    place = "its centre of mass in the middle" if by_mass else "centred"
    return f"Scaled to fit {height} x {width} pixels with its proportions kept, {place}."


def own_form(made: Choices, *, light_ground: bool) -> str:
    """Say that a picture is one of the dataset's own, and what was done to it all the same."""
    chosen = ", as you chose" if (made.polarity == "light") != light_ground else ""
    changes = ["turned"] * bool(made.turns) + ["inverted" + chosen] * (made.polarity == "light")
    kept = " It is not inverted, as you chose." if chosen and made.polarity == "dark" else ""
    but = f", but was {' and '.join(changes)}" if changes else ""
    return f"It has the form of the dataset's own images already{but}.{kept}"
