// Where the server is: Streamlit's page otherwise finds out by asking for files that do not exist, two errors in the console of every page but the first.
window.__streamlit = { BACKEND_BASE_URL: window.location.origin + "/" }
window.prerenderReady = false // as Streamlit's own page says

// What is read first goes in the frame in which the app shows something else than its menu.
{
  const first = document.getElementById("first")
  const shown = '[data-testid="stMain"] [data-testid="stElementContainer"]:not(.st-key-menu, .st-key-menu *)'
  const look = () => {
    asked = 0
    if (![...document.querySelectorAll(shown)].some(part => part.innerText.trim())) return
    watch.disconnect()
    first.remove()
  }
  let asked = 0
  const watch = new MutationObserver(() => (asked ||= requestAnimationFrame(look)))
  if (first) watch.observe(document.getElementById("root"), { childList: true, subtree: true, characterData: true })
}
