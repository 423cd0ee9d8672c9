/**
 * Remarks of which there may be one for every connection of a stranger: each is made when it is
 * new, and then the tenth, the hundredth, the thousandth time, with the number.
 */
export const condensed = (remark: (text: string) => void): ((text: string) => void) => {
  const times = new Map<string, number>()
  return (text) => {
    const count = (times.get(text) ?? 0) + 1
    // What a fault says may hold something of the connection's.
    if (count > 1 || times.size < TEXTS_AT_MOST) times.set(text, count)
    if (count === 1) remark(text)
    else if (isPowerOfTen(count)) remark(`${text} (${count} times so far)`)
  }
}

const TEXTS_AT_MOST = 1_000

const isPowerOfTen = (count: number): boolean => /^10*$/.test(String(count))
