/**
 * Leaving nothing behind: a session that the server keeps is closed, and a token that was given is
 * invalidated. Where that fails it is still at the server, and that is kept to be told.
 *
 * A session is closed by whoever resumes it. To bind its resource anew may not end it: the server decides
 * which of the two goes (RFC 6120 §7.7.2.2). Resuming may bring another token (Prosody), which is why the
 * session comes first.
 *
 * A token is used twice. A new token stands beside the one before it until it is first used, and
 * invalidating it then ends that one alone (Prosody); once it has been used there is no other.
 */
import type { SaslCondition } from '../../sasl/condition.ts'
import { type OverTls, overTls } from '../../strategies/over.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { Failure } from '../../transport.ts'
import type { Account } from '../../xmpp/account.ts'
import { attempted, type Memory, remember } from '../../xmpp/dialogue/memory.ts'
import { useToken } from './errands.ts'
import type { LiveHost } from './host.ts'

/** Whether the server has a session for whoever has this. */
export const isSessionKept = ({ sm, http }: Memory): boolean =>
  sm.kind === 'resumable' || http !== undefined

/** What is still to be put back in order; `login`: by which it is resumed. */
export async function closeSession(
  host: LiveHost,
  account: Account,
  memory: Memory,
  login: Strategy,
): Promise<Memory> {
  const script = login.said.script(account, memory)
  const { attempt, outcome } = await host.errand(script, overTls(login), undefined, memory)
  if (outcome.kind === 'ready') {
    const left = remember(outcome.stream)
    await attempt.close()
    return left
  }
  attempt.lose()
  host.sessionsLeft.push(outcome.kind === 'failed' ? outcome.failure : NO_ANSWER)
  return attempted(memory)
}

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
