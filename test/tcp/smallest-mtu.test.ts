/**
 * RFC 791 §3.2: 68 octets are the least that every link carries. 40 of them are headers and 12
 * timestamps, so segments of 16 octets remain; a SYN with all its options has no room for data
 * below an MTU of 81.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Random } from '../../src/random.ts'
import type { FastOpenOption } from '../../src/tcp/segment.ts'
import { LINUX } from '../../src/tcp/settings.ts'
import { bytes, instant, milliseconds, seconds } from '../../src/units.ts'
import { type DialogueResult, runDialogue } from '../fidelity/dialogue.ts'
import { idealHost } from './host.ts'
import { type LogEntry, Pair } from './pair.ts'

const COOKIE: FastOpenOption = { kind: 'cookie', cookie: 'current' }
const UP = 300
const DOWN = 1500

interface Case {
  readonly clientMtu: number
  readonly serverMtu: number
  readonly fastOpen?: FastOpenOption
}

const run = ({ clientMtu, serverMtu, fastOpen }: Case): DialogueResult => {
  const delay = [{ kind: 'delay', delay: milliseconds(50) }] as const
  return runDialogue({
    flights: [{ up: [UP], down: DOWN }],
    link: { up: delay, down: delay },
    client: { ...LINUX, mtu: bytes(clientMtu) },
    server: {
      ...LINUX,
      mtu: bytes(serverMtu),
      fastOpen: { kind: 'enabled', cookie: 'current' },
    },
    random: Random.seeded(1),
    host: idealHost,
    until: instant(seconds(300)),
    ...(fastOpen === undefined ? {} : { fastOpen }),
  })
}

describe('the smallest MTUs', () => {
  for (const [clientMtu, serverMtu] of [
    ...Array.from({ length: 14 }, (_, more) => [68 + more, 68 + more] as const),
    [68, 1500],
    [1500, 68],
  ] as const) {
    it(`carry a dialogue with and without Fast Open (${clientMtu}, ${serverMtu})`, () => {
      const smaller = Math.min(clientMtu, serverMtu)
      for (const fastOpen of [undefined, COOKIE, { kind: 'request' } as const]) {
        const { finishedAt, log } = run({ clientMtu, serverMtu, ...(fastOpen && { fastOpen }) })
        assert.ok(finishedAt !== undefined, `${fastOpen?.kind}`)
        const payloads = log.filter(({ segment }) => segment.seq > 0).map(({ segment }) => segment)
        // Headers and timestamps are 52 octets, and nothing is longer than what is left.
        assert.equal(Math.max(...payloads.map(({ length }) => length)), smaller - 52)
      }
      // 40 octets of headers, and 40 of options: of the client's own MTU, since nothing is known
      // yet of the server's.
      const [syn] = run({ clientMtu, serverMtu, fastOpen: COOKIE }).log
      assert.equal(syn?.segment.length, Math.min(Math.max(clientMtu - 80, 0), UP))
    })
  }

  it('carry data beside SACK blocks, both ways at once, whatever is lost', () => {
    const lost = fc.uniqueArray(fc.nat(60), { maxLength: 25 })
    const arrives = (mtu: number, up: readonly number[], down: readonly number[]): void => {
      const settings = { ...LINUX, mtu: bytes(mtu) }
      const delay = [{ kind: 'delay', delay: milliseconds(50) }] as const
      const received = { client: 0, server: 0 }
      const pair = new Pair({
        link: { up: delay, down: delay },
        client: settings,
        server: settings,
        random: Random.seeded(1),
        drops: { up: new Set(up), down: new Set(down) },
        onOutput: (end, output) => {
          if (output.kind === 'connected') pair.tell(end, { kind: 'write', length: DOWN })
          if (output.kind === 'received') received[end] = output.upTo
        },
      })
      pair.connect()
      while (Math.min(received.client, received.server) < DOWN && pair.clock.step());
      assert.deepEqual(received, { client: DOWN, server: DOWN })
      const lengths = pair.log.filter(({ segment }) => segment.seq > 0).map(lengthOf)
      assert.ok(lengths.every((length) => length >= 0 && length <= mtu - 52))
    }
    fc.assert(fc.property(fc.integer({ min: 68, max: 80 }), lost, lost, arrives), {
      seed: 68,
      numRuns: 100,
    })
  })
})

const lengthOf = ({ segment }: LogEntry): number => segment.length
