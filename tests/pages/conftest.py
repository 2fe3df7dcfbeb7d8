from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from fmnist_core.datasets.idx import write_idx
from fmnist_core.runs.files import write_json

ENTRYPOINT = Path(__file__).parents[2] / "streamlit_app.py"


class App:
    """The app from its entrypoint, opened at a page."""

    def __init__(self) -> None:
        self.test = AppTest.from_file(str(ENTRYPOINT), default_timeout=60)

    def open(self, page: str, **query: str | Sequence[str]) -> AppTest:
        """Go to a page by its file name, with the parameters of a link, as somebody who clicks that link."""
        if page != "home":
            self.test.run()  # lets st.navigation register the pages
            self.test.switch_page(f"pages/{page}.py")
        self.test.context = {"url": f"http://localhost:8501/{'' if page == 'home' else page}"}
        self.test.query_params.clear()
        for name, value in query.items():
            self.test.query_params[name] = value
        self.test.run()
        assert not self.test.exception, self.test.exception[0].value
        return self.test


@pytest.fixture
def app(artifacts, monkeypatch) -> App:
    begin = PagesManager.__init__

    def begin_without_folder(self: PagesManager, *args: object, **kwargs: object) -> None:
        # Beside a folder `pages` AppTest would run a page's script alone, without its entrypoint.
        PagesManager.uses_pages_directory = False
        begin(self, *args, **kwargs)

    monkeypatch.setattr(PagesManager, "__init__", begin_without_folder)
    return App()


@pytest.fixture
def shapes(artifacts) -> str:
    """The name of a dropped-in dataset of three classes, 5 x 4 pixels, 36 training and 9 test images."""
    folder = artifacts / "datasets" / "shapes"
    folder.mkdir(parents=True)
    classes = [{"name": name} for name in ("circle", "square", "star")]
    spec = {"name": "shapes", "title": "Shapes", "classes": classes, "flips_allowed": True}
    write_json(folder / "dataset.json", spec)
    for stem, size in (("train", 36), ("t10k", 9)):
        write_idx(folder / f"{stem}-images-idx3-ubyte", np.full((size, 5, 4), 200, np.uint8))
        write_idx(folder / f"{stem}-labels-idx1-ubyte", (np.arange(size) % 3).astype(np.uint8))
    return "shapes"


@pytest.fixture(autouse=True)
def quick_familiarity(monkeypatch):
    """What is familiar to a network is learnt from fewer images than the 15 seconds take that it is worth."""
    monkeypatch.setattr("fmnist_core.familiarity.IMAGES", 400)
    monkeypatch.setattr("fmnist_core.familiarity.PICTURES", (80, 40))
    monkeypatch.setattr("fmnist_core.familiarity.STRANGE", 100)
