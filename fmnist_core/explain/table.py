"""What saliency methods there are, without loading one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SaliencyMethod:
    """One row of the table of saliency methods.

    Attributes:
        name: the key, as in commands and links.
        title: what pages call it.
        summary: what a high value means, in one sentence.
        paper: where it was published.
        needs_features: whether it works only on networks whose `features` layer is a map with channels.
        signed: whether its raw values can be negative, where a pixel speaks against the class.
        module: the module of this package that computes it, in a function `saliency`.
    """

    name: str
    title: str
    summary: str
    paper: str
    needs_features: bool
    signed: bool
    module: str


_ROWS = (
    SaliencyMethod(
        name="gradcam",
        title="Grad-CAM",
        summary="Where the last feature maps are active that raise the class when they grow.",
        paper="Selvaraju et al. 2017, arXiv:1610.02391",
        needs_features=True,
        signed=False,
        module="gradcam",
    ),
    SaliencyMethod(
        name="gradcam++",
        title="Grad-CAM++",
        summary="Like Grad-CAM, with each place weighted on its own: several parts of an item can light up.",
        paper="Chattopadhay et al. 2018, arXiv:1710.11063",
        needs_features=True,
        signed=False,
        module="gradcam_plus_plus",
    ),
    SaliencyMethod(
        name="scorecam",
        title="Score-CAM",
        summary="Where the last feature maps are active that keep the class probable when only they show.",
        paper="Wang et al. 2020, arXiv:1910.01279",
        needs_features=True,
        signed=False,
        module="scorecam",
    ),
    SaliencyMethod(
        name="smoothgrad",
        title="SmoothGrad",
        summary="Which pixels change the class most, averaged over noisy copies of the image.",
        paper="Smilkov et al. 2017, arXiv:1706.03825",
        needs_features=False,
        signed=False,
        module="smoothgrad",
    ),
    SaliencyMethod(
        name="integrated-gradients",
        title="Integrated Gradients",
        summary="What each pixel adds to the class's score on the way from black to the image.",
        paper="Sundararajan, Taly, Yan 2017, arXiv:1703.01365",
        needs_features=False,
        signed=True,
        module="integrated_gradients",
    ),
    SaliencyMethod(
        name="shap",
        title="SHAP (expected gradients)",
        summary="What each pixel adds to the class's score compared with 100 training images.",
        paper="Erion et al. 2021, arXiv:1906.10670",
        needs_features=False,
        signed=True,
        module="shap",
    ),
    SaliencyMethod(
        name="occlusion",
        title="Occlusion",
        summary="Where erasing a small square makes the class less probable.",
        paper="Zeiler, Fergus 2014, arXiv:1311.2901",
        needs_features=False,
        signed=True,
        module="occlusion",
    ),
)

METHODS: dict[str, SaliencyMethod] = {row.name: row for row in _ROWS}

# The most faithful one of those that pass the sanity check and are quick, as benchmarks/saliency.py finds it;
# it also works on every network.
DEFAULT_METHOD = "shap"
