/** What one of netem's keywords comes to. */
import type { Unused, WrittenStage } from '../importer.ts'
import { shareIn } from './words.ts'

export interface NetemPart {
  readonly stages: readonly WrittenStage[]
  readonly unused: readonly Unused[]
  readonly notes: readonly string[]
}

export const NO_PART: NetemPart = { stages: [], unused: [], notes: [] }

/** Whether tc takes it for one: a percentage, or none. */
export const mayCorrelate = (value: string | undefined): boolean =>
  value === undefined || shareIn(value) !== undefined

/** Packets are drawn one by one here. */
export const correlation = (of: string, value: string | undefined): readonly Unused[] =>
  value === undefined || shareIn(value) === 0
    ? []
    : [{ figure: `correlation of ${of}`, value, reason: 'Packets are drawn one by one.' }]
