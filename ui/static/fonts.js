// The page's own font as a rule of style with the font inside, for drawings that leave the page: without it
// they are set in another one.
const kept = new Map() // by family: promises of rules

const rules = () => [...document.styleSheets].flatMap(sheet => {
  try { return [...sheet.cssRules] } catch { return [] } // of another host: not to be read
}).filter(rule => rule instanceof CSSFontFaceRule)

const asData = blob => new Promise((resolve, reject) => {
  const reader = new FileReader()
  Object.assign(reader, { onload: () => resolve(reader.result), onerror: () => reject(reader.error) })
  reader.readAsDataURL(blob)
})

const bare = name => name.trim().replace(/^["']|["']$/g, "")

const ruleOf = async family => {
  const isWanted = ({ style }) => bare(style.getPropertyValue("font-family")) === family
    && ["", "normal"].includes(style.getPropertyValue("font-style"))
  const rule = rules().find(isWanted)
  const [, address] = rule?.style.getPropertyValue("src").match(/url\(["']?([^"')]+)["']?\)/) ?? []
  if (!address) return ""
  const answer = await fetch(new URL(address, rule.parentStyleSheet.href ?? location.href))
  if (!answer.ok) return ""
  const weight = rule.style.getPropertyValue("font-weight") || "normal"
  const src = await asData(await answer.blob())
  return `@font-face { font-family: "${family}"; font-weight: ${weight}; src: url("${src}"); }`
}

// fonts: as of CSS; the first of the families counts. An empty text where the page has no such font.
export const fontRule = fonts => {
  const family = bare(fonts.split(",")[0])
  if (!kept.has(family)) kept.set(family, ruleOf(family).catch(() => { kept.delete(family); return "" }))
  return kept.get(family)
}
