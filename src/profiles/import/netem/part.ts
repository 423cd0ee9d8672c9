/** What one of netem's keywords comes to. */
import type { Unused, WrittenStage } from '../importer.ts'
import { shareIn } from './words.ts'

export interface NetemPart {
  readonly stages: readonly WrittenStage[]
  readonly unused: readonly Unused[]
  readonly notes: readonly string[]
}

export const NO_PART: NetemPart = { stages: [], unused: [], notes: [] }

/** Packets are drawn one by one here. */
export const correlation = (of: string, value: string | undefined): readonly Unused[] =>
  value === undefined || shareIn(value) === 0
    ? []
    : [{ figure: `correlation of ${of}`, value, reason: 'Packets are drawn one by one.' }]
