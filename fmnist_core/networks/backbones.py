"""What pretrained backbones there are, without building one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BackboneSpec:
    """One row of the table of backbones, all pretrained on the 1,000 classes of ImageNet.

    Attributes:
        name: the key, as in configurations and commands.
        title: what pages call it.
        purpose: when to choose it, in one sentence.
        parameters: number of weights without the classifier.
        shipped: whether its weights come with the project; others are downloaded at first use.
        scale: what pixels in [0, 255] are multiplied by before the backbone sees them.
        offset: what is added to them then.
        blocks: what the layer names of its blocks begin with, in order from the input; fine-tuning starts
            at the end.
        module: the module of this package that builds it.
    """

    name: str
    title: str
    purpose: str
    parameters: int
    shipped: bool
    scale: float
    offset: float
    blocks: tuple[str, ...]
    module: str


def _numbered(*repeats: int) -> tuple[str, ...]:
    """Return block1a_, block1b_ and so on, for stages of so many blocks."""
    return tuple(
        f"block{stage}{'abcdefgh'[block]}_"
        for stage, count in enumerate(repeats, start=1)
        for block in range(count)
    )


_ROWS = (
    BackboneSpec(
        name="efficientnet_lite0",
        title="EfficientNet-Lite0",
        purpose="Ships with the project: small, fast on a CPU, and needs no network.",
        parameters=3_413_024,
        shipped=True,
        scale=1 / 128,
        offset=-127 / 128,
        blocks=("stem_", *_numbered(1, 2, 2, 3, 3, 4, 1), "head_"),
        module="efficientnet_lite",
    ),
)

BACKBONES: dict[str, BackboneSpec] = {row.name: row for row in _ROWS}
