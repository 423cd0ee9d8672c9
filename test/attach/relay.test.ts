/**
 * Client – relay – server: two legs, each with a link and TCP connections of its own, and one
 * dialogue through both. All in virtual time, so the numbers are exact.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type LegName, RelayedConnection } from '../../src/attach/simulated/relayed-connection.ts'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Driver } from '../../src/engine.ts'
import type { Impairment } from '../../src/link/impairments.ts'
import { Link } from '../../src/link/link.ts'
import type { LinkSettings } from '../../src/link/settings.ts'
import { NO_TIME } from '../../src/processing-time.ts'
import { Random } from '../../src/random.ts'
import { simulatedSettings } from '../../src/run/simulated/conditions.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import type { LinkBody } from '../../src/stack/link-body.ts'
import { IDEAL, type TcpSettings } from '../../src/tcp/settings.ts'
import type { Layer, TransportCommand, TransportEvent } from '../../src/transport.ts'
import {
  bytes,
  type Instant,
  instant,
  milliseconds,
  seconds,
  toMilliseconds,
} from '../../src/units.ts'
import { Dialogue, type DialogueOutput } from '../../src/xmpp/dialogue/dialogue.ts'
import { specOf } from '../run/spec.ts'

const RTT_MS: Readonly<Record<LegName, number>> = { near: 100, far: 20 }

const eachWay = (impairments: readonly Impairment[]): LinkSettings => ({
  up: impairments,
  down: impairments,
})
const delay = (leg: LegName): Impairment => ({
  kind: 'delay',
  delay: milliseconds(RTT_MS[leg] / 2),
})
const CLEAN = { near: eachWay([delay('near')]), far: eachWay([delay('far')]) }

const DEAD = eachWay([{ kind: 'loss', probability: 1 }])

const linksOf = (
  settings: Readonly<Record<LegName, LinkSettings>>,
  clock: VirtualClock,
): Readonly<Record<LegName, Link<LinkBody>>> => {
  const random = Random.seeded('relay')
  const link = (leg: LegName) =>
    new Link<LinkBody>({ settings: settings[leg], clock, random: random.fork(leg) })
  return { near: link('near'), far: link('far') }
}

/** A strategy against the ideal server, with a relay in between. */
function through(name: string, settings: Readonly<Record<LegName, LinkSettings>>) {
  const { strategy, account, earlier, conditions } = prepareCell(specOf(name), 0)
  if ('code' in earlier) throw new Error(earlier.detail)
  const clock = new VirtualClock()
  const random = Random.seeded('relay')
  const waits: Record<LegName, Layer[]> = { near: [], far: [] }
  let readyAt: Instant | undefined
  /** The client's own TCP ends at the relay; whatever else it waits for crosses both legs. */
  const noteWait = (layer: Layer): void => {
    waits.near.push(layer)
    if (layer !== 'tcp') waits.far.push(layer)
  }
  const { over, reaction, ...tcp } = simulatedSettings(
    strategy,
    conditions,
    earlier.held,
    account,
    bytes(1500),
  )
  const client = new Driver(
    new Dialogue(strategy.said.script(account, earlier.memory), { random: random.fork('nonces') }),
    clock,
    (output: DialogueOutput, now) => {
      if (output.kind === 'command') connection.clientCommand(output.command)
      else if (output.kind === 'waited') noteWait(output.layer)
      else if (output.kind === 'finished' && output.outcome.kind === 'ready') readyAt = now
    },
  )
  const server = new Driver<TransportEvent, TransportCommand>(
    earlier.peer.fork().accept(random.fork('server'), clock),
    clock,
    (command) => connection.serverCommand(command),
  )
  const connection: RelayedConnection = new RelayedConnection(
    { near: tcp, far: { ...tcp, fastOpen: undefined }, over, reaction },
    { clock, links: linksOf(settings, clock) },
    random,
    {
      toClient: (event) => client.handle(event),
      toServer: (event) => server.handle(event),
      relayWaited: (layer) => waits.far.push(layer),
    },
  )
  client.begin()
  while (readyAt === undefined && clock.step()) {}
  if (readyAt === undefined) throw new Error(`expected ${name} to get through the relay`)
  // What is still under way then, and what follows unasked.
  clock.run(instant(seconds(30)))
  return { readyMs: toMilliseconds(readyAt), waits, traffic: connection.traffic() }
}

/** Gives up at the first timeout of a SYN and the second of data. */
const IMPATIENT: TcpSettings = { ...IDEAL, synRetries: 0, synLinearTimeouts: 0, dataRetries: 1 }

/** Over TCP alone with exact timers; what either partner hears, with the time in milliseconds. */
function overTcp(settings: Readonly<Record<LegName, LinkSettings>>) {
  const clock = new VirtualClock()
  const heard: { readonly client: string[]; readonly server: string[] } = { client: [], server: [] }
  const note =
    (who: 'client' | 'server') =>
    (event: TransportEvent): void => {
      heard[who].push(`${toMilliseconds(clock.now())} ${wordFor(event)}`)
    }
  const tcp = {
    tcp: { client: IMPATIENT, server: IMPATIENT },
    fastOpen: undefined,
    middlebox: undefined,
    lookUp: undefined,
    hostTime: NO_TIME,
  }
  const links = linksOf(settings, clock)
  const connection = new RelayedConnection(
    { near: tcp, far: tcp, over: { kind: 'tcp' }, reaction: NO_TIME },
    { clock, links },
    Random.seeded('relay'),
    { toClient: note('client'), toServer: note('server'), relayWaited: () => {} },
  )
  return { clock, heard, connection, links }
}

const wordFor = (event: TransportEvent): string => {
  if (event.kind === 'received') return Buffer.from(event.bytes).toString()
  return event.kind === 'closed' && event.error !== undefined ? event.error.code : event.kind
}

describe('a relay between two legs', () => {
  for (const name of [
    'legacy-starttls',
    'sasl2-direct',
    'legacy-resume-direct+tls12',
    'fast-resume-direct+pipelined',
    'fast-resume-direct+pipelined+tfo',
  ]) {
    it(`${name}: each wait costs the round trips of the legs that it crosses`, () => {
      const { readyMs, waits, traffic } = through(name, CLEAN)
      // Nothing else takes time: no rate, no loss, no think time.
      assert.equal(readyMs, waits.near.length * RTT_MS.near + waits.far.length * RTT_MS.far)
      assert.equal(waits.far.filter((layer) => layer === 'tcp').length, 1)
      const tcp = name.endsWith('+tfo') ? 0 : 1
      assert.equal(waits.near.filter((layer) => layer === 'tcp').length, tcp)
      for (const direction of ['up', 'down'] as const) {
        assert.ok(traffic.near[direction].streamBytes > 0)
        assert.equal(traffic.near[direction].streamBytes, traffic.far[direction].streamBytes)
      }
    })
  }

  it('repeats on the leg that loses, and there only', () => {
    const lossy = eachWay([{ kind: 'loss', probability: 0.2 }, delay('near')])
    const { traffic } = through('legacy-direct', { ...CLEAN, near: lossy })
    assert.ok(traffic.near.up.retransmitted + traffic.near.down.retransmitted > 0)
    assert.equal(traffic.far.up.retransmitted + traffic.far.down.retransmitted, 0)
  })

  it('passes octets and the ends of both streams on', () => {
    const { heard, connection, clock } = overTcp(CLEAN)
    connection.clientCommand({ kind: 'connect' })
    connection.clientCommand({ kind: 'send', bytes: Buffer.from('question') })
    clock.run(instant(milliseconds(400)))
    connection.serverCommand({ kind: 'send', bytes: Buffer.from('answer') })
    clock.run(instant(milliseconds(500)))
    connection.clientCommand({ kind: 'close' })
    clock.run(instant(milliseconds(700)))
    connection.serverCommand({ kind: 'close' })
    clock.run(instant(milliseconds(900)))
    // The relay is connected to after one and a half round trips of the near leg, the server
    // after as many more of the far leg. Then half of both round trips, 60 ms, each way.
    assert.deepEqual(heard, {
      client: ['100 waited', '100 connected', '460 answer', '760 closed'],
      server: ['180 connected', '180 question', '560 closed'],
    })
  })

  it('resets the near leg when the far one fails', () => {
    const { heard, connection, clock } = overTcp({ ...CLEAN, far: DEAD })
    connection.clientCommand({ kind: 'connect' })
    clock.run(instant(seconds(10)))
    // The relay connects at 150 ms and gives up at its first timeout, after 3 s; the reset takes
    // half a round trip of the near leg.
    assert.deepEqual(heard, {
      client: ['100 waited', '100 connected', '3200 connection-reset'],
      server: [],
    })
  })

  it('resets the far leg when the near one fails', () => {
    const { heard, connection, clock, links } = overTcp(CLEAN)
    connection.clientCommand({ kind: 'connect' })
    clock.run(instant(milliseconds(400)))
    links.near.change(DEAD)
    connection.serverCommand({ kind: 'send', bytes: Buffer.from('answer') })
    clock.run(instant(seconds(60)))
    // Whenever the relay has repeated the answer in vain often enough.
    assert.deepEqual(heard.client, ['100 waited', '100 connected'])
    assert.match(heard.server.at(-1) ?? '', /connection-reset$/)
  })
})
