/** When a client first tries again that has lost a stream that was ready. */
import type { Random } from '../random.ts'
import { type Duration, sum, ZERO } from '../units.ts'
import { delayAfter } from './back-off.ts'
import type { ComeBack } from './policy.ts'

/**
 * How a stream that was ready was lost: nobody answered what the client asked of its own accord, or what it
 * asked out of turn because the network had changed or the device woken; or its end was seen.
 */
export type StreamLoss = 'silence' | 'silence-out-of-turn' | 'end'

/** How long after a loss the first attempt comes, and how many failures in a row the loss counts as. */
export function afterLoss(
  { first, afterSilence, closing = ZERO, backOff }: Extract<ComeBack, { readonly kind: 'tries' }>,
  loss: StreamLoss,
  life: Random,
): { readonly delay: Duration; readonly failures: number } {
  if (loss !== 'end' && afterSilence !== undefined) return { delay: afterSilence, failures: 0 }
  const before = loss === 'silence' ? closing : ZERO
  if (first === 'at-once') return { delay: before, failures: 0 }
  return { delay: sum(before, delayAfter(backOff, 1, life)), failures: 1 }
}
