import streamlit as st

st.navigation([st.Page("one.py"), st.Page("two.py"), st.Page("pages/train.py")]).run()
