"""What this is, a live miniature of the race, and where to go."""

import streamlit as st

from ui import home_page
from ui.warmup import wait_until_warm

words, picture = st.columns([2, 3], gap="large")
with words:
    home_page.welcome()
with picture:
    wait_until_warm()
    home_page.miniature()
