/** How long a client gives an attempt, and when it tries again: as a life has it (`client/`). */
import { delayAfter } from '../policy/back-off.ts'
import { type Policy, untilConnected } from '../policy/policy.ts'
import type { Random } from '../random.ts'
import { type Duration, type Instant, later, plus, shorter } from '../units.ts'

/** Until TCP is connected. `timeout`: what an attempt of the run is given at most. */
export const connectLimit = ({ limits }: Policy, timeout: Duration): Duration =>
  shorter(untilConnected(limits) ?? timeout, timeout)

/** Until it is ready. */
export const loginLimit = ({ limits }: Policy, timeout: Duration): Duration =>
  shorter(limits.login ?? timeout, timeout)

export interface Failed {
  /** When the attempt that failed now had begun. */
  readonly begunAt: Instant
  readonly now: Instant
  /** So far. */
  readonly attempts: number
  /** In a row, this one included. */
  readonly failures: number
  /** Of the client. */
  readonly random: Random
}

/** When the next attempt begins; undefined: never by itself. */
export function nextAttempt(
  { comeBack }: Policy,
  { begunAt, now, attempts, failures, random }: Failed,
): Instant | undefined {
  if (comeBack.kind === 'never') return undefined
  if (attempts >= (comeBack.attempts ?? Number.POSITIVE_INFINITY)) return undefined
  const delay = delayAfter(comeBack.backOff, failures, random.fork('policy'))
  return later(now, plus(comeBack.countedFrom === 'beginning' ? begunAt : now, delay))
}
