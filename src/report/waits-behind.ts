/** The waits of a proxy in front of the server, beside those of its clients. */
import { FIGURES } from '../result/names.ts'
import type { Result, ResultCell } from '../result/result.ts'
import { NOTHING } from './figures.ts'

export const PARTS_BEHIND = FIGURES.waitsBehind.parts

/** Only where there is one that has waited. */
export const hasWaitsBehind = ({ cells }: Pick<Result, 'cells'>): boolean =>
  cells.some(
    ({ waitsBehind }) => waitsBehind !== null && PARTS_BEHIND.some((part) => waitsBehind[part] > 0),
  )

/** Of one row, which may stand for several profiles: `2`, or all means that there are. */
export const waitsBehindTexts = (cells: readonly ResultCell[]): readonly string[] =>
  PARTS_BEHIND.map((part) => {
    const means = cells.flatMap(({ waitsBehind }) => waitsBehind?.[part] ?? [])
    const texts = [...new Set(means.map((mean) => String(Number(mean.toFixed(1)))))]
    return texts.length === 0 ? NOTHING : texts.join(', ')
  })
