"""Which training images an epoch shows, in which order: all of them, or fewer, most of them hard.

Most images are easy after a few epochs, and there is little left to learn from them. An epoch that leaves out
some takes less time, so that more epochs fit into the same. After Ziheng Qin et al.: InfoBatch: Lossless
Training Speed Up by Unbiased Dynamic Data Pruning, arXiv:2303.04947; here each epoch has the same number of
images.
"""

from pathlib import Path

import numpy as np

from fmnist_core.runs.files import replacing

HARD = 0.5  # share of a shortened epoch that is its hardest images; the others are drawn from the rest


class Selection:
    """The images of one epoch after the other; the same for the same seed, epoch and earlier losses.

    Args:
        count: images that there are.
        shown: how many of them an epoch shows.
        seed: of the run.
        mirrored: whether each image comes mirrored every other time that it is shown, half of them at first.
        first_epoch: epochs completed earlier.

    Attributes:
        mirrored: as given.
        epoch: that has begun, counted from 0.
        positions: of the images of the epoch that has begun, int64 (shown,).
        turned: which of them come mirrored, bool (shown,).
    """

    def __init__(
        self, count: int, shown: int, *, seed: int, mirrored: bool = False, first_epoch: int = 0
    ) -> None:
        self._shown, self._seed, self.mirrored = shown, seed, mirrored
        self._losses = np.full(count, np.inf, np.float32)  # what was never shown counts as hard
        self._times = np.full(count, first_epoch, np.int32)  # that each was shown
        self._before = self._losses, self._times  # the latest epoch
        self._turned_first = np.random.default_rng(seed).integers(2, size=count)
        self.begin(first_epoch)

    @property
    def shortened(self) -> bool:
        """Whether an epoch leaves out images."""
        return self._shown < len(self._losses)

    def begin(self, epoch: int) -> None:
        """Choose the images of an epoch, counted from 0."""
        self.epoch = epoch
        random = np.random.default_rng([self._seed, epoch])
        order = random.permutation(len(self._losses))
        if self.shortened:
            by_loss = order[np.argsort(-self._losses[order], kind="stable")]
            hard, rest = np.split(by_loss, [round(HARD * self._shown)])
            drawn = random.choice(rest, self._shown - len(hard), replace=False)
            order = random.permutation(np.concatenate([hard, drawn]))
        self.positions = order
        turns = self._turned_first[order] + self._times[order]
        self.turned = turns % 2 == 1 if self.mirrored else np.zeros(len(order), bool)

    def end(self, losses: np.ndarray | None = None) -> None:
        """Note that an epoch was shown.

        Args:
            losses: of its images in their order, float (m,); the last ones have none if they fill no batch.
        """
        self._before = self._losses.copy(), self._times.copy()
        shown = self.positions if losses is None else self.positions[: len(losses)]
        self._times[shown] += 1
        if losses is not None:
            self._losses[shown] = losses

    def save(self, path: Path) -> None:
        """Write what the epoch that has ended and the next ones depend on.

        Of the two one is needed: a process may die when this is written and its network is not yet.

        Raises:
            StorageError: the disk refused, or the folder is gone.
        """
        with replacing(path, make_folder=False) as temporary:
            np.savez_compressed(
                temporary,
                epochs=[self.epoch, self.epoch + 1],
                losses=[self._before[0], self._losses],
                times=[self._before[1], self._times],
                allow_pickle=False,
            )

    def restore(self, path: Path) -> None:
        """Take over what an earlier process has saved for this epoch; nothing where it has saved nothing."""
        if not path.is_file():
            return
        with np.load(path, allow_pickle=False) as arrays:
            known = list(arrays.get("epochs", ()))
            if self.epoch in known:
                row = known.index(self.epoch)
                self._losses, self._times = arrays["losses"][row], arrays["times"][row]
