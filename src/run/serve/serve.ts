/** The embedded server on real sockets, in real time, for clients that nobody here wrote. */
import { LISTENING_LIMITS, type ListeningLimits } from '../../attach/listening/limits.ts'
import { Listening, PORT_KINDS, type PortKind } from '../../attach/listening/listening.ts'
import { RealClock } from '../../clock/real.ts'
import { type Duration, milliseconds, plus } from '../../units.ts'
import type { Insight, Ports } from '../../watch/insight.ts'
import { MessageTally } from '../../watch/message-tally.ts'
import { condensed } from './condensed.ts'
import { Reception, type ReceptionOptions, ticketsOf, tlsPortOf } from './reception.ts'
import { Sending } from './sending.ts'

export type { ServedConnection } from '../../watch/served-connection.ts'
export type { ServedCertificate } from './reception.ts'
export { PORT_KINDS }

export interface ServeRunOptions extends Omit<ReceptionOptions, 'soon' | 'tally'> {
  readonly host: string
  /** 0 lets the machine choose. */
  readonly ports: Readonly<Partial<Record<PortKind, number>>>
  readonly limits?: ListeningLimits
  /** Where clients come in for direct TLS, if not where it listens itself. */
  readonly directPort?: () => number | undefined
  /** Numbered messages for each account, one every so often. */
  readonly messages?: { readonly every: Duration } | undefined
  /** After which `over` is told; it goes on. */
  readonly lasts?: Duration | undefined
  readonly over?: () => void
}

/** Longer than it takes to write what has been said. */
const SOON = milliseconds(5)

export interface Serving {
  readonly ports: Readonly<Partial<Record<PortKind, number>>>
  /** As if it had been stopped and started: with the sessions that it had, or without. */
  readonly restart: (sessions: 'kept' | 'lost') => void
  /** What is known here of a connection. */
  readonly insight: (ports: Ports) => Insight | undefined
  /** Undefined: no messages are sent. */
  readonly tally: MessageTally | undefined
  /** Ends every connection, each of which is still reported. */
  readonly close: () => Promise<void>
}

export async function serve(asked: ServeRunOptions): Promise<Serving> {
  const options = { ...asked, remark: condensed(asked.remark) }
  const { server, certificate, host, ports, limits = LISTENING_LIMITS, remark } = options
  const clock = new RealClock()
  const { messages, accounts } = options
  const tally = messages && new MessageTally(() => clock.now())
  const soon = (task: () => void): void => {
    clock.at(plus(clock.now(), SOON), task)
  }
  const reception = new Reception({ ...options, tally, soon })
  const listening: Listening = new Listening({
    host,
    ports,
    tls: (kind) => ({
      certificate: certificate.chain,
      key: certificate.key,
      leaf: certificate.octets[0] ?? new Uint8Array(0),
      tickets: ticketsOf(server, kind),
      versions: server.tls[tlsPortOf(kind)].versions,
      requestsClientCertificate: server.tls[tlsPortOf(kind)].requestsClientCertificate,
    }),
    nagle: server.tcp.nagle,
    clock,
    limits,
    refused: () => remark('turned a connection away: too many are open'),
    displaced: () =>
      remark('closed the oldest connection that had not logged in: too many are open'),
    accept: (kind, ports) => {
      const direct = asked.directPort === undefined ? listening.ports.direct : asked.directPort()
      return reception.accept(kind, direct, ports, clock.now())
    },
  })
  await listening.open()
  const { lasts, over } = options
  if (lasts !== undefined) clock.at(plus(clock.now(), lasts), () => over?.())
  const { domain } = reception
  const locals = accounts.map(({ local }) => local)
  const sending =
    messages && tally && new Sending({ domain, accounts: locals, clock, tally, ...messages })
  return {
    ports: listening.ports,
    restart: (sessions) => reception.restart(sessions, clock.now()),
    insight: (ports) => reception.insight(ports),
    tally,
    close: async () => {
      sending?.stop()
      await listening.close()
      reception.close(clock.now())
      clock.stop()
    },
  }
}
