from pathlib import Path

import streamlit as st

from ui import address

st.set_page_config(
    page_title="Fashion-MNIST explorer",
    page_icon=Path(__file__).with_name("ui") / "icon.svg",
    layout="wide",
    menu_items={"About": "Train, inspect, explain and use image classifiers on Fashion-MNIST."},
)

page = st.navigation(
    {
        "": [
            st.Page(
                "pages/home.py",
                title="Home",
                icon=":material/home:",
                default=True,
                help="What this is, the models that come with it, and three ways in.",
            )
        ],
        "Explore": [
            st.Page(
                "pages/dataset.py",
                title="Dataset",
                icon=":material/grid_view:",
                help="Browse the images of a dataset by split and class, and see how it is made up.",
            ),
            st.Page(
                "pages/similar.py",
                title="Similar",
                icon=":material/image_search:",
                help="Start from one image and find those that a network sees as closest to it.",
            ),
        ],
        "Train": [
            st.Page(
                "pages/train.py",
                title="Train",
                icon=":material/model_training:",
                help="Choose a network and its settings, start training, watch the curves, stop.",
            ),
            st.Page(
                "pages/runs.py",
                title="Runs",
                icon=":material/list_alt:",
                help="All trained networks: their settings, curves and results, side by side.",
            ),
        ],
        "Understand": [
            st.Page(
                "pages/confusion.py",
                title="Confusion matrix",
                icon=":material/grid_on:",
                help="Which class one run takes for which: click a cell to see its images.",
            ),
            st.Page(
                "pages/errors.py",
                title="Errors",
                icon=":material/rule:",
                help="Page through the test images that one run gets wrong, the most confident first.",
            ),
            st.Page(
                "pages/compare.py",
                title="Compare",
                icon=":material/compare:",
                help="The same network on Fashion-MNIST and on MNIST, side by side.",
            ),
        ],
        "Use": [
            st.Page(
                "pages/classify.py",
                title="Classify",
                icon=":material/draw:",
                help="Draw, upload or photograph an item, see what the network says and what it looked at.",
            )
        ],
    }
)
with address.kept(page.url_path):
    page.run()
