"""Model cards: what a shipped run is, how good it is and where it fails, told from its own files."""

from fmnist_core.cards.card import CARD_FILE, model_card
from fmnist_core.cards.seeds import SeedFigures, read_seeds, write_seeds

__all__ = ["CARD_FILE", "SeedFigures", "model_card", "read_seeds", "write_seeds"]
