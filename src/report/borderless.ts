/** Tables without lines around and between cells: cli-table3 pads columns, and draws nothing. */
import Table from 'cli-table3'

export interface BorderlessOptions {
  readonly head?: readonly string[]
  readonly align?: readonly ('left' | 'right')[]
  /** Between columns; under the head it becomes a line, which is drawn of this character. */
  readonly gap: string
}

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  right: '',
  'right-mid': '',
} as const

/** A line for each row, and two for the head if there is one. */
export function borderless(
  rows: readonly (readonly string[])[],
  { head = [], align = [], gap }: BorderlessOptions,
): readonly string[] {
  const rule = head.length === 0 ? '' : '─'
  const table = new Table({
    head: [...head],
    colAligns: [...align],
    chars: { ...NO_LINES, mid: rule, 'mid-mid': rule.repeat(gap.length), middle: gap },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
  })
  table.push(...rows.map((row) => [...row]))
  return table.toString().split('\n')
}
