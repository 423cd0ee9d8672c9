/**
 * The verb that makes ladders: a flight of exchanges, each something said and something heard.
 *
 * Played serially every exchange takes its own wait: say, hear, say, hear. Played pipelined
 * everything is said first and everything heard afterwards: one wait. That is the whole
 * difference between the two, so a script is written once. What goes into one flight is what
 * can be said without having heard the rest of it.
 */
import type { Script } from '../dialogue/script.ts'
import type { Talk } from './talk.ts'

export interface Exchange {
  readonly say: (talk: Talk) => Script<void>
  readonly hear: (talk: Talk) => Script<void>
}

export function* flight(talk: Talk, ...exchanges: readonly Exchange[]): Script<void> {
  if (talk.manner.pace === 'serial') {
    for (const exchange of exchanges) {
      yield* exchange.say(talk)
      yield* exchange.hear(talk)
    }
    return
  }
  for (const exchange of exchanges) yield* exchange.say(talk)
  for (const exchange of exchanges) yield* exchange.hear(talk)
}

/**
 * Two flights, the second of which begins with the answer to a challenge. Where the mechanism
 * awaits none they are one: what follows success can be said before it has been heard of.
 */
export function* flightsAround(
  talk: Talk,
  login: readonly Exchange[],
  rest: readonly Exchange[],
): Script<void> {
  if (talk.manner.pace === 'serial') return yield* flight(talk, ...login, ...rest)
  for (const exchange of login) yield* exchange.say(talk)
  if (talk.authentication?.awaits === 'success') {
    for (const exchange of rest) yield* exchange.say(talk)
    for (const exchange of [...login, ...rest]) yield* exchange.hear(talk)
    return
  }
  for (const exchange of login) yield* exchange.hear(talk)
  yield* flight(talk, ...rest)
}
