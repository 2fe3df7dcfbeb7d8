"""Two choices in the link, on a page that takes a second to run."""

import time

import streamlit as st

from ui import address

with address.kept("only"):
    for parameter in ("fruit", "drink"):
        options = {"fruit": ["apple", "pear"], "drink": ["tea", "milk"]}[parameter]
        chosen = address.choice(parameter, options, options[0])
        tied = address.tied(parameter, chosen, options[0])
        st.segmented_control(parameter, options, default=chosen, required=True, **tied)
    for step in range(20):
        time.sleep(0.05)
        st.write(f"{step}")
    st.write(f"Ready: {dict(st.query_params)}")
