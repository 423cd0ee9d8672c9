/** When a client first tries again that has lost a stream that was ready. */
import type { Random } from '../random.ts'
import { type Duration, ZERO } from '../units.ts'
import { delayAfter } from './back-off.ts'
import type { ComeBack } from './policy.ts'

/** How a stream that was ready was lost: nobody answered, or its end was seen. */
export type Loss = 'silence' | 'end'

/** How long after a loss the first attempt comes, and how many failures in a row the loss counts as. */
export function afterLoss(
  { first, afterSilence, backOff }: Extract<ComeBack, { readonly kind: 'tries' }>,
  loss: Loss,
  life: Random,
): { readonly delay: Duration; readonly failures: number } {
  if (loss === 'silence' && afterSilence !== undefined) return { delay: afterSilence, failures: 0 }
  if (first === 'at-once') return { delay: ZERO, failures: 0 }
  return { delay: delayAfter(backOff, 1, life), failures: 1 }
}
