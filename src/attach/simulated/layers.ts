/** The layers that carry a simulated dialogue, as settings, and the stacks made of them. */
import { NO_TIME, type ProcessingTime } from '../../processing-time.ts'
import type { Random } from '../../random.ts'
import { ClearText } from '../../stack/clear-text.ts'
import { type SecurityLayer, TransportStack } from '../../stack/transport-stack.ts'
import { TlsClient } from '../../tls/client.ts'
import { PieceStream } from '../../tls/piece.ts'
import { TlsServer } from '../../tls/server.ts'
import type { TlsClientSettings, TlsServerSettings } from '../../tls/settings.ts'
import type { TcpEnds } from '../path/tcp-ends.ts'

export type SimulatedLayers =
  /** TCP alone: whoever sits on top never says `secure`. */
  | { readonly kind: 'tcp' }
  | {
      readonly kind: 'tls'
      readonly client: TlsClientSettings
      readonly server: TlsServerSettings
    }

/** What a dialogue goes over, and whoever says it. */
export interface SimulatedDialogue {
  readonly over: SimulatedLayers
  /** How long the client takes to act on what has arrived; the server's time is in its answers. */
  readonly reaction: ProcessingTime
}

/** `random` is forked by purpose: tls, reaction; nothing else is drawn from it. */
export function transportEnds(
  { over, reaction }: SimulatedDialogue,
  tcp: TcpEnds,
  random: Random,
): { readonly client: TransportStack; readonly server: TransportStack } {
  const security = securityLayers(over, random)
  const up = new PieceStream()
  const down = new PieceStream()
  return {
    client: new TransportStack({
      security: security.client,
      tcp: tcp.client,
      writes: up,
      reads: down,
      reaction: { time: reaction, random: random.fork('reaction') },
    }),
    server: new TransportStack({
      security: security.server,
      tcp: tcp.server,
      writes: down,
      reads: up,
      reaction: { time: NO_TIME, random },
    }),
  }
}

function securityLayers(
  over: SimulatedLayers,
  random: Random,
): { readonly client: SecurityLayer; readonly server: SecurityLayer } {
  if (over.kind === 'tcp') return { client: new ClearText(), server: new ClearText() }
  const tls = random.fork('tls')
  return {
    client: new TlsClient(over.client, tls.fork('client')),
    server: new TlsServer(over.server, tls.fork('server')),
  }
}
