// Symbols and numbers as the microscope writes them.
import { el } from "./element.js"

const minus = text => text.replace(/-/g, "−").replace("e+", "e")

// Four digits, always as many: numbers that change must not make the others jump.
export const fine = value => {
  if (Number.isNaN(value)) return "nan"
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞"
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < 1e5) return minus(String(value))
  return minus(size >= 1e5 || size < 1e-3 ? value.toExponential(2) : value.toPrecision(4))
}

export const plain = value => minus(String(Number(value.toPrecision(6)))) // a setting, as it was set

export const symbol = text => { // what follows _ is an index
  const [base, index] = text.split("_")
  return el("i", {}, base, index && el("sub", {}, index))
}
