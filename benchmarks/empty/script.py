"""One slider, one line."""

import streamlit as st

st.write(f"The value is {st.slider('Value', 0, 100, 50)}")
