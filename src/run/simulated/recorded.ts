/**
 * A cell's conversation, recorded: held over a clean link by the dialogue and the server that speak
 * in the cell's trials, from where the earlier session has left both.
 *
 * It is held twice, the second time with other nonces and a server whose clock is ahead by as much as
 * a trial may take. Where that makes a difference (a code that is over, a token that has expired),
 * and where anything else cannot be told from octets, there is no recording, and trials run in full.
 */
import { isDeepStrictEqual } from 'node:util'
import { VirtualClock } from '../../clock/virtual.ts'
import type { Engine } from '../../engine.ts'
import { Link } from '../../link/link.ts'
import type { Random } from '../../random.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import { isMoved, overSecured } from '../../strategies/over.ts'
import type { Passing, TransportCommand, TransportEvent } from '../../transport.ts'
import { between, type Duration, type Instant, instant, plus, seconds, ZERO } from '../../units.ts'
import type { Carriage } from '../../xmpp/dialogue/layered.ts'
import type { Framing } from '../../xmpp/framing/framing.ts'
import { OCTETS } from '../../xmpp/framing/octets.ts'
import { serverLayer } from '../carriage.ts'
import { ClientRecorder } from '../replay/client-recorder.ts'
import type { RecordedClientStep, RecordedConversation } from '../replay/conversation.ts'
import { ServerRecorder } from '../replay/server-recorder.ts'
import { Attempt } from './attempt.ts'
import type { Cell } from './cell.ts'
import { simulatedSettings } from './conditions.ts'
import { CLEAN, CLEAN_MTU, type Earlier, LINGER } from './earlier.ts'
import { carriageOf, listenedTo } from './spoken.ts'

export interface Recorded {
  readonly earlier: Earlier
  readonly conversation: RecordedConversation
  /** What carries it, at either end. */
  readonly carriage: Carriage | undefined
  readonly serverLayer: (() => Engine<Passing, Passing>) | undefined
}

/** Undefined where it cannot be told from octets what either end says. */
export function recorded(cell: Cell): Recorded | undefined {
  const { earlier, strategy, conditions, course } = cell
  if ('code' in earlier || course !== undefined || isMoved(strategy.over)) return undefined
  // A scripted dialogue is octets already.
  if (strategy.over.kind === 'tcp') return undefined
  const { security: mode, http } = overSecured(strategy)
  const settings = earlier.peer.domain?.settings
  if (settings === undefined || http === 'bosh') return undefined
  const carriage = carriageOf(cell, earlier.memory)
  const framing = carriage?.framing ?? OCTETS
  const said = held(cell, earlier, framing, cell.random.fork('recorded'), ZERO)
  const later = held(cell, earlier, framing, cell.random.fork('recorded later'), conditions.timeout)
  if (said === undefined || later === undefined || !isSame(said, later)) return undefined
  const within = shortest([settings.sm.acknowledgementSeconds, settings.silenceSeconds])
  const own = conditions.server.http
  return {
    earlier,
    conversation: { ...said, settings, mode, within, carriedBy: framing.carriedBy },
    carriage,
    serverLayer: http === 'none' ? undefined : () => serverLayer(own, settings.framing),
  }
}

/** Of several limits the shortest. */
function shortest(limits: readonly (number | 'unlimited')[]): Duration | 'unlimited' {
  const known = limits.filter((limit) => limit !== 'unlimited')
  return known.length === 0 ? 'unlimited' : seconds(Math.min(...known))
}

type Said = Pick<RecordedConversation, 'client' | 'server'>

function held(
  cell: Cell,
  earlier: Earlier,
  framing: Framing,
  random: Random,
  ahead: Duration,
): Said | undefined {
  const { strategy, conditions, account } = cell
  const clock = new VirtualClock()
  const peer = earlier.peer.fork()
  const own = random.fork('server')
  const recorder = new ServerRecorder(own, framing)
  const server = peer.accept(own, clock, {
    framing: recorder.framing,
    scribe: recorder,
  })
  let heard: ClientRecorder | undefined
  const attempt = new Attempt({
    ...listenedTo(earlier.peer, cell, earlier.memory, clock.now(), (dialogue) => {
      heard = new ClientRecorder(dialogue, framing.carriedBy)
      return heard
    }),
    server: new Ahead(server, ahead),
    settings: simulatedSettings(strategy, conditions, earlier.held, account, CLEAN_MTU),
    clock,
    link: new Link<LinkBody>({ settings: CLEAN, clock, random: random.fork('link') }),
    random,
    timeout: conditions.timeout,
    observer: { dialogue: () => {}, connection: {} },
  })
  attempt.run()
  const steps = heard?.steps
  if (steps === undefined) return undefined
  // What it has said before it was ready may still be on its way.
  attempt.linger(LINGER)
  const answers = recorder.steps
  return answers === undefined || answers.flat().length === 0
    ? undefined
    : { client: steps, server: answers }
}

const isSame = (one: Said, other: Said): boolean =>
  isDeepStrictEqual(one.client.map(withoutStream), other.client.map(withoutStream)) &&
  isDeepStrictEqual(one.server, other.server)

const withoutStream = (step: RecordedClientStep) =>
  step.kind === 'ready' ? { kind: step.kind } : step

/** An end at which it is later than it is. */
class Ahead implements Engine<TransportEvent, TransportCommand> {
  readonly #end: Engine<TransportEvent, TransportCommand>
  readonly #ahead: Duration

  constructor(end: Engine<TransportEvent, TransportCommand>, ahead: Duration) {
    this.#end = end
    this.#ahead = ahead
  }

  handle(event: TransportEvent, now: Instant): void {
    this.#end.handle(event, plus(now, this.#ahead))
  }

  poll(): TransportCommand | undefined {
    return this.#end.poll()
  }

  deadline(): Instant | undefined {
    const deadline = this.#end.deadline()
    return deadline && instant(between(instant(this.#ahead), deadline))
  }

  wake(now: Instant): void {
    this.#end.wake(plus(now, this.#ahead))
  }

  attention(ask: () => void): void {
    this.#end.attention?.(ask)
  }
}
