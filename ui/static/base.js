// Where the server is: Streamlit's page otherwise finds out by asking for files that do not exist, two errors
// in the console of every page but the first.
window.__streamlit = { BACKEND_BASE_URL: window.location.origin + "/" }
window.prerenderReady = false // as Streamlit's own page says

// In a frame of another site (?embed=true, which Streamlit keeps from page to page) there are no menu and no
// margins: app.css.
{
  const isAsked = ([name, text]) => name.toLowerCase() === "embed" && text.toLowerCase() === "true"
  const isFramed = [...new URLSearchParams(location.search)].some(isAsked)
  document.documentElement.toggleAttribute("data-embedded", isFramed)
}

// What is read first goes in the frame in which the app shows something other than its menu.
{
  const parts = '[data-testid="stMain"] [data-testid="stElementContainer"]:not(.st-key-menu, .st-key-menu *)'
  const look = () => {
    const isRead = [...document.querySelectorAll(parts)].some(part => part.innerText.trim())
    isRead ? document.getElementById("first").remove() : requestAnimationFrame(look)
  }
  if (document.getElementById("first")) requestAnimationFrame(look)
}
