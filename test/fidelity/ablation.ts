/** What each rule is worth: the lossy cells without it, one rule at a time. */
import { ALL_RULES, LINUX, RULES, type TcpSettings } from '../../src/tcp/settings.ts'
import type { Calibration } from './calibration.ts'
import { runCell } from './cell-run.ts'
import { compare, type Summary, summarise } from './comparison.ts'
import type { Cell } from './truth.ts'

export interface AblationRow {
  readonly name: string
  readonly summary: Summary
}

const variants = (): readonly (readonly [name: string, settings: TcpSettings])[] => [
  ['all rules', LINUX],
  ...RULES.map((rule): readonly [string, TcpSettings] => [
    `without ${rule}`,
    { ...LINUX, rules: { ...ALL_RULES, [rule]: false } },
  ]),
  ['reno instead of cubic', { ...LINUX, congestion: 'reno' }],
  ['bbr instead of cubic', { ...LINUX, congestion: 'bbr' }],
]

export const ablate = (
  cells: readonly Cell[],
  calibrations: ReadonlyMap<Cell, Calibration>,
  trials: number,
  progress: (name: string) => void,
): readonly AblationRow[] =>
  variants().map(([name, settings]) => {
    progress(name)
    const comparisons = cells.flatMap((cell) => {
      const calibration = calibrations.get(cell)
      if (calibration === undefined) return []
      const count = Math.min(trials, cell.trials)
      return [compare(cell, runCell(cell, settings, calibration, 'ablation', count), count)]
    })
    return { name, summary: summarise(comparisons) }
  })
