/** A hand-made attempt: RTT 60 ms, one SYN and one flight of the server lost. */
import type { Trace, Traced } from '../../src/record/trace.ts'
import { type Instant, instant, milliseconds } from '../../src/units.ts'

const at = (ms: number): Instant => instant(milliseconds(ms))
const up = (sent: number, summary: string, bytes: number, retransmission = false) =>
  ({
    kind: 'packet',
    direction: 'up',
    sentAt: at(sent),
    fate: { kind: 'arrived', at: at(sent + 30) },
    bytes,
    summary,
    retransmission,
  }) as const
const down = (sent: number, summary: string, bytes: number, retransmission = false) =>
  ({ ...up(sent, summary, bytes, retransmission), direction: 'down' }) as const

export const SAMPLE_TRACED: Omit<Traced, 'strategy' | 'seed' | 'trial' | 'description'> = {
  tool: { name: 'xmpp-rtt', version: '0.1.0' },
  profile: 'lte_good',
  server: 'prosody',
  settings: { timeoutMs: 60_000, server: { name: 'prosody' }, tcp: { congestion: 'cubic' } },
}

export const SAMPLE_TRACE: Trace = {
  ...SAMPLE_TRACED,
  strategy: 'fast-resume-direct+pipelined',
  seed: '1',
  trial: 7,
  description: [
    'xmpp-rtt 0.1.0 · server prosody · client node20 · cubic · Nagle off at the client, off at the server',
    'RTT 60 ms, no rate limit, loss 1 %',
  ],
  events: [
    { ...up(0, 'SYN', 60), fate: { kind: 'dropped', reason: 'loss' } },
    up(1000, 'SYN', 60, true),
    down(1030, 'SYN-ACK', 60),
    { kind: 'waited', layer: 'tcp', at: at(1060) },
    { kind: 'reached', milestone: 'connected', at: at(1060) },
    up(1060, 'ACK', 52),
    up(1060, 'ClientHello', 569),
    {
      ...down(1090, 'ServerHello … Finished', 1452),
      fate: { kind: 'dropped', reason: 'queue-full' },
    },
    down(1300, 'ServerHello … Finished', 1452, true),
    { kind: 'waited', layer: 'tls', at: at(1330) },
    { kind: 'reached', milestone: 'secured', at: at(1330) },
    {
      kind: 'said',
      end: 'client',
      at: at(1330),
      xml: "<stream:stream to='example.org'\n version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>",
    },
    {
      kind: 'said',
      end: 'client',
      at: at(1330),
      xml: "<authenticate mechanism='HT-SHA-256-NONE'/>",
    },
    up(1330, 'data 812', 864),
    {
      kind: 'heard',
      end: 'server',
      at: at(1360),
      xml: "<authenticate mechanism='HT-SHA-256-NONE'/>",
    },
    { kind: 'said', end: 'server', at: at(1360), xml: '<success><resumed/></success>' },
    down(1360, 'data 640', 692),
    { kind: 'heard', end: 'client', at: at(1390), xml: '<success><resumed/></success>' },
    { kind: 'waited', layer: 'auth', at: at(1390) },
    { kind: 'reached', milestone: 'authenticated', at: at(1390) },
    { kind: 'reached', milestone: 'ready', at: at(1390) },
    { kind: 'finished', outcome: { kind: 'ready' }, at: at(1390) },
    { ...up(1390, 'ACK', 52), fate: { kind: 'in-flight' } },
  ],
}
