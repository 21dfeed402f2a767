// Where the server is: Streamlit's page otherwise finds out by asking for files that do not exist, two errors in the console of every page but the first.
window.__streamlit = { BACKEND_BASE_URL: window.location.origin + "/" }
window.prerenderReady = false // as Streamlit's own page says
