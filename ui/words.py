"""How numbers are written on every page."""

from collections.abc import Sequence


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
