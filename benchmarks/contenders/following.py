"""Test accuracy after each epoch of a plain `fit`, with the time of testing taken off the clock."""

import time

import keras
import numpy as np


class Follower(keras.callbacks.Callback):
    """Records seconds since the process began and the test accuracy, after each epoch.

    The first test is on the clock, because whoever trains once tests once; the others are off.

    Args:
        images: float (n, height, width, 1), as the network takes them.
        labels: int64 (n,).
        began: when the process was started, in seconds since 1970.
    """

    def __init__(self, images: np.ndarray, labels: np.ndarray, began: float) -> None:
        super().__init__()
        self.curve: list[tuple[float, float]] = []
        self._images, self._labels, self._began = images, labels, began
        self._tests: list[float] = []

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        """Test, with the clock as said above."""
        before = time.time()
        answers = self.model.predict(self._images, batch_size=500, verbose=0).argmax(axis=1)
        self._tests.append(time.time() - before)
        seconds = before - self._began - sum(self._tests[:-1]) + self._tests[0]
        self.curve.append((seconds, float(np.mean(answers == self._labels))))
