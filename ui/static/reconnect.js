// A server that was started again, and another one behind the same address, know nothing of this tab.
// Streamlit 1.67 connects to it and asks for nothing, and a question for a part of a page that has not run
// there is answered with nothing: what a hand does would be lost. So when the connection is back the whole
// page is asked for, and what a hand does meanwhile waits until that has run.
import { hold } from "./pending_edits.js"

const APP = '[data-testid="stApp"]'
const [CONNECTION, SCRIPT] = ["data-test-connection-state", "data-test-script-state"]
const SPREAD = 1000 // ms over which the tabs of a class come back
const LONGEST = 20_000 // ms that hands wait for the run at most

export const reconnects = (ask, signal) => {
  const app = document.querySelector(APP)
  let stage = "here" // then "gone", "back", "asked", "runs"
  let timer = null
  const here = () => { clearTimeout(timer); stage = "here"; hold(false) }
  const watch = new MutationObserver(() => {
    const [connected, runs] = [
      app.getAttribute(CONNECTION) === "CONNECTED", app.getAttribute(SCRIPT) === "running",
    ]
    if (!connected) {
      clearTimeout(timer)
      stage = "gone"
      hold(true)
    } else if (stage === "gone") {
      stage = "back"
      timer = setTimeout(() => {
        stage = "asked"
        timer = setTimeout(here, LONGEST)
        ask()
      }, SPREAD * Math.random())
    } else if (stage === "asked" && runs) stage = "runs"
    else if (stage === "runs" && !runs) here()
  })
  watch.observe(app, { attributeFilter: [CONNECTION, SCRIPT] })
  signal.addEventListener("abort", () => { watch.disconnect(); hold(false) })
}
