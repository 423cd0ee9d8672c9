/**
 * Two dialogue partners with a relay between them: the client's leg and the server's leg, each
 * with a link and a TCP connection of its own. What is said goes through end to end, TLS
 * included; what it cost is told apart by leg.
 *
 * The streams are the same on both legs, octet for octet, so that each end reads what the other
 * has written although the relay knows lengths only.
 */
import type { Clock } from '../../clock/clock.ts'
import type { Link } from '../../link/link.ts'
import type { Random } from '../../random.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import type { Traffic } from '../../stack/stack.ts'
import type { TransportCommand } from '../../transport.ts'
import { Leg } from '../path/leg.ts'
import { joinByRelay, type RelayOptions } from '../path/relay.ts'
import { type PathSettings, tcpEnds } from '../path/tcp-ends.ts'
import { SimulatedEnd } from './end.ts'
import { type SimulatedDialogue, transportEnds } from './layers.ts'
import type { SimulatedPeers } from './peers.ts'

/** `near`: from the client to the relay. `far`: from the relay to the server. */
export const LEGS = ['near', 'far'] as const
export type LegName = (typeof LEGS)[number]

export type RelayedSettings = Readonly<Record<LegName, PathSettings>> & SimulatedDialogue

export interface RelayedPeers extends SimulatedPeers {
  readonly relayWaited: RelayOptions['waited']
}

export class RelayedConnection {
  readonly #legs: Readonly<Record<LegName, Leg>>
  readonly #client: SimulatedEnd
  readonly #server: SimulatedEnd

  /** `random` is forked by leg, then by purpose. */
  constructor(
    settings: RelayedSettings,
    {
      clock,
      links,
    }: { readonly clock: Clock; readonly links: Readonly<Record<LegName, Link<LinkBody>>> },
    random: Random,
    peers: RelayedPeers,
  ) {
    const leg = (name: LegName): Leg =>
      new Leg({ link: links[name], clock, random: random.fork(name), ...settings[name] })
    const near = leg('near')
    const far = leg('far')
    const nearTcp = tcpEnds(settings.near, random.fork('near'))
    const farTcp = tcpEnds(settings.far, random.fork('far'))
    const { client, server } = transportEnds(
      settings,
      { client: nearTcp.client, server: farTcp.server },
      random,
    )
    this.#legs = { near, far }
    this.#client = new SimulatedEnd(
      'up',
      (report) => near.joinClient(client, report),
      peers,
      near.flow,
    )
    this.#server = new SimulatedEnd(
      'down',
      (report) => far.joinServer(server, report),
      peers,
      far.flow,
    )
    joinByRelay({
      near: { leg: near, server: nearTcp.server },
      far: { leg: far, client: farTcp.client },
      waited: peers.relayWaited,
    })
  }

  clientCommand(command: TransportCommand): void {
    this.#client.command(command)
  }

  serverCommand(command: TransportCommand): void {
    this.#server.command(command)
  }

  /** What has been sent on each leg so far. */
  traffic(): Readonly<Record<LegName, Traffic>> {
    return { near: this.#legs.near.traffic(), far: this.#legs.far.traffic() }
  }

  /** Everybody falls silent at once, the relay too. */
  stop(): void {
    this.#legs.near.stop()
    this.#legs.far.stop()
  }
}
