"""The frame of every page."""

import streamlit as st

from ui import assets


def dress() -> None:
    """Paddings and the narrow-screen order of columns."""
    st.html(f"<style>{assets.text('app.css')}</style>")
