/** What a client says to a peer, and what carries it: of a first attempt as of any later one. */
import type { Strategy } from '../../strategies/strategy.ts'
import type { Instant } from '../../units.ts'
import type { Account } from '../../xmpp/account.ts'
import { carriedDialogue } from '../../xmpp/dialogue/layered.ts'
import type { Memory } from '../../xmpp/dialogue/memory.ts'
import type { AttemptOptions } from './attempt.ts'
import { type Conditions, simulatedCarriage } from './conditions.ts'
import type { Peer } from './peer.ts'

interface Speaking {
  readonly strategy: Strategy
  readonly conditions: Conditions
  readonly account: Account
}

/** By the peer's own clock, which tells when tokens and codes are over. */
export const spokenTo = (
  { domain }: Peer,
  { strategy, conditions, account }: Speaking,
  memory: Memory,
  now: Instant,
): Pick<AttemptOptions, 'client'> => {
  const script = strategy.said.script(account, memory, domain?.wallClock(now))
  const carriage = simulatedCarriage(strategy, conditions, account.domain, memory)
  return { client: (nonces) => carriedDialogue(script, nonces, carriage) }
}
