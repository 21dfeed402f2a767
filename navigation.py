"""What every visit begins with: the page's frame, the table of contents, and the page."""

import streamlit as st

from kit.messages import _
from ui.contents import contents
from ui.texts import said

# an entry of our own also brings the choice of light or dark into the menu
ABOUT = _("**Deep learning, seen.** Curves are computed, most while you look.")

st.set_page_config(
    page_icon="📉", layout="wide", initial_sidebar_state="collapsed", menu_items={"About": said(ABOUT)}
)
page = contents()
page.run()
