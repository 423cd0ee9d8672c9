/** A plain list: a line for each row, its columns below each other, for people and for `grep`. */
import { borderless } from './borderless.ts'

export const renderList = (rows: readonly (readonly string[])[]): string =>
  borderless(rows, { gap: '  ' })
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
