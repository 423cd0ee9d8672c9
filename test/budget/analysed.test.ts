import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readAnalysed } from '../../src/budget/analysed-document.ts'
import { parseBudgets } from '../../src/budget/budget-file.ts'
import { judge } from '../../src/budget/judge/judge.ts'
import type { Verdict } from '../../src/budget/verdict.ts'
import { CaptureAnalysis } from '../../src/capture/analysis/analyse.ts'
import type { CaptureEntry } from '../../src/capture/file/entry.ts'
import { readCapture } from '../../src/capture/file/reader.ts'
import { payloadIn } from '../../src/capture/network/packet.ts'
import { segmentIn } from '../../src/capture/network/received.ts'
import { KeyLog } from '../../src/capture/tls/key-log.ts'
import { accepted } from '../../src/json/input-error.ts'
import { analysisJson } from '../../src/report/analysed/json.ts'
import { captured } from '../capture/trials.ts'

const PLACE = { server: 'prosody', rtt: '80ms' } as const
const VIEW = { at: 'client', content: 'encrypted' } as const
const RECONNECT = { strategy: 'fast-resume-direct', trial: 0, ...PLACE }
const reconnect = captured([RECONNECT], VIEW).file
const both = captured([RECONNECT, { strategy: 'sasl2-direct', trial: 1, ...PLACE }], VIEW).file

/** What `analyze -f json` prints of it. */
function printed(
  file: Uint8Array,
  keys: 'with keys' | 'without keys',
  isMissing: (entry: CaptureEntry) => boolean = () => false,
): string {
  const analysis = new CaptureAnalysis({ keyLog: new KeyLog(), ports: [5222, 5223] })
  for (const entry of readCapture([file])) {
    if (isMissing(entry)) continue
    if (keys === 'with keys' || entry.kind !== 'secrets') analysis.add(entry)
  }
  return analysisJson(analysis.finish())
}

/** Whether it is the first packet of the server that carries something. */
function isFirstDown(): (entry: CaptureEntry) => boolean {
  let found = false
  return (entry) => {
    const payload = entry.kind === 'packet' ? payloadIn(entry.linkType, entry.octets) : undefined
    const segment = payload && segmentIn(payload)
    if (found || segment === undefined || segment.length === 0) return false
    found = segment.ports.source === 5223
    return found
  }
}

const judged = (text: string, clients: object): readonly Verdict[] =>
  judge(accepted(parseBudgets(JSON.stringify({ clients }), 'b')), 'b', {
    ...{ cells: [], said: new Map(), baseline: undefined },
    served: accepted(readAnalysed(text, 'a')),
  })

const told = (verdicts: readonly Verdict[]) =>
  verdicts.map(({ kind, expected, found }) => [kind, expected, found])

describe('budgets of clients in a capture', () => {
  it('are of waits, octets and advice, as those of served ones', () => {
    // TCP, TLS, header, and one exchange of a FAST token.
    const budget = {
      waits: { tcp: 1, tls: 1, header: 1, auth: 1 },
      expect: ['waits <= 3', 'bytes.up <= 2kB'],
      never: ['features-awaited', 'enabled-twice'],
    }
    assert.deepEqual(told(judged(printed(reconnect, 'with keys'), { reconnect: budget })), [
      ['kept', 'at least 1 reconnect', '1'],
      ['kept', '4 waits, layer by layer', '4 waits'],
      ['broken', 'waits <= 3', '4'],
      ['kept', 'bytes.up <= 2kB', '1216 B'],
      ['broken', 'never features-awaited', 'seen'],
      ['kept', 'never enabled-twice', 'not seen'],
    ])
  })

  it('are of any connection where nothing could be read, and say what nobody knows', () => {
    const any = { atLeast: 2, expect: ['waits <= 4', 'bytes <= 9kB'], never: ['enabled-twice'] }
    const UNREAD = 'it could not be read: no keys'
    assert.deepEqual(told(judged(printed(both, 'without keys'), { any })), [
      ['kept', 'at least 2 connections', '2'],
      ['kept', 'waits <= 4', '4'],
      ['inconclusive', 'bytes <= 9kB', UNREAD],
      ['inconclusive', 'never enabled-twice', UNREAD],
      // SCRAM takes one more than a token.
      ['broken', 'waits <= 4', '5'],
      ['inconclusive', 'bytes <= 9kB', UNREAD],
      ['inconclusive', 'never enabled-twice', UNREAD],
    ])
    const [enough] = judged(printed(both, 'without keys'), { reconnect: {} })
    assert.deepEqual(
      [enough?.kind, enough?.details],
      ['inconclusive', ['2 more could not be read']],
    )
  })

  it('are of nobody who has said nothing', () => {
    // SYN, SYN-ACK and ACK: a health check, as far as anybody sees.
    let packets = 0
    const isBehindThree = ({ kind }: CaptureEntry): boolean => kind === 'packet' && ++packets > 3
    const text = printed(reconnect, 'with keys', isBehindThree)
    assert.deepEqual(
      accepted(readAnalysed(text, 'a')).map(({ outcome }) => outcome.kind),
      ['no-stream'],
    )
    assert.deepEqual(told(judged(text, { any: { expect: ['waits <= 1'] } })), [
      ['broken', 'at least 1 connection', '0'],
    ])
  })

  it('are inconclusive where packets are missing, and broken by what was seen already', () => {
    // The server's segments are what it acknowledges by; its first with octets is not there.
    const text = printed(reconnect, 'with keys', isFirstDown())
    const any = { waits: { tcp: 1, data: 3 }, expect: ['waits <= 4', 'waits <= 3', 'waits >= 4'] }
    const FOUND = 'at least 4: not all of it was captured'
    assert.deepEqual(told(judged(text, { any })), [
      ['kept', 'at least 1 connection', '1'],
      ['inconclusive', '4 waits, layer by layer', 'not all of it was captured'],
      ['inconclusive', 'waits <= 4', FOUND],
      ['broken', 'waits <= 3', FOUND],
      ['kept', 'waits >= 4', FOUND],
    ])
  })

  it('are refused what analyze did not print, in one line', () => {
    for (const [wrong, expected] of [
      ['', /^a: found nothing, expected JSON, as "analyze -f json" prints it$/],
      ['{ "schema": 1', /^a: found "\{ \\"schema\\": 1", expected JSON, as/],
      ['{ "schema": 2, "connections": [] }', /^a: schema: found 2, expected 1/],
      [
        printed(reconnect, 'with keys').replace('"total": 4', '"total": -4'),
        /waits\.total: found -4/,
      ],
    ] as const) {
      const read = readAnalysed(wrong, 'a')
      assert.ok(!read.ok)
      assert.match(read.error.message, expected)
    }
  })
})
