// A server that was started again, and another one behind the same address, know nothing of this tab.
// Streamlit 1.67 connects to it and asks for nothing, and a question for a part of a page that has not run
// there is answered with nothing: what a hand does would be lost. So when the connection is back the whole
// page is asked for.
const APP = '[data-testid="stApp"]'
const STATE = "data-test-connection-state"
const SPREAD = 1000 // ms over which the tabs of a class come back

export const reconnects = (ask, signal) => {
  const app = document.querySelector(APP)
  let was = app.getAttribute(STATE)
  const watch = new MutationObserver(() => {
    const now = app.getAttribute(STATE)
    if (now === "CONNECTED" && was !== now) setTimeout(ask, SPREAD * Math.random())
    was = now
  })
  watch.observe(app, { attributeFilter: [STATE] })
  signal.addEventListener("abort", () => watch.disconnect())
}
