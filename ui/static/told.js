// What came of a try, as the last message of a study has it: the headline, which does not run again while
// something is computed, shows it.
let last = null // { address, came }
const listeners = new Set()

export const tell = told => {
  if (!told) return
  last = told
  for (const listener of listeners) listener()
}

// The newest of what the headline was sent, { address, came }, and what was told since of that address.
export const newest = sent => (last?.address === sent.address ? last : sent).came

// Calls when something was told. Returns how to stop it.
export const attend = listener => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
