from collections.abc import Sequence
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

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
def app(artifacts) -> App:
    return App()
