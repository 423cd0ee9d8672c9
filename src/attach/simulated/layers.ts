/** The layers that carry a simulated dialogue, as settings, and the stacks made of them. */
import { NO_TIME, type ProcessingTime, type WorkLine } from '../../processing-time.ts'
import { QuicEndpoint } from '../../quic/endpoint.ts'
import type { QuicSettings } from '../../quic/settings.ts'
import type { Random } from '../../random.ts'
import { ClearText } from '../../stack/clear-text.ts'
import { QuicStack } from '../../stack/quic/quic-stack.ts'
import { QuicStreams } from '../../stack/quic/streams.ts'
import { Resolver } from '../../stack/resolver.ts'
import type { Stack } from '../../stack/stack.ts'
import {
  type SecurityLayer,
  type TransportReport,
  TransportStack,
  type TransportStackCommand,
} from '../../stack/transport-stack.ts'
import { TlsClient } from '../../tls/client.ts'
import { PieceStream } from '../../tls/piece.ts'
import { TlsServer } from '../../tls/server.ts'
import type { TlsClientSettings, TlsServerSettings } from '../../tls/settings.ts'
import type { PathSettings, TcpEnds } from '../path/tcp-ends.ts'

export type SimulatedLayers =
  /** TCP alone: whoever sits on top never says `secure`. */
  | { readonly kind: 'tcp' }
  | {
      readonly kind: 'tls'
      readonly client: TlsClientSettings
      readonly server: TlsServerSettings
    }
  /** XMPP over QUIC (XEP-0467). */
  | {
      readonly kind: 'quic'
      readonly client: TlsClientSettings
      readonly server: TlsServerSettings
      readonly quic: { readonly client: QuicSettings; readonly server: QuicSettings }
    }

/** What a dialogue goes over, and whoever says it. */
export interface SimulatedDialogue {
  readonly over: SimulatedLayers
  /** How long the client takes to act on what has arrived; the server's time is in its answers. */
  readonly reaction: ProcessingTime
  /** Where the server's handshakes wait; not said: they do not. */
  readonly line?: WorkLine
}

export type CarryingStack = Stack<TransportStackCommand, TransportReport>

export interface CarryingEnds {
  readonly client: CarryingStack
  readonly server: CarryingStack
}

/** `random` is forked by purpose: tls, reaction; nothing else is drawn from it. */
export function transportEnds(
  { over, reaction, line }: SimulatedDialogue,
  tcp: TcpEnds,
  random: Random,
): CarryingEnds {
  const security = securityLayers(over, random, line)
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

/** The same over QUIC, where there is no TCP. `lookUp`: the domain whose addresses are not cached. */
export function quicEnds(
  over: Extract<SimulatedLayers, { readonly kind: 'quic' }>,
  { reaction, lookUp }: Pick<SimulatedDialogue, 'reaction'> & Pick<PathSettings, 'lookUp'>,
  random: Random,
): CarryingEnds {
  const security = securityLayers(over, random)
  const up = new QuicStreams()
  const down = new QuicStreams()
  return {
    client: new QuicStack({
      security: security.client,
      tls: { role: 'client', settings: over.client },
      quic: new QuicEndpoint({ role: 'client', settings: over.quic.client }),
      resolver: lookUp === undefined ? undefined : new Resolver(lookUp, over.quic.client.ip),
      writes: up,
      reads: down,
      reaction: { time: reaction, random: random.fork('reaction') },
    }),
    server: new QuicStack({
      security: security.server,
      tls: { role: 'server', settings: over.server },
      quic: new QuicEndpoint({ role: 'server', settings: over.quic.server }),
      resolver: undefined,
      writes: down,
      reads: up,
      reaction: { time: NO_TIME, random },
    }),
  }
}

function securityLayers(
  over: SimulatedLayers,
  random: Random,
  line?: WorkLine,
): { readonly client: SecurityLayer; readonly server: SecurityLayer } {
  if (over.kind === 'tcp') return { client: new ClearText(), server: new ClearText() }
  const tls = random.fork('tls')
  return {
    client: new TlsClient(over.client, tls.fork('client')),
    server: new TlsServer(over.server, tls.fork('server'), line),
  }
}
