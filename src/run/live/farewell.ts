/**
 * Leaving nothing behind: a token that was given is invalidated.
 *
 * It is used twice. A new token stands beside the one before it until it is first used, and
 * invalidating it then ends that one alone (Prosody); once it has been used there is no other.
 */
import type { OverTls } from '../../strategies/over.ts'
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
    const script = useToken(account, left, way, fate)
    const { attempt, outcome } = await host.errand(script, way)
    if (outcome.kind !== 'ready') {
      attempt.lose()
      return
    }
    left = remember(outcome.stream)
    await attempt.close()
  }
}
