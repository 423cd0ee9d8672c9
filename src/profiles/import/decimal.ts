/** Numbers as files have them, turned into the quantities of a profile. */
import { durationText, rateText, shareText } from '../../quantities/text.ts'
import type { BitRate } from '../../units.ts'
import { milliseconds } from '../../units.ts'

const DECIMAL = /^[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:e[+-]?\d{1,2})?$/i

/** Undefined where it is no number, or none that is finite. */
export function decimal(text: string | undefined): number | undefined {
  if (text === undefined || !DECIMAL.test(text)) return undefined
  return Number(text)
}

/** To the nanosecond. */
export const msText = (ms: number): string => durationText(milliseconds(ms))

/** To the bit per second, and never nothing. */
export const bpsText = (bps: number): string => rateText(Math.max(1, Math.round(bps)) as BitRate)

/** Of a share from 0 to 1, to four digits that count. */
export const shareOf = (share: number): string => shareText(Number(share.toPrecision(4)))
