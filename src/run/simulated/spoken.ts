/** What a client says to a peer, and what carries it: of a first attempt as of any later one. */
import type { Engine } from '../../engine.ts'
import type { Random } from '../../random.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { Instant } from '../../units.ts'
import type { Account } from '../../xmpp/account.ts'
import { Dialogue, type DialogueInput, type DialogueOutput } from '../../xmpp/dialogue/dialogue.ts'
import { type Carriage, carriedDialogue, onCarriage } from '../../xmpp/dialogue/layered.ts'
import type { Memory } from '../../xmpp/dialogue/memory.ts'
import type { AttemptOptions } from './attempt.ts'
import { type Conditions, simulatedCarriage } from './conditions.ts'
import type { Peer } from './peer.ts'

type Speaker = Engine<DialogueInput, DialogueOutput>

interface Speaking {
  readonly strategy: Strategy
  readonly conditions: Conditions
  readonly account: Account
}

/** By the peer's own clock, which tells when tokens and codes are over. */
export const spokenTo = (
  peer: Peer,
  speaking: Speaking,
  memory: Memory,
  now: Instant,
): Pick<AttemptOptions, 'client'> => {
  const script = scriptFor(peer, speaking, memory, now)
  const carriage = carriageOf(speaking, memory)
  return { client: (nonces) => carriedDialogue(script, nonces, carriage) }
}

/** The same, with somebody between the dialogue and what carries it. */
export const listenedTo = (
  peer: Peer,
  speaking: Speaking,
  memory: Memory,
  now: Instant,
  listen: (dialogue: Speaker) => Speaker,
): Pick<AttemptOptions, 'client'> => {
  const script = scriptFor(peer, speaking, memory, now)
  const carriage = carriageOf(speaking, memory)
  return {
    client: (random) => {
      const options = carriage === undefined ? { random } : { random, framing: carriage.framing }
      return carried(listen(new Dialogue(script, options)), random, carriage)
    },
  }
}

/** `random`: for what carries it. */
export const carried = (
  speaker: Speaker,
  random: Random,
  carriage: Carriage | undefined,
): Speaker => (carriage === undefined ? speaker : onCarriage(speaker, random, carriage))

const scriptFor = (
  { domain }: Peer,
  { strategy, account }: Speaking,
  memory: Memory,
  now: Instant,
) => strategy.said.script(account, memory, domain?.wallClock(now))

export const carriageOf = (
  { strategy, conditions, account }: Speaking,
  memory: Memory,
): Carriage | undefined => simulatedCarriage(strategy, conditions, account.domain, memory)
