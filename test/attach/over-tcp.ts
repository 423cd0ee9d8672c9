/**
 * Two partners over TCP alone, on a link of 100 ms and with exact timers, so that numbers are exact.
 */
import { SimulatedConnection } from '../../src/attach/simulated/connection.ts'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Gate } from '../../src/link/gate.ts'
import type { Impairment } from '../../src/link/impairments.ts'
import { Link } from '../../src/link/link.ts'
import { NO_TIME } from '../../src/processing-time.ts'
import { Random } from '../../src/random.ts'
import type { LinkBody } from '../../src/stack/link-body.ts'
import { IDEAL, type TcpSettings } from '../../src/tcp/settings.ts'
import type { TransportEvent } from '../../src/transport.ts'
import { instant, milliseconds, toMilliseconds } from '../../src/units.ts'

const half: Impairment = { kind: 'delay', delay: milliseconds(50) }

export type Who = 'client' | 'server'

/** Over TCP alone; what either partner hears, with the time in milliseconds. */
export function connected(tcp: Partial<TcpSettings> = {}) {
  const clock = new VirtualClock()
  const heard: Record<Who, string[]> = { client: [], server: [] }
  const note =
    (who: Who) =>
    (event: TransportEvent): void => {
      heard[who].push(`${toMilliseconds(clock.now())} ${wordFor(event)}`)
    }
  const settings = { ...IDEAL, ...tcp }
  const gate = new Gate()
  const link = new Link<LinkBody>({
    settings: { up: [gate.stage, half], down: [gate.stage, half] },
    clock,
    random: Random.seeded('link'),
  })
  const connection = new SimulatedConnection(
    {
      tcp: { client: settings, server: settings },
      fastOpen: undefined,
      middlebox: undefined,
      lookUp: undefined,
      hostTime: NO_TIME,
      over: { kind: 'tcp' },
      reaction: NO_TIME,
    },
    { clock, link },
    Random.seeded('ends'),
    { toClient: note('client'), toServer: note('server') },
  )
  connection.clientCommand({ kind: 'connect' })
  const until = (time: number): void => clock.run(instant(milliseconds(time)))
  return {
    connection,
    link,
    gate,
    heard,
    until,
    says: (who: Who, text = 'hello'): void => {
      const send = { kind: 'send', bytes: Buffer.from(text) } as const
      if (who === 'client') connection.clientCommand(send)
      else connection.serverCommand(send)
    },
    /** Packets that have come to the link. */
    packets: () => {
      const { up, down } = connection.traffic()
      return { up: up.packets, down: down.packets }
    },
    /** From then on only what is heard counts. */
    forget: (): void => {
      heard.client.length = 0
      heard.server.length = 0
    },
  }
}

const wordFor = (event: TransportEvent): string => {
  if (event.kind === 'received') return Buffer.from(event.bytes).toString()
  return event.kind === 'closed' && event.error !== undefined ? event.error.code : event.kind
}
