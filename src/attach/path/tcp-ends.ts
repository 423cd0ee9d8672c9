/** TCP at both ends of a leg, as every attachment sets it up. */
import type { ProcessingTime } from '../../processing-time.ts'
import type { Random } from '../../random.ts'
import type { Lookup } from '../../stack/resolver.ts'
import { type FastOpenUse, TcpStack } from '../../stack/tcp-stack.ts'
import { turnCounts } from '../../stack/turns.ts'
import type { MiddleboxFault } from '../../tcp/middlebox.ts'
import type { TcpSettings } from '../../tcp/settings.ts'

export interface PathSettings {
  readonly tcp: { readonly client: TcpSettings; readonly server: TcpSettings }
  /** What the client does about TCP Fast Open. */
  readonly fastOpen: FastOpenUse | undefined
  /** What the path does to it. */
  readonly middlebox: MiddleboxFault | undefined
  /** The domain to look up first, when its addresses are not cached. */
  readonly lookUp: Lookup | undefined
  /** What either host takes to handle a packet that has arrived. */
  readonly hostTime: ProcessingTime
}

export interface TcpEnds {
  readonly client: TcpStack
  readonly server: TcpStack
}

/** `random` is forked by purpose: only timers are drawn from it. */
export function tcpEnds({ tcp, fastOpen, lookUp }: PathSettings, random: Random): TcpEnds {
  const timers = random.fork('timers')
  const holds = tcp.client.nagle === 'on' || tcp.server.nagle === 'on'
  const turns = holds ? turnCounts() : undefined
  return {
    client: new TcpStack({
      role: { kind: 'client', fastOpen, lookUp },
      settings: tcp.client,
      random: timers.fork('client'),
      turns: turns?.client,
    }),
    server: new TcpStack({
      role: { kind: 'server' },
      settings: tcp.server,
      random: timers.fork('server'),
      turns: turns?.server,
    }),
  }
}
