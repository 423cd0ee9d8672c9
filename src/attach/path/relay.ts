/**
 * A relay between two legs: a server on the near one, a client on the far one. It connects when
 * it has been connected to, and passes on each way what arrives, as it arrives, without looking
 * into it: octets, the end of a stream, and failure, which the other leg meets as a reset.
 *
 * Leaves out the host: what has arrived is passed on at once, and nothing is held back because
 * the other leg is slow.
 */
import type { TcpCommand, TcpReport, TcpStack } from '../../stack/tcp-stack.ts'
import type { TransportEvent } from '../../transport.ts'
import type { Joined, Leg } from './leg.ts'

type WaitedLayer = Extract<TransportEvent, { readonly kind: 'waited' }>['layer']
type TcpEnd = Joined<TcpCommand, TcpReport>

export interface RelayOptions {
  readonly near: { readonly leg: Leg; readonly server: TcpStack }
  readonly far: { readonly leg: Leg; readonly client: TcpStack }
  /** The relay, as the far leg's client, has waited for one round trip. */
  readonly waited: (layer: WaitedLayer) => void
}

export function joinByRelay({ near, far, waited }: RelayOptions): void {
  const toClient = (command: TcpCommand): void => server.handle(command)
  const toServer = (command: TcpCommand): void => client.handle(command)
  const server: TcpEnd = near.leg.joinServer(
    near.server,
    passingOn(toServer, ({ kind }) => {
      if (kind === 'connected') toServer({ kind: 'connect' })
    }),
  )
  const client: TcpEnd = far.leg.joinClient(
    far.client,
    passingOn(toClient, (event) => {
      if (event.kind === 'waited') waited(event.layer)
    }),
  )
}

/** Tells the other side what has to follow there; of the rest, events go to `otherwise`. */
function passingOn(
  across: (command: TcpCommand) => void,
  otherwise: (event: TransportEvent) => void,
): (report: TcpReport) => void {
  let passed = 0
  return (report) => {
    if (report.kind === 'received') {
      across({ kind: 'write', length: report.upTo - passed })
      passed = report.upTo
    } else if (report.kind === 'event') {
      const { event } = report
      if (event.kind !== 'closed') otherwise(event)
      else across({ kind: event.error === undefined ? 'close' : 'abort' })
    }
  }
}
