import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { captureTrace } from '../../src/index.ts'
import { captured } from './trials.ts'
import { tshark, unlessTshark } from './tshark.ts'

const FIELDS = {
  length: 'frame.len',
  v4: 'ip.dst',
  v6: 'ipv6.dst',
  from: 'tcp.srcport',
  syn: 'tcp.flags.syn',
  ack: 'tcp.flags.ack',
  reset: 'tcp.flags.reset',
  sequence: 'tcp.seq_raw',
  acknowledged: 'tcp.ack_raw',
  again: 'tcp.analysis.retransmission',
  checksum: 'tcp.checksum.status',
  a: 'dns.a',
  aaaa: 'dns.aaaa',
  service: 'dns.srv.target',
  malformed: '_ws.malformed',
} as const

const CLIENT_PORT = '49152'

describe('a capture of a client whose server has several addresses', () => {
  it('has every attempt to its own address, as Wireshark reads it', unlessTshark, () => {
    const strategy = 'legacy-direct+dns+v6-refused+primary-dead+happy-eyeballs'
    const words = { strategy, server: 'ideal', rtt: '100ms', connectTimeout: '2500ms' }
    const { file, trials } = captured([words], { at: 'client', content: 'encrypted' })
    const packets = tshark(file, 'frame', FIELDS)
    for (const { malformed, checksum } of packets) {
      assert.equal(malformed, '')
      assert.notEqual(checksum, '0')
    }
    const syns = packets.filter(({ from, syn }) => from === CLIENT_PORT && /1|True/.test(syn))
    // The host of the first priority is dead: each SYN is repeated after 1 and 2 s. Then the IPv6
    // address of the second refuses, and at once the IPv4 address is tried.
    assert.deepEqual(
      syns.map(({ v4, v6, again }) => `${v4}${v6}${again === '' ? '' : ' again'}`),
      [
        '2001:db8::20',
        '198.51.100.21',
        '2001:db8::20 again',
        '198.51.100.21 again',
        '2001:db8::20 again',
        '198.51.100.21 again',
        '2001:db8::22',
        '198.51.100.23',
      ],
    )
    // RFC 9293 §3.10.7.1: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>, of a SYN to IPv6.
    const refused = syns.filter(({ v6 }) => v6 === '2001:db8::22')
    assert.deepEqual(
      packets.flatMap(({ reset, sequence, acknowledged }) =>
        /1|True/.test(reset) ? [`${sequence} ${acknowledged}`] : [],
      ),
      refused.map(({ sequence }) => `0 ${(Number(sequence) + 1) % 2 ** 32}`),
    )
    const answers = packets.map(({ a, aaaa, service }) => `${service}${aaaa}${a}`).filter(Boolean)
    assert.deepEqual(answers, [
      'xmpp.bench.localhost,xmpp2.bench.localhost',
      'xmpp.bench.localhost,xmpp2.bench.localhost',
      '2001:db8::20',
      '198.51.100.21',
      '2001:db8::22',
      '198.51.100.23',
    ])
    // What the link counted is what the file has, the lookups and the attempts in vain included.
    const sent = trials.flatMap(({ events }) =>
      events.flatMap((event) => (event.kind === 'packet' ? [event.bytes] : [])),
    )
    const octets = packets.reduce((sum, { length }) => sum + Number(length), 0)
    assert.equal(
      octets,
      sent.reduce((sum, one) => sum + one, 0),
    )
  })
})

describe('a capture of a client that makes other connections first', () => {
  it('has each under a port of its own, as Wireshark reads it', unlessTshark, async () => {
    const strategy = 'sasl2-direct+hostmeta2+ech-rejected'
    const file = await captureTrace({ strategy, server: 'ideal', rtt: '100ms' }, {})
    const packets = tshark(file, 'frame', {
      ...{ from: 'tcp.srcport', to: 'tcp.dstport', syn: 'tcp.flags.syn', ack: 'tcp.flags.ack' },
      ...{ path: 'http.request.uri', status: 'http.response.code', xmpp: 'xmpp' },
      ...{ encrypted: 'tls.handshake.extension.type', malformed: '_ws.malformed' },
      ...{ name: 'tls.handshake.extensions_server_name' },
    })
    assert.deepEqual(
      packets.filter(({ malformed }) => malformed !== ''),
      [],
    )
    const opened = packets.filter(({ syn, ack }) => /1|True/.test(syn) && !/1|True/.test(ack))
    assert.deepEqual(
      opened.map(({ from, to }) => `${from} ${to}`),
      ['49152 443', '49153 5223', '49154 5223'],
    )
    assert.deepEqual(
      packets.flatMap(({ path, status }) => [path, status].filter(Boolean)),
      ['/.well-known/host-meta.json', '200'],
    )
    // Extension 0xfe0d, in the hello of the second connection alone.
    const hidden = packets.filter(({ encrypted }) => encrypted.split(',').includes('65037'))
    assert.deepEqual(
      hidden.map(({ from }) => from),
      ['49153'],
    )
    // Who hides the name shows another, as long; who connects again without that hides none.
    assert.deepEqual(
      packets.flatMap(({ from, name }) => (name === '' ? [] : [`${from} ${name}`])),
      ['49152 bench.localhost', '49153 cover.localhost', '49154 bench.localhost'],
    )
    const spoken = packets.filter(({ xmpp, from }) => xmpp !== '' && from.startsWith('491'))
    assert.ok(spoken.length > 0 && spoken.every(({ from }) => from === '49154'))
  })

  it(
    'has the keys that the server names, and the alert of who connects again',
    unlessTshark,
    async () => {
      const strategy = 'sasl2-direct+ech-retry'
      const file = await captureTrace({ strategy, server: 'ideal', rtt: '100ms' }, {})
      const packets = tshark(file, 'frame', {
        ...{ from: 'tcp.srcport', to: 'tcp.dstport', malformed: '_ws.malformed' },
        ...{ encrypted: 'tls.handshake.extension.type', alert: 'tls.alert_message.desc' },
        ...{ name: 'tls.handshake.extensions_server_name', certified: 'x509ce.dNSName' },
      })
      assert.deepEqual(
        packets.filter(({ malformed }) => malformed !== ''),
        [],
      )
      const hidden = packets.filter(({ encrypted }) => encrypted.split(',').includes('65037'))
      assert.deepEqual(
        hidden.map(({ from, to }) => `${from} ${to}`),
        ['49152 5223', '5223 49152', '49153 5223'],
      )
      const shown = packets.flatMap(({ name }) => (name === '' ? [] : [name]))
      assert.deepEqual(shown, ['cover.localhost', 'cover.localhost'])
      // RFC 9849 §6.1.6: who rejects what is hidden answers to the name that is shown.
      const chains = packets.flatMap((packet) => packet.certified || [])
      assert.deepEqual(
        chains.map((names) => names.split(',')[0]),
        ['cover.localhost', 'bench.localhost'],
      )
      const alerts = packets.filter(({ alert }) => alert.split(',').includes('121'))
      assert.deepEqual(
        alerts.map(({ from }) => from),
        ['49152'],
      )
    },
  )
})
