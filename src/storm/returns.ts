/** When each client first wants to be back, by the occasion and its policy. */
import { delayAfter } from '../policy/back-off.ts'
import type { Policy } from '../policy/policy.ts'
import type { Random } from '../random.ts'
import { type Instant, START } from '../units.ts'
import type { Occasion } from './spec.ts'

export interface First {
  /**
   * When its first attempt begins. Or why it never does: its policy leaves that to others, or notices
   * by nothing modelled here that the connection is lost.
   */
  readonly begins: Instant | 'never' | 'unnoticed'
  /** Failures in a row that the loss itself counts as. */
  readonly failures: number
}

/** `random`: of the client. */
export function firstReturn(occasion: Occasion, policy: Policy, random: Random): First {
  const own = random.fork('storm')
  switch (occasion.kind) {
    case 'within':
      return { begins: at(own.unit() * occasion.within), failures: 0 }
    case 'server-restart':
      return lost(policy, random)
    case 'cell-outage': {
      const noticed = noticedAfter(policy, own)
      const begins = typeof noticed === 'number' ? at(occasion.lasts + noticed) : noticed
      return { begins, failures: 0 }
    }
  }
}

const at = (nanoseconds: number): Instant => Math.round(nanoseconds) as Instant

/** Its stream is closed before its eyes. */
function lost({ comeBack }: Policy, random: Random): First {
  if (comeBack.kind === 'never') return { begins: 'never', failures: 0 }
  if (comeBack.first === 'at-once') return { begins: START, failures: 0 }
  const delay = delayAfter(comeBack.backOff, 1, random.fork('policy'))
  return { begins: at(delay), failures: 1 }
}

/**
 * How long after the device has a network again, with another address, it gives up its connection: the
 * system tells it, and it asks (in vain) or does not; or it finds out when it asks for itself, at some
 * moment of its cycle. Left out: TCP's own patience, and a push that wakes it.
 */
function noticedAfter(
  { notice, comeBack }: Policy,
  random: Random,
): number | 'never' | 'unnoticed' {
  if (comeBack.kind === 'never') return 'never'
  const { networkChange, probe } = notice
  if (networkChange.kind === 'reconnect') return 0
  if (networkChange.kind === 'probe') return networkChange.timeout
  if (probe.kind === 'none') return 'unnoticed'
  return random.unit() * probe.after + probe.misses * probe.timeout
}

/** When everybody could be back: from then on it is counted. */
export const returnOf = (occasion: Occasion): Instant =>
  occasion.kind === 'within' ? START : (occasion.lasts as number as Instant)
