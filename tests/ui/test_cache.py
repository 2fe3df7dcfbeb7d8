"""What the app's loaders leave behind in the process that serves it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_tensorflow_adds_nothing_to_the_collections_after_each_run_of_a_page():
    code = (
        "import gc, sys\n"
        "import streamlit\n"
        "from ui import cache\n"
        "before = len(gc.get_objects())\n"
        "cache.import_tensorflow()\n"
        "print('tensorflow' in sys.modules, len(gc.get_objects()) < before)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert result.stdout.split() == ["True", "True"]
