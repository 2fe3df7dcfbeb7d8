"""Where things are on disk.

What ships with the project is under `artifacts/` beside the app and is only ever read. What a user makes
goes to the folder named by the environment variable `FMNIST_ARTIFACTS` (default: the same `artifacts/`).
Datasets and zoo runs are looked for in both, the user's folder first.
"""

import os
from pathlib import Path

BUNDLED = Path(__file__).resolve().parent.parent / "artifacts"


def artifacts_dir() -> Path:
    """Return the folder that holds the user's runs, caches and drop-in datasets."""
    return Path(os.environ.get("FMNIST_ARTIFACTS") or BUNDLED).expanduser().resolve()


def search_dirs(kind: str) -> list[Path]:
    """Return the folders that may hold `kind` ("datasets", "zoo", "backbones"), the user's first."""
    return list(dict.fromkeys([artifacts_dir() / kind, BUNDLED / kind]))


def runs_dir() -> Path:
    """Return the folder of the user's own runs (it need not exist yet)."""
    return artifacts_dir() / "runs"


def cache_dir() -> Path:
    """Return the folder of regenerable results (it need not exist yet)."""
    return artifacts_dir() / "cache"


def read_only() -> bool:
    """Return whether `FMNIST_READ_ONLY=1` forbids to train, delete, name and annotate: for a public demo."""
    return os.environ.get("FMNIST_READ_ONLY", "") not in ("", "0")
