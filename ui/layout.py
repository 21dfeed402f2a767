"""The frame of every page."""

import streamlit as st

from ui import assets


def inject_css() -> None:
    """Paddings and the narrow-screen order of columns."""
    st.html(f"<style>{assets.text('app.css')}</style>")
