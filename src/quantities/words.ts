/** Quantities for reading: `86 ms` where {@link ./text.ts} writes `86ms` for typing. */
import type { QueueLimit } from '../link/queue.ts'
import type { BitRate, Duration } from '../units.ts'
import { durationText, queueText, rateText, roundTripText, shareText } from './text.ts'

const spaced = (text: string): string => text.replace(/^([\d.]+)(?=[A-Za-z])/, '$1 ')

/** Deviations may be negative. */
export const time = (value: Duration): string =>
  value < 0 ? `−${time((0 - value) as Duration)}` : spaced(durationText(value))

export const roundTrip = (value: Duration): string => spaced(roundTripText(value))
export const speed = (value: BitRate): string => spaced(rateText(value))
export const buffer = (value: QueueLimit): string => spaced(queueText(value))

/** `one`: what is counted, in the singular. */
export const howMany = (count: number | 'unlimited', one: string): string =>
  `${count} ${one}${count === 1 ? '' : 's'}`

/** Behind the words about a jitter that may ask for less than no delay. */
export const CLAMPED = ', delays clamped at zero'

/** Two significant digits: a mean for the eye. */
const significant = (value: number): number => Number(value.toPrecision(2))

/** Gilbert–Elliott: the mean loss and the mean length of bursts in packets, 1 / r. */
export function burstText(loss: {
  readonly p: number
  readonly r: number
  readonly lossBad: number
  readonly lossGood: number
}): string {
  const bad = loss.p / (loss.p + loss.r)
  const mean = bad * loss.lossBad + (1 - bad) * loss.lossGood
  const burst = loss.r === 0 ? 'without end' : `of ${significant(1 / loss.r)}`
  return `${shareText(significant(mean))} in bursts ${burst}`
}
