const SHOWN = 10

/** The first of many, and how many there are. */
export function shortened(texts: readonly string[]): string {
  const shown = texts.slice(0, SHOWN).join(', ')
  return texts.length > SHOWN ? `${shown}, … (${texts.length} in all)` : shown
}
