import streamlit as st

st.title("Fashion-MNIST explorer")
