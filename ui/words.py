"""How numbers are written on every page."""

from collections import Counter
from collections.abc import Mapping, Sequence


def percent(share: float, digits: int = 1) -> str:
    """Write a share from 0 to 1 as a percentage: 0.9371 becomes "93.7 %" (with a narrow no-break space)."""
    return f"{share * 100:.{digits}f}\u202f%"


def percent_range(interval: Sequence[float]) -> str:
    """Write an interval of shares: (0.932, 0.941) becomes "93.2 to 94.1 %"."""
    low, high = interval
    return f"{low * 100:.1f} to {percent(high)}"


def count(number: int) -> str:
    """Write a whole number with separators: 55000 becomes "55,000"."""
    return f"{number:,}"


def told_apart(texts: Mapping[str, str]) -> dict[str, str]:
    """Return texts by id, with the id behind equal ones, which a list of options takes for one."""
    shared = Counter(texts.values())
    return {key: text if shared[text] == 1 else f"{text} ({key})" for key, text in texts.items()}
