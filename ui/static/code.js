// A script to read and to copy. Streamlit's own has a highlighter of 1.6 MB, which every first visit would
// fetch.
import { furnish, say } from "./texts.js"

export default function mount({ data, parentElement }) {
  const root = parentElement.querySelector("[data-code]")
  if (!root) return
  const [text, copy] = [root.querySelector("pre"), root.querySelector("button")]
  if (!text.textContent) furnish(root)
  text.textContent = data
  copy.onclick = async () => {
    try {
      await navigator.clipboard.writeText(data)
      copy.textContent = say("copied")
    } catch { // where the page is not served safely there is no clipboard
      getSelection().selectAllChildren(text)
      copy.textContent = say("copy_selected")
    }
    setTimeout(() => (copy.textContent = say("copy_code")), 1800)
  }
}
