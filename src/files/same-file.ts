/** Whether two names are of one file, whatever they look like. */
import { type Stats, statSync } from 'node:fs'

/** False where one of them is no file, or none that can be looked at. */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [statsOf(one), statsOf(other)]
  return a?.isFile() === true && a.dev === b?.dev && a.ino === b.ino
}

/** Whoever reads or writes it says what is wrong with it. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
