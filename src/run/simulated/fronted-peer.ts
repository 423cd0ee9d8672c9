/**
 * A server behind a proxy as a peer: whoever connects meets the proxy, which has a link and TCP of
 * its own to the login service, and another to the server.
 *
 * Leaves out a network that is lossy inside a building, and how the proxy finds the server.
 */
import { SimulatedConnection, type SimulatedSettings } from '../../attach/simulated/connection.ts'
import type { Clock } from '../../clock/clock.ts'
import { Driver, type Engine } from '../../engine.ts'
import { LoginService } from '../../front/auth-http.ts'
import { FrontConnection } from '../../front/connection.ts'
import type { Reach } from '../../front/outlet.ts'
import type { Behind, FrontSettings } from '../../front/settings.ts'
import { Link } from '../../link/link.ts'
import type { LinkSettings } from '../../link/settings.ts'
import { NO_TIME } from '../../processing-time.ts'
import type { Random } from '../../random.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import type { OverSecured } from '../../strategies/over.ts'
import type { TransportCommand, TransportEvent } from '../../transport.ts'
import { bytes, type Duration, times } from '../../units.ts'
import type { Server } from '../../xmpp/server/server.ts'
import { KNOWN_ADDRESS, pathSettings } from '../path-settings.ts'
import type { Conditions } from './conditions.ts'
import { type Peer, xmppPeer } from './peer.ts'

export const frontedPeer = (
  server: Server,
  over: OverSecured,
  front: FrontSettings,
  conditions: Conditions,
): Peer => ({
  ...xmppPeer(server, over, conditions.server.http),
  accept: (random, clock) =>
    new FrontConnection({
      domain: server.domain.name,
      mode: over.security,
      random: random.fork('front'),
      reach: reaching({ server, front, settings: within(conditions), random, clock }),
    }),
  fork: () => frontedPeer(server.fork(), over, front, conditions),
})

interface Reaching {
  readonly server: Server
  readonly front: FrontSettings
  readonly settings: SimulatedSettings
  readonly random: Random
  readonly clock: Clock
}

const reaching =
  ({ server, front, settings, random, clock }: Reaching): Reach =>
  (whom, hear) => {
    const own = random.fork(whom)
    const there = new Driver(behind(whom, server, own), clock, (command: TransportCommand) =>
      connection.serverCommand(command),
    )
    const link = new Link<LinkBody>({
      settings: path(front[whom].roundTrip),
      clock,
      random: own.fork('link'),
    })
    const connection = new SimulatedConnection(settings, { clock, link }, own, {
      toClient: hear,
      toServer: (event) => there.handle(event),
    })
    return { say: (command) => connection.clientCommand(command) }
  }

const behind = (
  whom: Behind,
  server: Server,
  random: Random,
): Engine<TransportEvent, TransportCommand> =>
  whom === 'backend'
    ? server.accept({ random: random.fork('server'), mode: 'arranged' })
    : new LoginService((user, password) => server.domain.accounts.matches(user, password))

const path = (roundTrip: Duration): LinkSettings => {
  const delay = [{ kind: 'delay', delay: times(roundTrip, 0.5) }] as const
  return { up: delay, down: delay }
}

/** TCP in the clear over Ethernet, its end at the proxy without Nagle's algorithm, as nginx has it. */
const within = (conditions: Conditions): SimulatedSettings => ({
  ...pathSettings(
    KNOWN_ADDRESS,
    { ...conditions, fastOpenFault: undefined, client: { tcp: { nagle: 'off' } } },
    undefined,
    '',
    bytes(1500),
  ),
  over: { kind: 'tcp' },
  reaction: NO_TIME,
})
