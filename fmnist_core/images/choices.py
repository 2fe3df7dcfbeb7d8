"""What of a preparation a person decides, rather than the picture."""

from dataclasses import dataclass

from fmnist_core.errors import ConfigError

GROUNDS = ("light", "dark")


@dataclass(frozen=True)
class Choices:
    """How to prepare a picture; what is None is decided by looking at it.

    Attributes:
        polarity: "light" or "dark", the ground that the item is on; a light one is inverted. Strokes found
            on a photographed sheet tell it themselves.
        crop: whether to cut to the item.
        fill: whether to fill closed outlines.
        turns: quarter turns clockwise, before anything else.

    Raises:
        ConfigError: the polarity or the turns are of no such kind.
    """

    polarity: str | None = None
    crop: bool | None = None
    fill: bool | None = None
    turns: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be meant; four quarter turns are none."""
        if self.polarity not in (None, *GROUNDS):
            raise ConfigError(f'The polarity should be "light" or "dark". Received: {self.polarity!r}.')
        if not isinstance(self.turns, int):
            raise ConfigError(f"The quarter turns should be a whole number. Received: {self.turns!r}.")
        object.__setattr__(self, "turns", self.turns % 4)


AUTOMATIC = Choices()
