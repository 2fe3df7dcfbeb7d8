"""An order of the classes in which those that are taken for each other stand together."""

import numpy as np


def similarity_order(confusion: np.ndarray) -> np.ndarray:
    """Return the class numbers, int64 (n_classes,), so that confused classes are neighbours.

    Classes are joined one after another by the mean share of their images that is taken for the other
    (average linkage), and the branches are turned so that neighbours are as alike as they can be (Bar-Joseph
    et al. 2001, doi 10.1093/bioinformatics/17.suppl_1.S22). Where no two classes are confused, they stay in
    their own order.

    Args:
        confusion: counts, int (n_classes, n_classes), row = true class, column = predicted class.
    """
    from scipy.cluster.hierarchy import leaves_list, linkage  # only where somebody asks for this order
    from scipy.spatial.distance import squareform

    shares = confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)
    alike = (shares + shares.T) / 2
    np.fill_diagonal(alike, 0)
    if not alike.any():
        return np.arange(len(confusion))
    distance = 1 - alike
    np.fill_diagonal(distance, 0)
    tree = linkage(squareform(distance), method="average", optimal_ordering=True)
    order = leaves_list(tree).astype(np.int64)
    return order if order[0] < order[-1] else order[::-1]  # both directions are as good: keep one
