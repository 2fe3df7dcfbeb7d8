"""What every page has around it."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize(
    ("link", "title"),
    [("/confusion", "Confusion matrix"), ("/errors?dataset=mnist", "Errors"), ("/train", "Train")],
)
def test_a_link_to_a_page_works_as_the_first_visit_to_a_new_server(serve, artifacts, page, link, title):
    with serve("streamlit_app.py", artifacts) as url:
        page.goto(url + link)
        navigation = page.get_by_test_id("stSidebarNav")
        expect(navigation.get_by_text("Confusion matrix")).to_be_visible()
        expect(navigation.get_by_text("streamlit app")).to_have_count(0)
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
