import streamlit as st

st.title("Similar")
