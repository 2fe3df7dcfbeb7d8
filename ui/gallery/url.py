"""The selected sample as a part of the page's address, so that a view is a link."""

import re

import streamlit as st

from ui import address
from ui.gallery.item import GalleryItem

_PARAMETER = "sample"
_FORM = re.compile(r"(train|validation|test)-([0-9]{1,9})")


def sample_from_url() -> tuple[str, int] | None:
    """Return the (split, index) in the address (`?sample=test-1234`), None where there is none.

    Anybody can type an address: the split is one that exists, but the index may be past its end.
    """
    match = _FORM.fullmatch(st.query_params.get(_PARAMETER, ""))
    return (match[1], int(match[2])) if match else None


def sample_to_url(item: GalleryItem | None) -> None:
    """Write the item's split and index into the address; None removes them."""
    address.go(**{_PARAMETER: f"{item.split}-{item.index}" if item else ""})
