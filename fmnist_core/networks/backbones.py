"""What pretrained backbones there are, without building one."""

from dataclasses import dataclass

from fmnist_core.errors import NetworkError


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
        features: the layer whose map the `transfer` architecture uses.
        module: the module of this package that builds it, in a function of the backbone's name.
        url: where its weights are downloaded from; empty where they are shipped.
        md5: of the downloaded file; None where its publisher names none.
    """

    name: str
    title: str
    purpose: str
    parameters: int
    shipped: bool
    scale: float
    offset: float
    blocks: tuple[str, ...]
    features: str
    module: str
    url: str = ""
    md5: str | None = None


def _numbered(*repeats: int) -> tuple[str, ...]:
    """Return block1a_, block1b_ and so on, for stages of so many blocks."""
    return tuple(
        f"block{stage}{'abcdefgh'[block]}_"
        for stage, count in enumerate(repeats, start=1)
        for block in range(count)
    )


_KERAS = "https://storage.googleapis.com/tensorflow/keras-applications"

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
        features="block5c_add",
        module="efficientnet_lite",
    ),
    BackboneSpec(
        name="mobilenet_v2",
        title="MobileNetV2",
        purpose="The classic small backbone; its weights (9 MB) are downloaded at first use.",
        parameters=2_257_984,
        shipped=False,
        scale=1 / 127.5,
        offset=-1.0,
        blocks=("expanded_conv_", *(f"block_{number}_" for number in range(1, 17)), "Conv_1"),
        features="block_12_add",
        module="applications",
        url=f"{_KERAS}/mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
    ),
    BackboneSpec(
        name="efficientnetv2_b0",
        title="EfficientNetV2-B0",
        purpose="Larger and slower; its weights (24 MB) are downloaded at first use.",
        parameters=5_919_312,
        shipped=False,
        scale=1.0,  # it normalises pixels itself
        offset=0.0,
        blocks=("stem_", *_numbered(1, 2, 2, 3, 5, 8), "top_"),
        features="block5e_add",
        module="applications",
        url=f"{_KERAS}/efficientnet_v2/efficientnetv2-b0_notop.h5",
        md5="893217f2bb855e2983157299931e43ff",
    ),
)

BACKBONES: dict[str, BackboneSpec] = {row.name: row for row in _ROWS}
SHIPPED = next(row.name for row in _ROWS if row.shipped)  # what no backbone means


def backbone_spec(name: str) -> BackboneSpec:
    """Return the table row of a backbone.

    Raises:
        NetworkError: no backbone has this name.
    """
    if not isinstance(name, str) or name not in BACKBONES:
        raise NetworkError(f"There is no backbone {name!r}. Known: {', '.join(BACKBONES)}.")
    return BACKBONES[name]
