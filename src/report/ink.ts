/** ANSI colours, or none. */

export interface Ink {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly cyan: (text: string) => string
}

const RESET = '\u001b[0m'
const colored = (code: number) => (text: string) =>
  text === '' ? '' : `\u001b[${code}m${text}${RESET}`
const plain = (text: string): string => text

const COLORED: Ink = {
  bold: colored(1),
  dim: colored(2),
  red: colored(31),
  green: colored(32),
  yellow: colored(33),
  cyan: colored(36),
}
const UNCOLORED: Ink = {
  bold: plain,
  dim: plain,
  red: plain,
  green: plain,
  yellow: plain,
  cyan: plain,
}

export const ink = (color: boolean): Ink => (color ? COLORED : UNCOLORED)
