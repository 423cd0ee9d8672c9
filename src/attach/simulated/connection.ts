/**
 * The simulated attachment: two dialogue partners joined by their stacks on one leg, in virtual
 * time. Decides nothing itself: what is said enters a stack, and what comes out of it is told.
 */
import type { Clock } from '../../clock/clock.ts'
import type { Link } from '../../link/link.ts'
import type { Random } from '../../random.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import type { Traffic } from '../../stack/stack.ts'
import type { TransportCommand } from '../../transport.ts'
import { type Cut, Leg } from '../path/leg.ts'
import { type PathSettings, tcpEnds } from '../path/tcp-ends.ts'
import { SimulatedEnd } from './end.ts'
import { quicEnds, type SimulatedDialogue, transportEnds } from './layers.ts'
import type { SimulatedPeers } from './peers.ts'

export type { Cut }

export type SimulatedSettings = PathSettings & SimulatedDialogue

export interface Place {
  readonly clock: Clock
  readonly link: Link<LinkBody>
}

export class SimulatedConnection {
  readonly #leg: Leg
  readonly #client: SimulatedEnd
  readonly #server: SimulatedEnd

  /** `random` is forked by purpose: hosts, timers, tls, reaction; nothing else is drawn from it. */
  constructor(
    settings: SimulatedSettings,
    { clock, link }: Place,
    random: Random,
    peers: SimulatedPeers,
  ) {
    const { over, tcp, middlebox, hostTime } = settings
    const leg = new Leg({ link, clock, random, tcp, middlebox, hostTime })
    const { client, server } =
      over.kind === 'quic'
        ? quicEnds(over, settings, random)
        : transportEnds(settings, tcpEnds(settings, random), random)
    this.#leg = leg
    this.#client = new SimulatedEnd(
      'up',
      (report) => leg.joinClient(client, report),
      peers,
      leg.flow,
    )
    this.#server = new SimulatedEnd(
      'down',
      (report) => leg.joinServer(server, report),
      peers,
      leg.flow,
    )
  }

  /** A command of whoever is the client. */
  clientCommand(command: TransportCommand): void {
    this.#client.command(command)
  }

  /** A command of whoever is the server. */
  serverCommand(command: TransportCommand): void {
    this.#server.command(command)
  }

  /** What has been sent on the link so far. */
  traffic(): Traffic {
    return this.#leg.traffic()
  }

  /** The client's address is another from now on; what carries it may live on there. */
  move(): void {
    this.#client.move()
  }

  /** The connection is dead on its way, and neither end is told unless it sends something. */
  cut(how: Cut): void {
    this.#leg.cut(how)
  }

  /** The server's host knows nothing of it, or nobody listens there: what comes meets a reset. */
  refuse(): void {
    this.#leg.refuse()
  }

  /** Nobody listens there while that is so. */
  refuseWhile(isDown: () => boolean): void {
    this.#leg.refuseWhile(isDown)
  }

  /** Both ends fall silent at once, as when the attempt is given up: nothing is sent any more. */
  stop(): void {
    this.#leg.stop()
  }
}
