/**
 * CSV (RFC 4180, lines ended as Unix has them) with a row for each trial: what it came to, for those
 * who draw their own figures. A time that never came is an empty field. Of a life there is one
 * `recovered_ms` for each episode, with a semicolon between.
 */
import { printable } from '../foreign-text.ts'
import type { CellHead } from '../result/cell.ts'
import type { KeptOutcome } from '../result/kept-outcomes.ts'
import { LAYERS } from '../result/names.ts'
import { csvText } from './csv-text.ts'

const NAMES = ['profile', 'strategy', 'server', 'scenario', 'policy'] as const

export const samplesHeading = (): string =>
  csvText([
    [
      ...NAMES,
      'trial',
      'ending',
      'ready_ms',
      'recovered_ms',
      'waits',
      ...LAYERS.map((layer) => `waits_${layer}`),
      'bytes_up',
      'bytes_down',
    ],
  ])

export function samplesOf(cell: CellHead, outcomes: readonly KeptOutcome[]): string {
  const names = NAMES.map((name) => printable(cell[name] ?? ''))
  return csvText(
    outcomes.map(({ trial, ending, readyUs, recoveredUs, waits, bytes }) => [
      ...names,
      trial,
      ending,
      msText(readyUs),
      recoveredUs?.map(msText).join(';') ?? '',
      waits.reduce((sum, count) => sum + count, 0),
      ...waits,
      bytes.up,
      bytes.down,
    ]),
  )
}

const msText = (us: number | undefined): string => (us === undefined ? '' : String(us / 1000))
