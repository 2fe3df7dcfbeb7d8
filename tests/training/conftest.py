from dataclasses import replace

import numpy as np
import pytest

from fmnist_core import datasets
from fmnist_core.datasets.idx import write_idx
from fmnist_core.datasets.spec import write_spec


@pytest.fixture
def small(artifacts) -> str:
    """A drop-in dataset: 2,000 training and 300 test images of Fashion-MNIST."""
    whole = datasets.load("fashion_mnist")
    folder = artifacts / "datasets" / "small"
    folder.mkdir(parents=True)
    for name, split, count in (("train", whole.train, 2_000), ("t10k", whole.test, 300)):
        write_idx(folder / f"{name}-images-idx3-ubyte", split.images[:count])
        write_idx(folder / f"{name}-labels-idx1-ubyte", split.labels[:count].astype(np.uint8))
    write_spec(replace(whole.spec, name="small", title="Small", md5={}), folder)
    return "small"
