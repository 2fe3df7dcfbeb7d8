"""What pages share; with pages/, the only code that imports streamlit.

A folder called `pages` beside the entrypoint has a meaning of its own to Streamlit until `st.navigation` is
first called: a new server whose first visitor follows a link to a page would run that page's script alone,
without the entrypoint. Every page imports this package first, so this is where such a run turns back.
"""

import sys


def _start_at_the_entrypoint() -> None:
    manager = sys.modules.get("streamlit.runtime.pages_manager")
    if manager is None or not manager.PagesManager.uses_pages_directory:
        return
    import streamlit as st

    manager.PagesManager.uses_pages_directory = False  # what st.navigation does; there is no setting for it
    st.rerun()


_start_at_the_entrypoint()
