"""Which module may import which, and what a light module must not bring in."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ["tensorflow", "keras", "sklearn", "scipy", "pandas", "plotly", "streamlit", "tf_keras_vis"]
LIGHT = [
    "fmnist_core",
    "fmnist_core.errors",
    "fmnist_core.paths",
    "fmnist_core.spreadsheet",
    "fmnist_core.annotations",
    "fmnist_core.datasets",
    "fmnist_core.images",
    "fmnist_core.drawings",
    "fmnist_core.networks",
    "fmnist_core.networks.backbones",
    "fmnist_core.runs",
    "fmnist_core.training",
    "fmnist_core.training.worker",
    "fmnist_core.evaluation",
    "fmnist_core.evaluation.compare",
    "fmnist_core.familiarity",
    "fmnist_core.explain",
    "fmnist_core.retrieval",
    "fmnist_core.recognition",
    "fmnist_core.cards",
    "fmnist_core.cli",
]
# Each package of the core, and those that it may import, wherever in a module; nobody imports the commands.
ARROWS = {
    "errors": set(),
    "paths": set(),
    "spreadsheet": set(),
    "datasets": {"errors", "paths"},
    "images": {"errors", "paths", "datasets"},
    "drawings": {"errors", "paths", "datasets", "images", "runs"},
    "runs": {"errors", "paths"},
    "annotations": {"errors", "paths", "spreadsheet", "datasets", "runs"},
    "networks": {"errors", "paths"},
    "evaluation": {"errors"},
    "familiarity": {"errors", "paths", "datasets", "drawings", "runs", "evaluation"},
    "inference": {"errors", "datasets", "networks", "runs", "evaluation", "familiarity"},
    "cards": {"errors", "datasets", "networks", "runs", "evaluation"},
    "training": {"errors", "paths", "datasets", "drawings", "networks", "runs", "evaluation", "inference"},
    "explain": {"errors", "datasets", "inference", "evaluation"},
    "retrieval": {"errors", "paths", "datasets", "runs", "inference"},
    "recognition": {"errors", "paths", "datasets", "images", "networks", "runs", "evaluation", "inference"},
}


@pytest.mark.parametrize("module", LIGHT)
def test_light_modules_load_nothing_heavy(module):
    code = f"import sys, {module}; print(*[name for name in {HEAVY} if name in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == []


def _imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _core_package(name):
    parts = name.split(".")
    return parts[1] if parts[0] == "fmnist_core" and len(parts) > 1 else None


@pytest.mark.parametrize("package", ARROWS)
def test_arrows_point_one_way(package):
    folder = ROOT / "fmnist_core" / package
    files = folder.rglob("*.py") if folder.is_dir() else [folder.with_suffix(".py")]
    for path in files:
        packages = {_core_package(name) for name in _imports(path)} & (set(ARROWS) | {"cli"})
        assert packages <= ARROWS[package] | {package}, f"{path.name} imports {packages}"


def test_the_core_knows_nothing_of_the_app():
    for path in (ROOT / "fmnist_core").rglob("*.py"):
        tops = {name.split(".")[0] for name in _imports(path)}
        assert not tops & {"streamlit", "plotly", "ui", "pages"}, path


def test_figures_know_nothing_of_streamlit():
    for path in (ROOT / "ui" / "figures").rglob("*.py"):
        assert "streamlit" not in {name.split(".")[0] for name in _imports(path)}, path
