// A picture on a sheet: its title above, the link to what is shown in small print below.
import { linkToIt } from "./shown.js"

const [EDGE, HEAD, FOOT, SMALL] = [12, 34, 24, 12] // px
const WORDS = "access|api|auth|code|email|key|pass|passwd|password|secret|session|sid|signature|token|user"
const PRIVATE = new RegExp(`(^|[._-])(${WORDS})s?([._-]|$)`, "i")

export const SLIDE = { width: 960, height: 540, scale: 2 } // 1920 × 1080 pixels, 12 px as 24

// The address, without what is nobody else's: who is logged in, keys, and where on the page one is.
export const shared = (address = linkToIt()) => {
  const url = new URL(address)
  Object.assign(url, { username: "", password: "", hash: "" })
  for (const name of [...url.searchParams.keys()]) if (PRIVATE.test(name)) url.searchParams.delete(name)
  url.search = url.search.replaceAll("%2C", ",") // as the app writes it
  return url.href
}

export const sizeSeen = ({ width, height }) => ({
  width: width + 2 * EDGE, height: height + HEAD + FOOT, scale: window.devicePixelRatio || 1,
})

const cut = (pen, text, most) => { // a text that is too long ends in dots
  if (pen.measureText(text).width <= most) return text
  const chars = [...text]
  while (chars.length && pen.measureText(`${chars.join("")}…`).width > most) chars.pop()
  return `${chars.join("")}…`
}

export const sheet = (pen, look, { width, height }, picture, link = shared()) => {
  Object.assign(pen, { fillStyle: look.paper, globalAlpha: 1 })
  pen.fillRect(0, 0, width, height)
  Object.assign(pen, { fillStyle: look.text, font: `600 15px ${look.font}` })
  Object.assign(pen, { textAlign: "left", textBaseline: "middle" })
  pen.fillText(cut(pen, picture.title, width - 2 * EDGE), EDGE, HEAD / 2 + 1)
  Object.assign(pen, { font: `${SMALL}px ${look.font}`, globalAlpha: 0.75 })
  pen.fillText(cut(pen, link, width - 2 * EDGE), EDGE, height - FOOT / 2)
  pen.globalAlpha = 1
  pen.save()
  pen.translate(EDGE, HEAD)
  picture.draw(pen, look, width - 2 * EDGE, height - HEAD - FOOT)
  pen.restore()
}
