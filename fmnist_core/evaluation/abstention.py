"""When to say "this looks like none of the classes".

How familiar a picture is, is measured in two ways, which fail on different pictures, and added up:

- how far its features are from those of the nearest class (Lee et al. 2018, "A Simple Unified Framework for
  Detecting Out-of-Distribution Samples and Adversarial Attacks", arXiv 1807.03888): the Mahalanobis distance
  with one covariance for all classes, on what several layers make of the picture;
- the negative free energy of its logits, log(sum(exp(logits))) (Liu et al. 2020, "Energy-based
  Out-of-distribution Detection", arXiv 2010.03759, temperature 1).

Where examples of strange pictures can be made, a linear classifier of the same features (logistic regression)
learns what tells them from familiar ones; it then decides, and the two measures only guard against what is
stranger still. For drawings that is better at both: fewer garments and more digits and faces are refused.

Softmax confidence cannot tell strange pictures, because it does not change when all logits fall together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from fmnist_core.errors import FmnistError
from fmnist_core.evaluation.metrics import log_sum_exp

RATE = 0.04  # of validation pictures may be refused, so that of others it is at most 5 %, chance included
# The same for each of two judges: the classifier that knows strange pictures, and the measures beside it.
TAUGHT_RATE, GUARD_RATE = 0.03, 0.005
PENALTY = 0.01  # C of the logistic regression, whose features have a spread of one
WIDEST = 64  # numbers kept of each layer, those that vary most: more tell no more, and cost their square
SHRINKAGE = 0.01  # of the covariance towards independence, so that it can be inverted
LEAST_SPREAD = 0.02  # of the widest number's; what never varied must not decide alone
BLOCKS = 7  # a picture's own brightness is looked at in so many rows and columns


def energy_score(logits: np.ndarray) -> np.ndarray:
    """Return the negative free energy, float64 (n,), of logits (n, n_classes); higher is more familiar."""
    return log_sum_exp(logits)


def block_means(images: np.ndarray) -> np.ndarray:
    """Return the mean brightness of up to 7 x 7 blocks of each image, float32 (n, blocks), in [0, 1].

    Args:
        images: uint8 (n, h, w).
    """
    values = images.astype(np.float32) / 255
    for axis in (1, 2):
        length = values.shape[axis]
        starts = np.unique(np.linspace(0, length, min(BLOCKS, length), endpoint=False).astype(int))
        sizes = np.diff(np.append(starts, length)).astype(np.float32)
        shape = [-1 if each == axis else 1 for each in range(3)]
        values = np.add.reduceat(values, starts, axis=axis) / sizes.reshape(shape)
    return values.reshape(len(values), -1)


@dataclass(frozen=True, eq=False)
class Standard:
    """What familiar pictures look like to a network, and how unlike them a picture may be.

    Attributes:
        columns: numbers that are looked at, of all features, int64 (d,).
        mean: their mean, float32 (d,).
        spread: their standard deviation, float32 (d,).
        whitening: lower triangle, float32 (d, d), that makes distances within a class Mahalanobis distances.
        centres: of the classes, whitened, float32 (k, d).
        scales: float64 (5,): the middle and the width of the squared distances, of the energies, the bar.
        taught: float32 (d + 1,), weights and intercept of the classifier that knows strange pictures, whose
            bar is 0; (0,) where there is none.
    """

    columns: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    whitening: np.ndarray
    centres: np.ndarray
    scales: np.ndarray
    taught: np.ndarray

    @classmethod
    def fit(
        cls,
        known: tuple[Sequence[np.ndarray], np.ndarray],
        held_out: tuple[np.ndarray, np.ndarray],
        rate: float = RATE,
        strange: np.ndarray | None = None,
    ) -> Self:
        """Learn it from familiar pictures.

        Args:
            known: features of training pictures, a list of float32 (n, d_i), one a layer; labels int64 (n,).
            held_out: features of validation pictures, float32 (m, sum of d_i); their logits (m, classes).
            rate: share of the validation pictures that may be refused, in [0, 1); without `strange` alone.
            strange: features of pictures of none of the classes, float32 (s, sum of d_i).

        Raises:
            FmnistError: there are no pictures, a number is not finite, or the rate is impossible.
        """
        layers, labels = known
        features = np.concatenate(layers, axis=1)
        _check(features, labels, *held_out, rate)
        columns = _widest(layers)
        values = features[:, columns].astype(np.float64)
        mean, spread = values.mean(axis=0), values.std(axis=0)
        spread = np.maximum(spread, LEAST_SPREAD * (float(spread.max()) or 1.0))
        values = (values - mean) / spread
        classes, of_class = np.unique(labels, return_inverse=True)
        centres = np.stack([values[of_class == each].mean(axis=0) for each in range(len(classes))])
        within = values - centres[of_class]
        covariance = within.T @ within / len(within) + SHRINKAGE * np.eye(len(columns))
        whitening = np.linalg.cholesky(np.linalg.inv(covariance))
        unscaled = cls(
            columns,
            _single(mean),
            _single(spread),
            _single(whitening),
            _single(centres @ whitening),
            np.empty(0),
            np.empty(0, np.float32),
        )
        distances, energies = unscaled.distances(held_out[0]), energy_score(held_out[1])
        scales = np.array([*_middle_and_width(distances), *_middle_and_width(energies), 0.0])
        centred = cls(**{**unscaled.arrays(), "scales": scales})
        taught = unscaled.taught if strange is None else centred._teach(features, strange, held_out[0])
        rate = rate if strange is None else GUARD_RATE
        scales[4] = np.quantile(centred.familiarity(*held_out).astype(np.float64), rate)
        return cls(**{**unscaled.arrays(), "scales": scales, "taught": taught})

    def distances(self, features: np.ndarray) -> np.ndarray:
        """Return the squared distance to the nearest class, float32 (n,), of features (n, all)."""
        values = self._values(features) @ self.whitening
        return np.stack([((values - centre) ** 2).sum(axis=1) for centre in self.centres]).min(axis=0)

    def familiarity(self, features: np.ndarray, logits: np.ndarray) -> np.ndarray:
        """Return how familiar pictures are, float32 (n,): below 0 they look like none of the classes.

        Args:
            features: float32 (n, all), as in `fit`.
            logits: float32 (n, classes).
        """
        middle, width, energy, energy_width, bar = self.scales
        with np.errstate(invalid="ignore"):
            near = (middle - self.distances(features)) / width
            score = (near + (energy_score(logits) - energy) / energy_width - bar).astype(np.float32)
            if len(self.taught):
                score = np.minimum(score, self._values(features) @ self.taught[:-1] + self.taught[-1])
        return score

    def _values(self, features: np.ndarray) -> np.ndarray:
        return (features[:, self.columns] - self.mean) / self.spread

    def _teach(self, familiar: np.ndarray, strange: np.ndarray, held_out: np.ndarray) -> np.ndarray:
        """Return `taught`, in units of the spread of its judgement, from features (n, all) of each."""
        from sklearn.linear_model import LogisticRegression

        values = np.concatenate([self._values(familiar), self._values(strange)])
        labels = np.repeat([1, 0], [len(familiar), len(strange)])
        model = LogisticRegression(C=PENALTY, class_weight="balanced", max_iter=1_000).fit(values, labels)
        judged = model.decision_function(self._values(held_out))
        _, width = _middle_and_width(judged)
        bar = np.quantile(judged, TAUGHT_RATE)
        return _single(np.append(model.coef_[0], model.intercept_[0] - bar) / width)

    def arrays(self) -> dict[str, np.ndarray]:
        """Return everything by name, as the constructor takes it."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def packed(self) -> dict[str, np.ndarray]:
        """Return everything in few bytes: half precision, and no zeros."""
        triangle = np.tril_indices(len(self.columns))
        return {
            "columns": self.columns.astype(np.uint16),
            "mean": self.mean,
            "spread": self.spread,
            "whitening": self.whitening[triangle].astype(np.float16),
            "centres": self.centres.astype(np.float16),
            "scales": self.scales,
            "taught": self.taught,
        }

    @classmethod
    def unpacked(cls, packed: Mapping[str, np.ndarray]) -> Self:
        """Return what was `packed`.

        Raises:
            KeyError, ValueError: something is missing or does not fit.
        """
        columns = packed["columns"].astype(np.int64)
        whitening = np.zeros((len(columns), len(columns)), np.float32)
        whitening[np.tril_indices(len(columns))] = packed["whitening"]
        centres = packed["centres"].astype(np.float32)
        mean, spread, scales = (packed[name] for name in ("mean", "spread", "scales"))
        taught = packed.get("taught", np.empty(0, np.float32))  # not there before anything was
        if mean.shape != columns.shape or spread.shape != columns.shape or scales.shape != (5,):
            raise ValueError("the arrays do not belong together")
        if len(taught) not in (0, len(columns) + 1):
            raise ValueError("what was taught does not belong to the columns")
        return cls(columns, mean, spread, whitening, centres, scales, taught)


def _widest(layers: Sequence[np.ndarray]) -> np.ndarray:
    """Return the columns of each layer that vary most, counted over all layers, int64 (d,)."""
    starts = np.cumsum([0, *(layer.shape[1] for layer in layers[:-1])])
    chosen = [np.sort(np.argsort(-layer.var(axis=0), kind="stable")[:WIDEST]) for layer in layers]
    return np.concatenate([start + columns for start, columns in zip(starts, chosen, strict=True)])


def _middle_and_width(values: np.ndarray) -> tuple[float, float]:
    """Return the median and the distance between the quartiles, which outliers do not change."""
    low, middle, high = np.quantile(values.astype(np.float64), [0.25, 0.5, 0.75])
    return float(middle), float(high - low) or 1.0


def _single(values: np.ndarray) -> np.ndarray:
    return values.astype(np.float32)


def _check(
    features: np.ndarray, labels: np.ndarray, held_out: np.ndarray, logits: np.ndarray, rate: float
) -> None:
    finite = all(len(each) and np.isfinite(each).all() for each in (features, held_out, logits))
    if not finite or len(labels) != len(features) or len(held_out) != len(logits):
        raise FmnistError(
            f"What is familiar is learnt from finite features; received {len(features)} of training and "
            f"{len(held_out)} of validation pictures, some NaN or infinite, as from a network whose training "
            "diverged. Use another run."
        )
    if not 0 <= rate < 1:
        raise FmnistError(f"The share of refused samples must be from 0 to below 1; received {rate}.")
