import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Trace, TraceEvent } from '../../src/record/trace.ts'
import { columns } from '../../src/report/columns.ts'
import { PLAIN } from '../../src/report/report-options.ts'
import { renderLadder } from '../../src/report/trace/ladder.ts'
import { LAYERS } from '../../src/transport.ts'
import { type Instant, instant, nanoseconds } from '../../src/units.ts'
import { cases } from '../cases.ts'
import { SAMPLE_TRACE } from './sample-trace.ts'

const time: fc.Arbitrary<Instant> = fc
  .integer({ min: 0, max: 60_000_000_000 })
  .map((ns) => instant(nanoseconds(ns)))
const text = fc.string({ unit: 'grapheme', maxLength: 200 })
const anyEvent: fc.Arbitrary<TraceEvent> = fc.oneof(
  fc.record({
    kind: fc.constant('packet' as const),
    direction: fc.constantFrom('up' as const, 'down' as const),
    sentAt: time,
    fate: fc.oneof(
      fc.record({ kind: fc.constant('arrived' as const), at: time }),
      fc.record({ kind: fc.constant('dropped' as const), reason: fc.constant('burst-loss') }),
      fc.constant({ kind: 'in-flight' as const }),
    ),
    bytes: fc.nat({ max: 65_535 }),
    summary: text,
    retransmission: fc.boolean(),
  }),
  fc.record({
    kind: fc.constantFrom('said' as const, 'heard' as const),
    end: fc.constantFrom('client' as const, 'server' as const),
    at: time,
    xml: text,
  }),
  fc.record({ kind: fc.constant('waited' as const), layer: fc.constantFrom(...LAYERS), at: time }),
)

describe('ladder', () => {
  it('looks like this', () => {
    assert.equal(
      renderLadder(SAMPLE_TRACE, PLAIN),
      `fast-resume-direct+pipelined on lte_good · seed 1 · trial 7
  xmpp-rtt 0.1.0 · server prosody · client node20 · cubic · Nagle off at the client, off at the server
  RTT 60 ms, no rate limit, loss 1 %

        ms client                                                                            server         ms
       0.0 ├─ SYN · 60 B ─────────────────────────────── ✗ loss                                   │
    1000.0 ├─ ↻ SYN · 60 B ──────────────────────────────────────────────────────────────────────▶│     1030.0
    1060.0 │◀──────────────────────────────────────────────────────────────────── SYN-ACK · 60 B ─┤     1030.0
    1060.0 ○ wait 1: tcp                                                                          │
    1060.0 ● connected                                                                            │
    1060.0 ├─ ACK · 52 B ────────────────────────────────────────────────────────────────────────▶│     1090.0
    1060.0 ├─ ClientHello · 569 B ───────────────────────────────────────────────────────────────▶│     1090.0
           │                                   ✗ queue-full ──── ServerHello … Finished · 1452 B ─┤     1090.0
    1330.0 │◀───────────────────────────────────────────────── ↻ ServerHello … Finished · 1452 B ─┤     1300.0
    1330.0 ○ wait 2: tls                                                                          │
    1330.0 ● secured                                                                              │
           │  » <stream:stream to='example.org' version='1.0' xmlns='jabber:client' xmlns:strea…  │
           │  » <authenticate mechanism='HT-SHA-256-NONE'/>                                       │
    1330.0 ├─ data 812 · 864 B ──────────────────────────────────────────────────────────────────▶│     1360.0
           │                                       <authenticate mechanism='HT-SHA-256-NONE'/> »  │
           │                                                     <success><resumed/></success> «  │
    1390.0 │◀────────────────────────────────────────────────────────────────── data 640 · 692 B ─┤     1360.0
           │  « <success><resumed/></success>                                                     │
    1390.0 ○ wait 3: auth                                                                         │
    1390.0 ● authenticated                                                                        │
    1390.0 ● ready                                                                                │
    1390.0 ├─ ACK · 52 B ─────────────────── … still on its way                                   │

ready after 1390.0 ms, 3 waits (tcp 1, tls 1, auth 1)
up 6 packets, 1657 B · down 4 packets, 3656 B · 2 dropped
`,
    )
  })

  it('says what an attempt failed of', () => {
    const trace: Trace = {
      ...SAMPLE_TRACE,
      events: [
        {
          kind: 'finished',
          outcome: { kind: 'failed', code: 'timeout' },
          at: instant(nanoseconds(60_000_000_000)),
        },
      ],
    }
    const ladder = renderLadder(trace, PLAIN)
    assert.match(ladder, /60000\.0 ✗ failed: timeout/)
    assert.match(ladder, /failed after 60000\.0 ms \(timeout\), 0 waits/)
  })

  it('says what an attempt got through by instead', () => {
    const outcome = { kind: 'ready-by-fallback', fallback: 'fast-refused' } as const
    const at = instant(nanoseconds(2_000_000_000))
    const trace: Trace = { ...SAMPLE_TRACE, events: [{ kind: 'finished', outcome, at }] }
    const ladder = renderLadder(trace, PLAIN)
    assert.match(ladder, /ready by fallback after 2000\.0 ms \(FAST refused\), 0 waits/)
  })

  it('keeps to its width, with both lines of life in place, whatever is said', () => {
    fc.assert(
      fc.property(
        fc.array(anyEvent, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 60, max: 140 }),
        (events, width) => {
          const ladder = renderLadder({ ...SAMPLE_TRACE, events }, { color: false, width })
          for (const line of ladder.split('\n')) assert.ok(columns(line) <= width, line)
          const [, body = ''] = ladder.split(/client +server +ms\n/)
          const [rows = ''] = body.split('\n\n')
          const lines = rows.split('\n')
          assert.equal(lines.length, events.length)
          for (const line of lines) {
            // The server's line of life stands one column and a time before the end.
            const upTo = line.replace(/ +\d+\.\d$/, '')
            assert.equal(columns(upTo), width - 11, line)
            assert.match(upTo, /[│┤]$/)
          }
        },
      ),
      { seed: 6120, numRuns: cases(300) },
    )
  })

  it('escapes what a server might send to a terminal', () => {
    const events: readonly TraceEvent[] = [
      { kind: 'heard', end: 'client', at: instant(nanoseconds(0)), xml: '<a>\u001b[2J\n</a>' },
    ]
    assert.ok(renderLadder({ ...SAMPLE_TRACE, events }, PLAIN).includes('« <a>␛[2J </a>'))
  })

  it('is coloured on request only', () => {
    const ESCAPE = String.fromCharCode(27)
    assert.ok(!renderLadder(SAMPLE_TRACE, PLAIN).includes(ESCAPE))
    assert.ok(renderLadder(SAMPLE_TRACE, { ...PLAIN, color: true }).includes(ESCAPE))
  })
})
