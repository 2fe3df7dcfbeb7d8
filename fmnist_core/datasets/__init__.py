"""Datasets: what ships with the project, and whatever folder a user drops in beside it.

A dataset is a folder with four IDX files under their standard names (gzipped or not) and a `dataset.json`.
"""

from fmnist_core.datasets.dataset import Dataset
from fmnist_core.datasets.kaggle import import_kaggle_csv
from fmnist_core.datasets.registry import load, problems, specs
from fmnist_core.datasets.spec import ClassInfo, DatasetSpec
from fmnist_core.datasets.splits import SPLITS, Split
from fmnist_core.datasets.statistics import class_counts, mean_images
from fmnist_core.datasets.twins import Twin, twins_of

__all__ = [
    "SPLITS",
    "ClassInfo",
    "Dataset",
    "DatasetSpec",
    "Split",
    "Twin",
    "class_counts",
    "import_kaggle_csv",
    "load",
    "mean_images",
    "problems",
    "specs",
    "twins_of",
]
