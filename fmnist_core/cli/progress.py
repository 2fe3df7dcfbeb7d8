"""One line on standard error that says how far a run is."""

import sys
import time

from fmnist_core.runs import RunStatus

WIDTH = 24


class ProgressBar:
    """Redraws one line on a terminal; prints a line an epoch where the output is no terminal."""

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._printed: object = None

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal:
            print(file=sys.stderr)

    def show(self, status: RunStatus) -> None:
        """Draw the state as it is now."""
        if self._terminal:
            print(f"\r\x1b[K{_line(status)}", end="", file=sys.stderr, flush=True)
        elif (status.state, status.epoch) != self._printed:
            self._printed = (status.state, status.epoch)
            print(_line(status), file=sys.stderr, flush=True)

    def note(self, text: str) -> None:
        """Print a sentence of its own."""
        print(f"\r\x1b[K{text}" if self._terminal else text, file=sys.stderr, flush=True)


def _line(status: RunStatus) -> str:
    share = status.step / status.steps if status.steps else 0
    bar = "#" * round(share * WIDTH)
    parts = [f"[{bar:<{WIDTH}}] {status.state}", f"epoch {status.epoch} of {status.epochs}"]
    if status.loss is not None:
        parts += [f"loss {status.loss:.4f}", f"accuracy {status.accuracy:.2%}"]
    if status.validation_accuracy is not None:
        parts.append(f"validation {status.validation_accuracy:.2%}")
    if status.images_per_second:
        parts.append(f"{status.images_per_second:,.0f} images/s")
    left = status.seconds_left(time.time())
    if left is not None:
        minutes, seconds = divmod(round(left), 60)
        parts.append(f"{minutes}:{seconds:02} left")
    return ", ".join(parts)
