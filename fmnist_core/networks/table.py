"""What architectures there are, without building one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ArchitectureSpec:
    """One row of the table of architectures.

    Attributes:
        name: the key, as in configurations and commands.
        title: what pages call it.
        purpose: when to choose it, in one sentence.
        parameters: number of weights for 28 x 28 images and ten classes.
        pretrained: whether it starts from weights learnt elsewhere.
        input_size: side of the images that it was designed for, in pixels.
        minimum_size: smallest side that it accepts, in pixels.
        spatial: whether its `features` layer is a map that Grad-CAM can use.
        dropout: its own dropout rate.
        module: the module of this package that builds it.
    """

    name: str
    title: str
    purpose: str
    parameters: int
    pretrained: bool
    input_size: int
    minimum_size: int
    spatial: bool
    dropout: float
    module: str


_ROWS = (
    ArchitectureSpec(
        name="dense",
        title="Dense baseline",
        purpose="A plain feed-forward network without convolutions: the baseline to beat.",
        parameters=218_058,
        pretrained=False,
        input_size=28,
        minimum_size=1,
        spatial=False,
        dropout=0.2,
        module="dense",
    ),
    ArchitectureSpec(
        name="cnn",
        title="Convolutional network",
        purpose="Six convolutions in three stages: accurate, small, and good for saliency and visual search.",
        parameters=296_682,
        pretrained=False,
        input_size=28,
        minimum_size=8,
        spatial=True,
        dropout=0.2,
        module="cnn",
    ),
    ArchitectureSpec(
        name="resnet",
        title="Residual network",
        purpose="Twenty layers with shortcuts (ResNet-20): what papers compare with, and the slowest.",
        parameters=273_754,
        pretrained=False,
        input_size=28,
        minimum_size=4,
        spatial=True,
        dropout=0.0,
        module="resnet",
    ),
    ArchitectureSpec(
        name="tiny",
        title="Tiny network",
        purpose="Fifteen convolutions with shortcuts: under 100,000 parameters, for small devices.",
        parameters=99_386,
        pretrained=False,
        input_size=28,
        minimum_size=4,
        spatial=True,
        dropout=0.0,
        module="tiny",
    ),
    ArchitectureSpec(
        name="micro",
        title="Micro network",
        purpose="Depthwise separable convolutions: under 10,000 parameters, for microcontrollers.",
        parameters=9_742,
        pretrained=False,
        input_size=28,
        minimum_size=4,
        spatial=True,
        dropout=0.0,
        module="micro",
    ),
    ArchitectureSpec(
        name="fast",
        title="Fast network",
        purpose="Half the resolution and few filters: the most accurate after a minute on a CPU.",
        parameters=154_906,
        pretrained=False,
        input_size=28,
        minimum_size=4,
        spatial=True,
        dropout=0.0,
        module="fast",
    ),
    ArchitectureSpec(
        name="resnet10",
        title="Short residual network",
        purpose="Ten layers with shortcuts: the most accurate after three minutes on a CPU with bfloat16.",
        parameters=150_810,
        pretrained=False,
        input_size=28,
        minimum_size=4,
        spatial=True,
        dropout=0.0,
        module="resnet10",
    ),
    ArchitectureSpec(
        name="resnet14",
        title="Lean residual network",
        purpose="Fourteen layers with shortcuts: two thirds of ResNet-20's time, and the best that ships.",
        parameters=243_738,
        pretrained=False,
        input_size=28,
        minimum_size=4,
        spatial=True,
        dropout=0.0,
        module="resnet14",
    ),
    ArchitectureSpec(
        name="wide",
        title="Wide network",
        purpose="The fast network, wider and deeper: room to learn drawings and photos, too.",
        parameters=796_506,
        pretrained=False,
        input_size=28,
        minimum_size=4,
        spatial=True,
        dropout=0.0,
        module="wide",
    ),
    ArchitectureSpec(
        name="transfer",
        title="Pretrained backbone",
        purpose="A network that has seen ImageNet, with a new end: best with few images, slow with many.",
        parameters=849_386,
        pretrained=True,
        input_size=28,
        minimum_size=8,
        spatial=True,
        dropout=0.2,
        module="transfer",
    ),
)

ARCHITECTURES: dict[str, ArchitectureSpec] = {row.name: row for row in _ROWS}
