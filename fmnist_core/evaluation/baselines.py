"""What others have published for Fashion-MNIST and MNIST, to read an accuracy against."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Baseline:
    """The test accuracy of one classic classifier on both datasets.

    Attributes:
        name: the classifier, as scikit-learn calls it, with what was set.
        fashion_mnist: accuracy in [0, 1].
        mnist: accuracy in [0, 1].
    """

    name: str
    fashion_mnist: float
    mnist: float

    def on(self, dataset: str) -> float | None:
        """Return the accuracy on a dataset, given by its name; None where none was published."""
        return {"fashion_mnist": self.fashion_mnist, "mnist": self.mnist}.get(dataset)


SOURCE = "Xiao, Rasul, Vollgraf 2017, table 3"
SOURCE_LINK = "https://arxiv.org/abs/1708.07747"
BASELINES = (
    Baseline("Support vectors, RBF, C = 10", 0.897, 0.973),
    Baseline("Gradient boosting", 0.880, 0.969),
    Baseline("Random forest", 0.873, 0.970),
    Baseline("Perceptron, 100 hidden", 0.871, 0.972),
    Baseline("5 nearest neighbours", 0.854, 0.959),
    Baseline("Logistic regression", 0.842, 0.917),
    Baseline("Linear support vectors", 0.836, 0.917),
    Baseline("Decision tree", 0.798, 0.873),
    Baseline("Gaussian naive Bayes", 0.511, 0.524),
)

# People without training in fashion: of three who labelled each of 1,000 test images, the majority.
HUMAN = {"fashion_mnist": 0.835}
HUMAN_LINK = "https://github.com/zalandoresearch/fashion-mnist#benchmark"


def best_classic(dataset: str) -> Baseline | None:
    """Return the most accurate of the classic classifiers on a dataset; None where none was published."""
    published = [baseline for baseline in BASELINES if baseline.on(dataset) is not None]
    return max(published, key=lambda baseline: baseline.on(dataset) or 0.0, default=None)
