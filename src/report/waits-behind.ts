/** The waits of a proxy in front of the server, beside those of its clients. */
import type { Result, ResultCell } from '../result/result.ts'
import { NOTHING } from './figures.ts'

export const PARTS_BEHIND = ['service', 'backend'] as const

/** Only where there is one that has waited. */
export const hasWaitsBehind = ({ cells }: Pick<Result, 'cells'>): boolean =>
  cells.some(
    ({ waitsBehind }) =>
      waitsBehind !== null && (waitsBehind.service > 0 || waitsBehind.backend > 0),
  )

/** Of one row, which may stand for several profiles: `2`, or all means that there are. */
export const waitsBehindTexts = (cells: readonly ResultCell[]): readonly string[] =>
  PARTS_BEHIND.map((part) => {
    const means = cells.flatMap(({ waitsBehind }) => waitsBehind?.[part] ?? [])
    const texts = [...new Set(means.map((mean) => String(Number(mean.toFixed(1)))))]
    return texts.length === 0 ? NOTHING : texts.join(', ')
  })
