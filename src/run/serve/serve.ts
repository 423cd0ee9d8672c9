/** The embedded server on real sockets, in real time, for clients that nobody here wrote. */
import { LISTENING_LIMITS, type ListeningLimits } from '../../attach/listening/limits.ts'
import { Listening, PORT_KINDS, type PortKind } from '../../attach/listening/listening.ts'
import { RealClock } from '../../clock/real.ts'
import { condensed } from './condensed.ts'
import { Reception, type ReceptionOptions, ticketsOf, tlsPortOf } from './reception.ts'

export type { ServedConnection } from '../../watch/served-connection.ts'
export type { ServedCertificate } from './reception.ts'
export { PORT_KINDS }

export interface ServeOptions extends ReceptionOptions {
  readonly host: string
  /** 0 lets the machine choose. */
  readonly ports: Readonly<Partial<Record<PortKind, number>>>
  readonly limits?: ListeningLimits
  /** Where clients come in for direct TLS, if not where it listens itself. */
  readonly directPort?: () => number | undefined
}

export interface Serving {
  readonly ports: Readonly<Partial<Record<PortKind, number>>>
  /** As if it had been stopped and started: with the sessions that it had, or without. */
  readonly restart: (sessions: 'kept' | 'lost') => void
  /** Ends every connection, each of which is still reported. */
  readonly close: () => Promise<void>
}

export async function serve(asked: ServeOptions): Promise<Serving> {
  const options = { ...asked, remark: condensed(asked.remark) }
  const { server, certificate, host, ports, limits = LISTENING_LIMITS, remark } = options
  const clock = new RealClock()
  const reception = new Reception(options)
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
    accept: (kind) => {
      const direct = asked.directPort === undefined ? listening.ports.direct : asked.directPort()
      return reception.accept(kind, direct, clock.now())
    },
  })
  await listening.open()
  return {
    ports: listening.ports,
    restart: (sessions) => reception.restart(sessions, clock.now()),
    close: async () => {
      await listening.close()
      reception.close(clock.now())
      clock.stop()
    },
  }
}
