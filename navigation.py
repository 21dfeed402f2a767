"""The table of contents."""

import streamlit as st

from ui.layout import dress

ABOUT = "**Deep learning, seen.** Every curve is computed while you look."  # an entry of our own also brings the choice of light or dark into the menu

st.set_page_config(page_title="Deep learning, seen", page_icon="📉", layout="wide", initial_sidebar_state="collapsed", menu_items={"About": ABOUT})
page = st.navigation(
    [
        st.Page("pages/home.py", title="Home", icon=":material/home:", default=True, help="What this is, and where to begin."),
        st.Page("pages/race.py", title="Optimizer race", icon=":material/timeline:", url_path="race", help="Optimizers racing down a surface, step by step."),
        st.Page("pages/sweep.py", title="Over which rates?", icon=":material/ssid_chart:", url_path="sweep", help="Every rate at once, and a fair race."),
        st.Page("pages/basins.py", title="Basins", icon=":material/water_drop:", url_path="basins", help="Where each start ends up, rule by rule."),
        st.Page(
            "pages/landscape.py",
            title="A net's landscape",
            icon=":material/landscape:",
            url_path="landscape",
            help="Paths through the weights of a real net, on a plane, and how far to trust it.",
        ),
        st.Page(
            "pages/gradients.py",
            title="Vanishing gradients",
            icon=":material/network_node:",
            url_path="gradients",
            help="Sigmoid against ReLU, layer by layer, in a real net.",
        ),
        st.Page("pages/init.py", title="Initial weights", icon=":material/bar_chart:", url_path="init", help="What the histograms show, and what they hide."),
        st.Page("pages/dropout.py", title="Dropout", icon=":material/blur_on:", url_path="dropout", help="The gap, the vote and the co-adaptation."),
        st.Page(
            "pages/regularization.py",
            title="Regularization",
            icon=":material/balance:",
            url_path="regularization",
            help="Everything that is said to make a net generalise, side by side.",
        ),
    ],
    position="top",
)
dress()
page.run()
