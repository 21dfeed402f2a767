"""What pages are made of: settings, parts, charts, words. Nothing of Streamlit."""
