/** When each client first wants to be back, by the occasion and its policy. */
import { afterLoss } from '../policy/loss.ts'
import { type Policy, patienceOf } from '../policy/policy.ts'
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
  switch (occasion.kind) {
    case 'within':
      return { begins: at(random.fork('storm').unit() * occasion.within), failures: 0 }
    case 'server-restart':
      return lost(policy, random)
    case 'cell-outage':
      return afterOutage(occasion.lasts, policy, random)
  }
}

const at = (nanoseconds: number): Instant => Math.round(nanoseconds) as Instant

/** Its stream is closed before its eyes. */
function lost({ comeBack }: Policy, random: Random): First {
  if (comeBack.kind === 'never') return { begins: 'never', failures: 0 }
  const { delay, failures } = afterLoss(comeBack, 'end', random.fork('policy'))
  return { begins: at(delay), failures }
}

/**
 * The device has a network again, with another address, and the client gives its connection up: the
 * system tells it, and it asks (in vain) or does not; or it finds out when it asks for itself, at some
 * moment of its cycle. Left out: TCP's own patience, and a push that wakes it.
 */
function afterOutage(lasts: number, { notice, comeBack }: Policy, random: Random): First {
  if (comeBack.kind === 'never') return { begins: 'never', failures: 0 }
  const { networkChange, probe } = notice
  if (networkChange.kind === 'reconnect') return { begins: at(lasts), failures: 0 }
  const own = random.fork('policy')
  if (networkChange.kind === 'probe') {
    const { delay, failures } = afterLoss(comeBack, 'silence-out-of-turn', own)
    return { begins: at(lasts + networkChange.timeout + delay), failures }
  }
  if (probe.kind === 'none') return { begins: 'unnoticed', failures: 0 }
  const { delay, failures } = afterLoss(comeBack, 'silence', own)
  const asks = random.fork('storm').unit() * probe.after
  return { begins: at(lasts + asks + patienceOf(probe) + delay), failures }
}

/** When everybody could be back: from then on it is counted. */
export const returnOf = (occasion: Occasion): Instant =>
  occasion.kind === 'within' ? START : (occasion.lasts as number as Instant)
