/**
 * Leaving nothing behind: a token that was given is invalidated. Where that fails it is still at the server,
 * and that is kept to be told.
 *
 * It is used twice. A new token stands beside the one before it until it is first used, and
 * invalidating it then ends that one alone (Prosody); once it has been used there is no other.
 */
import type { SaslCondition } from '../../sasl/condition.ts'
import type { OverTls } from '../../strategies/over.ts'
import type { Failure } from '../../transport.ts'
import type { Account } from '../../xmpp/account.ts'
import { type Memory, remember } from '../../xmpp/dialogue/memory.ts'
import { useToken } from './errands.ts'
import type { LiveHost } from './host.ts'

export async function invalidateToken(
  host: LiveHost,
  account: Account,
  memory: Memory,
  way: OverTls,
): Promise<void> {
  let left = memory
  for (const fate of ['kept', 'invalidated'] as const) {
    let isGone = false
    const script = useToken(account, left, way, fate, (condition) => {
      isGone = OF_NO_TOKEN.includes(condition)
    })
    const { attempt, outcome } = await host.errand(script, way)
    if (outcome.kind !== 'ready') {
      attempt.lose()
      if (!isGone) host.tokensLeft.push(outcome.kind === 'failed' ? outcome.failure : NO_ANSWER)
      return
    }
    left = remember(outcome.stream)
    await attempt.close()
  }
}

/** The server does not know it any more, or takes it no more: there is nothing to invalidate (RFC 6120 §6.5). */
const OF_NO_TOKEN: readonly string[] = [
  'credentials-expired',
  'not-authorized',
] satisfies readonly SaslCondition[]

const NO_ANSWER: Failure = { code: 'timeout', detail: 'expected an answer, found none in time' }
