import pytest
from streamlit.testing.v1 import AppTest


def app(count, address, shown):
    import numpy as np
    import streamlit as st

    from ui.gallery import GalleryItem, gallery, sample_from_url, sample_to_url

    items = [GalleryItem("test", i, 0) for i in range(count)]
    images = np.zeros((count, 28, 28), np.uint8)
    if address:
        item = gallery(
            items, images, class_names=["Top"], key="g", selected=sample_from_url(), on_select=sample_to_url
        )
    else:
        item = gallery(items, images, class_names=["Top"], key="g", selected=shown)
    st.session_state["item"] = item and (item.split, item.index)


def run(count=3, address=False, shown=None, sample=None):
    test = AppTest.from_function(app, args=(count, address, shown), default_timeout=60)
    if sample is not None:
        test.query_params["sample"] = sample
    return test.run()


def test_nothing_to_show_draws_nothing():
    test = run(count=0, shown=("test", 0))

    assert not test.exception
    assert test.session_state["item"] is None
    assert not len(test.main)


@pytest.mark.parametrize(
    ("shown", "item"), [(None, None), (("test", 2), ("test", 2)), (("test", 3), None), (("train", 2), None)]
)
def test_the_selection_starts_where_the_caller_says(shown, item):
    test = run(shown=shown)

    assert not test.exception
    assert test.session_state["item"] == item


@pytest.mark.parametrize(
    ("sample", "item"),
    [
        ("test-1", ("test", 1)),
        ("test-99", None),
        ("test-" + "9" * 30, None),
        ("test-\u0661", None),
        ("nonsense-1", None),
        ("test", None),
        ("", None),
    ],
)
def test_the_selection_is_read_from_the_address(sample, item):
    test = run(address=True, sample=sample)

    assert not test.exception
    assert test.session_state["item"] == item
