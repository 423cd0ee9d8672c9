import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { captureTrace, trace } from '../../src/index.ts'
import type { TraceWords } from '../../src/words/trace.ts'
import { captured } from './trials.ts'
import { tshark, unlessTshark } from './tshark.ts'

/** Every kind of handshake, every base. */
const STRATEGIES = [
  'legacy-starttls',
  'legacy-resume-starttls+pipelined',
  'legacy-resume-direct+tls12',
  'legacy-direct+tls12+false-start',
  'sasl2-resume-starttls+tls12+tls-resumed',
  'sasl2-starttls+dns',
  'sasl2-direct+hrr',
  'sasl2-resume-direct+pq',
  'fast-resume-direct+tls-resumed',
  'fast-resume-direct+0rtt',
  'fast-resume-direct+0rtt-rejected',
  'fast-resume-direct+0rtt+tfo',
  'fast-rejected-direct+pipelined+tfo',
  'fast-resume-failed-direct',
  'sasl2-direct+external',
  'legacy-direct+external+tls12',
  'sasl2-direct+ech',
] as const

const FIRST_PORT = 49_152
/** Trials of one index share their luck, the ClientHello's random by which keys are found included. */
const EACH: readonly TraceWords[] = STRATEGIES.map((strategy, trial) => ({
  ...{ strategy, trial, rtt: '200ms', hostTime: 'none' },
  // Who presents a certificate has to be asked for it.
  server: strategy.includes('+external') ? 'everything' : 'ideal',
}))
const LOSSY: readonly TraceWords[] = Array.from({ length: 12 }, (_, trial) => ({
  ...{ strategy: 'legacy-resume-starttls', rtt: '200ms', loss: '8%', hostTime: 'none' },
  trial: STRATEGIES.length + trial,
}))

/** Of tshark's checks. */
const GOOD = '1'
const FIELDS = {
  from: 'tcp.srcport',
  to: 'tcp.dstport',
  syn: 'tcp.flags.syn',
  ack: 'tcp.flags.ack',
  tcp: 'tcp.checksum.status',
  ip: 'ip.checksum.status',
  xmpp: 'xmpp',
  again: 'tcp.analysis.retransmission',
  rtt: 'tcp.analysis.ack_rtt',
  malformed: '_ws.malformed',
  unknown: 'tls.ignored_unknown_record',
} as const

describe('a trial as a capture', () => {
  it('is read, decrypted and analysed by Wireshark as what it is', unlessTshark, () => {
    const { file, trials } = captured([...EACH, ...LOSSY], { at: 'client', content: 'encrypted' })
    const packets = tshark(file, 'frame', FIELDS)
    assert.deepEqual(
      packets.filter(({ malformed, unknown }) => malformed !== '' || unknown !== ''),
      [],
    )
    for (const [index, { name, events }] of trials.entries()) {
      const port = String(FIRST_PORT + index)
      const up = packets.filter(({ from }) => from === port)
      const down = packets.filter(({ to }) => to === port)
      for (const { tcp, ip } of [...up, ...down]) assert.deepEqual([tcp, ip], [GOOD, GOOD])
      assert.ok(
        up.some(({ xmpp }) => xmpp !== ''),
        `${name}: nothing was decrypted`,
      )
      const sent = events.filter(
        (event) => event.kind === 'packet' && event.direction === 'up' && event.summary !== 'DNS',
      )
      assert.equal(up.length, sent.length)
      assert.equal(
        up.filter(({ again }) => again !== '').length,
        sent.filter((event) => event.kind === 'packet' && event.retransmission).length,
        `${name}: retransmissions`,
      )
    }
    const synAcks = packets.filter(({ syn, ack, to }) => syn === '1' && ack === '1' && to !== '')
    const undisturbed = synAcks.slice(0, EACH.length).map(({ rtt }) => rtt)
    assert.deepEqual(
      undisturbed,
      EACH.map(() => '0.200000000'),
    )
  })

  it('adds the larger header of IPv6 to every packet, and to what the link carries', async () => {
    const sizes = async (ipv6: boolean): Promise<readonly number[]> => {
      const { events } = await trace({ strategy: 'legacy-direct+dns', profile: 'ideal', ipv6 })
      return events.flatMap((event) => (event.kind === 'packet' ? [event.bytes] : []))
    }
    const [four, six] = [await sizes(false), await sizes(true)]
    assert.deepEqual(
      six.slice(0, 12),
      four.slice(0, 12).map((octets) => octets + 20),
    )
  })

  it('is the same, byte for byte, whenever it is made', async () => {
    const make = () => captureTrace({ strategy: 'fast-resume-direct+0rtt', trial: 7 })
    assert.deepEqual(await make(), await make())
  })
})
