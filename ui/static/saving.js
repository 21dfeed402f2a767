// What becomes of a picture: PNG, SVG, its numbers as CSV, and the clipboard.
import { fontRule } from "./fonts.js"
import { sheet, shared, SLIDE } from "./sheet.js"
import { SvgPen } from "./svg.js"
import { say } from "./texts.js"

const LONGEST = 80 // letters of a file's name
const TAKEN = /^(con|prn|aux|nul|com\d|lpt\d)$/ // names that Windows keeps for devices

// The name of a file: letters, digits and single hyphens of every system.
export const fileName = (text, ending) => {
  const cut = text.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, LONGEST)
  const plain = cut.replace(/^-+|-+$/g, "") || "picture"
  return `${TAKEN.test(plain) ? `${plain}-picture` : plain}.${ending}`
}

// Rows as CSV (RFC 4180). What a spreadsheet would take for a formula is marked as a text.
export const csv = rows => {
  const cell = value => {
    if (value === null || value === undefined) return ""
    if (typeof value === "number") return String(value)
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return rows.map(row => `${row.map(cell).join(",")}\r\n`).join("")
}

export const svg = async (picture, look, size) => {
  const pen = new SvgPen(size.width, size.height)
  sheet(pen, look, size, picture)
  pen.style(await fontRule(look.font))
  const share = size === SLIDE ? size.scale : 1
  for (const side of ["width", "height"]) pen.root.setAttribute(side, size[side] * share)
  return pen.text()
}

export const png = (picture, look, size) => {
  const canvas = document.createElement("canvas")
  for (const side of ["width", "height"]) canvas[side] = Math.round(size[side] * size.scale)
  const pen = canvas.getContext("2d")
  pen.scale(size.scale, size.scale)
  sheet(pen, look, size, picture)
  return new Promise(resolve => canvas.toBlob(resolve, "image/png"))
}

const download = (content, picture, ending) => {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(content)
  link.download = fileName(picture.name, ending)
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

// By name; each is told (picture, look, size), and answers with what there is to say, if anything.
export const save = {
  png: async (picture, look, size) => download(await png(picture, look, size), picture, "png"),
  svg: async (picture, look, size) => {
    download(new Blob([await svg(picture, look, size)], { type: "image/svg+xml" }), picture, "svg")
  },
  csv: async picture => {
    download(new Blob([csv(await picture.numbers())], { type: "text/csv;charset=utf-8" }), picture, "csv")
  },
  copy: async (picture, look, size) => {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": png(picture, look, size) })])
    return say("copied")
  },
  link: async () => {
    await navigator.clipboard.writeText(shared())
    return say("copied")
  },
}
