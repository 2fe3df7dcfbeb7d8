"""What to train, and how: a frozen value that validates itself and round-trips through JSON."""

from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from fmnist_core import datasets
from fmnist_core.errors import ConfigError
from fmnist_core.networks import architecture
from fmnist_core.networks.backbones import backbone_spec

OPTIMIZERS = {
    "adam": "Adaptive moments: a good first choice that forgives a learning rate that is a little off.",
    "adamw": "Adam with weight decay kept apart from the gradient: mostly the better of the two with decay.",
    "rmsprop": "Scales each step by a running mean of squared gradients: Adam's predecessor.",
    "sgd": "Stochastic gradient descent with Nesterov momentum: often the most accurate after many epochs.",
}
SCHEDULES = {
    "constant": "The same learning rate from the first step to the last.",
    "step": "A tenth of the rate after half of the steps, a hundredth after three quarters.",
    "cosine": "Falls to zero along half a cosine.",
    "one-cycle": "Rises over the first quarter, then falls to zero along a cosine.",
    "plateau": "Halved whenever the validation loss has not improved for two epochs.",
}
AUGMENTATIONS = {
    "none": "The images as they are.",
    "mirror": "Each image and its mirror image by turns, where the dataset allows it.",
    "light": "Shifts of up to two pixels; mirror images where the dataset allows it.",
    "standard": "As light, with rotations of up to 10 degrees and zooms of up to 10 %.",
    "erasing": "As light, with a random patch erased from a quarter of the images.",
    "strong": "As standard, with a random patch erased from a quarter of the images.",
    "mixup": "As light, then each image is blended with another one, and so are their labels.",
    "pictures": "As light, and as many drawings, icons and photos made of the images and of outlines.",
    "cutmix": "As light, then a patch of each image comes from another one, and so does part of the label.",
}
BLENDS = ("mixup", "cutmix")  # augmentations that make one sample of two
PRECISIONS = {
    "auto": "Measures once which of the two is faster on this machine.",
    "float32": "Plain single precision.",
    "mixed_bfloat16": "Computes in bfloat16, keeps the weights in float32: faster on recent processors.",
}
MOST_SKIPPED = 0.9  # of the samples of an epoch
# What only a network that is trained from scratch can have, and why.
FROM_SCRATCH = {
    "teacher": "network sees every image",
    "teacher_temperature": "network sees every image",
    "skip_easy": "epochs take long enough",
}
LEARNING_RATES = {"adam": 1e-3, "adamw": 1e-3, "rmsprop": 1e-3, "sgd": 5e-2}


def samples_per_epoch(images: int, augment: str, skip_easy: float = 0.0) -> int:
    """Return how many samples an epoch has: made pictures come on top of the images, some are left out."""
    samples = 2 * images if augment == "pictures" else images
    return max(1, samples - round(skip_easy * samples))


@dataclass(frozen=True)
class TrainingConfig:
    """One training run, before it is run.

    Raises:
        ConfigError: a value is impossible; the sentence names the field, what was received and what would do.
        DatasetError, NetworkError: the dataset or the architecture is unknown.
    """

    dataset: str = "fashion_mnist"
    architecture: str = "cnn"
    epochs: int = 10
    batch_size: int = 128
    optimizer: str = "adam"
    learning_rate: float | None = None  # None: the optimizer's own, see LEARNING_RATES
    momentum: float = 0.9  # SGD alone
    schedule: str = "cosine"
    warm_up: float = 0.0  # share of the steps over which the rate rises from zero; one-cycle has its own
    weight_decay: float = 0.0  # decoupled; on kernels alone
    dropout: float | None = None  # None: the architecture's own
    label_smoothing: float = 0.0
    ema: float = 0.0  # momentum of the moving average of the weights, such as 0.999; 0: no average
    early_stopping: int | None = None  # epochs without a better validation accuracy; None: never
    augment: str = "light"
    skip_easy: float = 0.0  # share of the samples that an epoch leaves out, mostly easy ones
    precision: str = "auto"
    start_from: str | None = None  # id of a run of the same architecture whose weights to start with
    teacher: str | None = None  # ids, with commas, of runs on the same dataset whose answers to learn, too
    teacher_temperature: float = 2.0  # divides their logits: sure answers hide what else an image looks like
    backbone: str | None = None  # of a pretrained architecture; None: the one that ships
    fine_tune_epochs: int = 0  # the last so many epochs train the end of the backbone, too
    fine_tune_blocks: int = 2  # how many of the backbone's last blocks
    limit: int | None = None  # train on so many images, classes in equal shares; None: on all
    seed: int = 0
    name: str = ""  # what people call the run

    def __post_init__(self) -> None:
        spec = _dataset_spec(self.dataset)
        self._check_pretraining()
        _choice("optimizer", self.optimizer, OPTIMIZERS)
        _choice("schedule", self.schedule, SCHEDULES)
        _choice("augment", self.augment, AUGMENTATIONS)
        _choice("precision", self.precision, PRECISIONS)
        _whole("batch_size", self.batch_size, 1, 10_000)
        _whole("seed", self.seed, 0, 2**31 - 1)
        _number("momentum", self.momentum, 0, 1, below=True)
        _number("label_smoothing", self.label_smoothing, 0, 0.5)
        _number("warm_up", self.warm_up, 0, 0.5)
        _number("weight_decay", self.weight_decay, 0, 1)
        _number("ema", self.ema, 0, 1, below=True)
        self._check_skipping()
        _number("teacher_temperature", self.teacher_temperature, 0.1, 20)
        if self.early_stopping is not None:
            _whole("early_stopping", self.early_stopping, 1, 1_000)
        if self.learning_rate is not None:
            _number("learning_rate", self.learning_rate, 1e-8, 100)
        if self.dropout is not None:
            _number("dropout", self.dropout, 0, 1, below=True)
        if self.limit is not None:
            _whole("limit", self.limit, len(spec.class_names), 10_000_000)
        if not isinstance(self.name, str) or len(self.name) > 80 or not self.name.isprintable():
            raise ConfigError(f"name should be one line of at most 80 characters. Received: {self.name!r}.")

    def _check_skipping(self) -> None:
        _number("skip_easy", self.skip_easy, 0, MOST_SKIPPED)
        if self.skip_easy and self.augment in BLENDS:
            raise ConfigError(
                f"skip_easy is for augmentations that do not blend images, as {' and '.join(BLENDS)} do. "
                f"Received: {self.augment!r}."
            )

    def _check_pretraining(self) -> None:
        pretrained = architecture(self.architecture).pretrained
        if self.backbone is not None:
            backbone_spec(self.backbone)
        if not pretrained and (self.backbone is not None or self.fine_tune_epochs):
            raise ConfigError(
                "backbone and fine_tune_epochs are for pretrained architectures. "
                f"Received: {self.architecture!r}."
            )
        for field, reason in FROM_SCRATCH.items():
            if pretrained and getattr(self, field) != getattr(type(self), field):
                raise ConfigError(
                    f"{field} is for architectures that are not pretrained, whose {reason}. "
                    f"Received: {self.architecture!r}."
                )
        _whole("epochs", self.epochs, 1, 1_000)
        _whole("fine_tune_epochs", self.fine_tune_epochs, 0, self.epochs)
        _whole("fine_tune_blocks", self.fine_tune_blocks, 1, 100)
        for field, wanted in (("start_from", "the id of a run"), ("teacher", "ids of runs, with commas")):
            value = getattr(self, field)
            if not (value is None or (isinstance(value, str) and all(map(str.strip, value.split(","))))):
                raise ConfigError(f"{field} should be {wanted}. Received: {value!r}.")

    @property
    def teachers(self) -> list[str]:
        """The ids of the runs to learn from."""
        return [name.strip() for name in self.teacher.split(",")] if self.teacher else []

    @property
    def initial_learning_rate(self) -> float:
        """The learning rate as given, or the optimizer's own."""
        return LEARNING_RATES[self.optimizer] if self.learning_rate is None else float(self.learning_rate)

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        """Return the default of each field; unlike a configuration, it needs no dataset to be there."""
        return {field.name: field.default for field in fields(cls)}

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """Build a configuration from JSON values; what is left out has its default.

        Raises:
            ConfigError: a key is unknown or a value impossible.
        """
        known = [field.name for field in fields(cls)]
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise ConfigError(f"Unknown key {unknown[0]!r} in a configuration. Known: {', '.join(known)}.")
        return cls(**values)


def _dataset_spec(name: str) -> datasets.DatasetSpec:
    specs = datasets.specs()
    if not isinstance(name, str) or name not in specs:
        raise ConfigError(f"There is no dataset {name!r}. Known: {', '.join(specs)}.")
    return specs[name]


def _choice(field: str, value: object, table: dict[str, str]) -> None:
    if not isinstance(value, str) or value not in table:
        raise ConfigError(f"{field} should be one of {', '.join(table)}. Received: {value!r}.")


def _whole(field: str, value: object, low: int, high: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ConfigError(f"{field} should be a whole number from {low} to {high}. Received: {value!r}.")


def _number(field: str, value: object, low: float, high: float, *, below: bool = False) -> None:
    fits = (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and low <= value <= high  # which leaves out what is infinite or not a number
        and not (below and value == high)
    )
    if not fits:
        upper = f"below {high}" if below else f"at most {high}"
        raise ConfigError(f"{field} should be a number of at least {low} and {upper}. Received: {value!r}.")
