import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { constantly, NO_TIME, type ProcessingTime } from '../../src/processing-time.ts'
import { Random } from '../../src/random.ts'
import { ClearText } from '../../src/stack/clear-text.ts'
import { TcpStack } from '../../src/stack/tcp-stack.ts'
import {
  type TransportReport,
  TransportStack,
  type TransportStackCommand,
} from '../../src/stack/transport-stack.ts'
import { turnCounts } from '../../src/stack/turns.ts'
import type { Segment } from '../../src/tcp/segment.ts'
import { LINUX } from '../../src/tcp/settings.ts'
import { PieceStream } from '../../src/tls/piece.ts'
import { instant, milliseconds } from '../../src/units.ts'
import { NoDistance } from './no-distance.ts'

/** Both ends over TCP alone. */
const pair = (reaction: ProcessingTime = NO_TIME) => {
  const random = Random.seeded('stack')
  const turns = turnCounts()
  const up = new PieceStream()
  const down = new PieceStream()
  const client = new TransportStack({
    security: new ClearText(),
    tcp: new TcpStack({
      role: { kind: 'client', fastOpen: undefined, lookUp: undefined },
      settings: LINUX,
      random: random.fork('client'),
      turns: turns.client,
    }),
    writes: up,
    reads: down,
    reaction: { time: reaction, random },
  })
  const server = new TransportStack({
    security: new ClearText(),
    tcp: new TcpStack({
      role: { kind: 'server' },
      settings: LINUX,
      random: random.fork('server'),
      turns: turns.server,
    }),
    writes: down,
    reads: up,
    reaction: { time: NO_TIME, random },
  })
  return {
    client,
    server,
    link: new NoDistance<TransportStackCommand, TransportReport>(client, server),
  }
}

const words = (reports: readonly TransportReport[]): string[] =>
  reports.map((report) => {
    if (report.kind === 'write') return `write ${report.pieces.map(({ length }) => length)}`
    if (report.kind !== 'event') return report.kind
    const { event } = report
    return event.kind === 'received' ? `received ${event.bytes.length}` : event.kind
  })

const send = (octets: number): TransportStackCommand => ({
  kind: 'send',
  bytes: new Uint8Array(octets),
})

describe('what carries a dialogue, over TCP alone', () => {
  it('passes octets both ways as they are', () => {
    const { client, server, link } = pair()
    link.tell('client', { kind: 'connect' })
    link.tell('client', send(10))
    link.tell('server', { kind: 'read' })
    link.tell('server', send(20))
    link.tell('client', { kind: 'read' })
    assert.deepEqual(words(link.reports.server), [
      'connected',
      'readable',
      'received 10',
      'write 20',
    ])
    assert.deepEqual(words(link.reports.client), [
      'waited',
      'connected',
      'write 10',
      'readable',
      'received 20',
    ])
    assert.deepEqual([client.streamBytes, server.streamBytes], [10, 20])
  })

  it('reads one piece at a time, so that an answer to it comes before the next', () => {
    const { link } = pair()
    link.tell('client', { kind: 'connect' })
    const late: Segment[] = []
    link.withhold = (segment) => {
      if (segment.length !== 10) return false
      late.push(segment)
      return true
    }
    link.tell('client', send(10))
    link.tell('client', send(11))
    link.withhold = () => false
    const [first] = late
    assert.ok(first)
    // Both are there at once, and then the end of the stream.
    link.tell('server', { kind: 'segment', segment: first })
    link.tell('client', { kind: 'close' })
    link.tell('server', { kind: 'read' })
    link.tell('server', send(5))
    link.tell('server', { kind: 'read' })
    assert.deepEqual(words(link.reports.server), [
      'connected',
      'readable',
      'received 10',
      'readable',
      'write 5',
      'received 11',
      'closed',
      // The answer has met a socket that is closed.
      'closed',
    ])
  })

  it('knows no TLS', () => {
    const { link } = pair()
    link.tell('client', { kind: 'connect' })
    assert.throws(() => link.tell('client', { kind: 'secure' }), /without TLS/)
  })
})

describe('whoever sits on top and takes a while to react', () => {
  const reaction = constantly(milliseconds(2))

  it('reads later all that has come by then; TCP goes on meanwhile', () => {
    const { link } = pair(reaction)
    link.tell('client', { kind: 'connect' })
    link.tell('server', send(10))
    const before = words(link.reports.client).filter((word) => word !== 'write')
    assert.deepEqual(before, ['waited', 'connected'])
    link.wake('client', instant(milliseconds(1)))
    link.tell('server', send(20))
    // 30 octets have arrived and are acknowledged; nothing is readable yet.
    assert.ok(!words(link.reports.client).includes('readable'))
    link.wake('client', instant(milliseconds(2)))
    link.tell('client', { kind: 'read' })
    link.tell('client', { kind: 'read' })
    assert.deepEqual(words(link.reports.client).slice(2), [
      'readable',
      'received 10',
      'readable',
      'received 20',
    ])
  })

  it('learns of the end of the stream behind what there is to read', () => {
    const { link } = pair(reaction)
    link.tell('client', { kind: 'connect' })
    link.tell('server', send(10))
    link.tell('server', { kind: 'close' })
    assert.ok(!words(link.reports.client).includes('closed'))
    link.wake('client', instant(milliseconds(2)))
    link.tell('client', { kind: 'read' })
    assert.deepEqual(words(link.reports.client).slice(2), ['readable', 'received 10', 'closed'])
  })
})
