"""Tables for spreadsheets: every letter as it was written, and no text computed."""

import csv
import io
from collections.abc import Iterable, Sequence

COMPUTED = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula


def csv_file(lines: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV file: UTF-8 with the mark without which Excel takes it for something else.

    Args:
        lines: the cells of each. A text that would be computed gets an apostrophe before it; numbers stay.
    """
    file = io.StringIO()
    csv.writer(file).writerows([_cell(value) for value in line] for line in lines)
    return file.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(COMPUTED) else value
