/** What measurements come to: pings, transfers, and what was recorded over time. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accepted } from '../../../src/json/input-error.ts'
import { importProfile } from '../../../src/profiles/import/import-profile.ts'
import type { ImportSource } from '../../../src/profiles/import/importer.ts'
import { complaintOf, imported, NOTHING_SAID, sampleOf, text, unusedIn } from './samples.ts'

const delays = (endsMs: readonly number[], us: readonly number[], odd = 0) => ({
  kind: 'delay-trace',
  endsMs,
  delaysUs: us.map((one) => (odd === 0 ? Math.floor(one / 2) : Math.ceil(one / 2))),
})

describe('ping', () => {
  it('of Linux keeps replies in their order, and says how many were lost', () => {
    const profile = imported([sampleOf('ping-iputils.txt')])
    // Five pings in 2000 ms: one each 500 ms; the second holds until the fifth, the last as long as is
    // usual: of 500 and 1500 ms the longer is the median.
    const ends = [500, 2000, 3500]
    // 3 of 5 came: each way √0.6 passes, 22.54 % are lost.
    const loss = { kind: 'loss', probability: '22.54%' }
    assert.deepEqual(profile.link, {
      up: [loss, delays(ends, [41_300, 38_200, 121_000])],
      down: [loss, delays(ends, [41_300, 38_200, 121_000], 1)],
    })
    assert.deepEqual(unusedIn(profile), [
      ['longest run of lost pings', 2],
      ['duplicates', 1],
    ])
    assert.deepEqual([profile.name, profile.title], ['ping_iputils', 'Ping'])
  })

  it('with stamps knows when each was sent, through the end of 16 bits', () => {
    // Replies less round trips: sent at 0, 10, 20 and 30 ms. What is odd is of the way down.
    const endsMs = [10, 20, 30, 40]
    const { link } = imported([sampleOf('ping-stamped.txt')])
    assert.deepEqual(link.down, [
      { kind: 'delay-trace', endsMs, delaysUs: [15_000, 20_000, 17_501, 17_500] },
    ])
    assert.deepEqual(link.up, [
      { kind: 'delay-trace', endsMs, delaysUs: [15_000, 20_000, 17_500, 17_500] },
    ])
  })

  const everySecond = [
    ['ping-busybox.txt', [1000, 3000, 5000]],
    ['ping-macos.txt', [2000, 3000, 5000]],
    ['ping-windows.txt', [2000, 3000, 5000]],
  ] as const
  for (const [name, ends] of everySecond) {
    it(`is one a second where nothing else is said: ${name}`, () => {
      const { link } = imported([sampleOf(name)])
      const us = name === 'ping-windows.txt' ? [41_000, 38_000, 121_000] : [41_300, 38_200, 121_000]
      // One of four: √0.75 pass.
      const loss = { kind: 'loss', probability: '13.4%' }
      // The last holds for the longer of two gaps.
      assert.deepEqual(link.up, [loss, delays(ends, us)])
    })
  }

  it('of Windows is read in any language', () => {
    const { link } = imported([sampleOf('ping-windows-de.txt')])
    const loss = { kind: 'loss', probability: '13.4%' }
    assert.deepEqual(link.up, [loss, delays([2000, 3000, 5000], [41_000, 1_000, 121_000])])
  })

  it('of Linux is read in any language', () => {
    const english = sampleOf('ping-iputils.txt').text
    const german = english
      .replaceAll(/(\d+) bytes from/g, '$1 Bytes von')
      .replaceAll('time=', 'Zeit=')
      .replace('packets transmitted', 'Pakete übertragen')
      .replace(/(\d+) received/, '$1 empfangen')
      .replace(/packet loss, time (\d+)ms/, 'Paketverlust, Zeit $1 ms')
    assert.match(german, /^64 Bytes von .* Zeit=41.3 ms$/m)
    assert.match(german, /^5 Pakete übertragen, 3 empfangen, .* 40% Paketverlust, Zeit 2000 ms$/m)
    assert.deepEqual(imported([text(german)]).link, imported([text(english)]).link)
    const summary = german.split('\n').slice(-3).join('\n')
    assert.equal(imported([text(summary)]).link.up.length, 2)
  })

  it('without its replies is a normal jitter of their deviation', () => {
    const { link } = imported([sampleOf('ping-quiet.txt')])
    // 60 ms and 10 ms of deviation: half the delay, half the variance, 10 / √2 = 7.071068.
    const distribution = { kind: 'normal', deviation: '7.071068ms' }
    const stage = { kind: 'jitter', delay: '30ms', distribution }
    assert.deepEqual(link, { up: [stage], down: [stage] })
  })

  it('of Windows is read over IPv6, where replies say nothing but the time', () => {
    const lines = [
      'Pinging example.org [2001:db8::a] with 32 bytes of data:',
      'Reply from 2001:db8::a: time=41ms',
      'Reply from 2001:db8::a: Destination host unreachable.',
      'Reply from 2001:db8::a: time<1ms',
    ]
    const loss = { kind: 'loss', probability: '18.35%' } // √(2/3) pass
    const stages = [loss, delays([2000, 4000], [41_000, 1_000])]
    assert.deepEqual(imported([text(lines.join('\r\n'))]).link.up, stages)
    const others = ['Antwort von fe80::1%12: Zeit=7ms', '来自 2001:db8::1 的回复: 时间=7ms']
    for (const line of others) {
      assert.deepEqual(imported([text(line)]).link.up, [delays([1000], [7_000])])
    }
    assert.match(complaintOf([text('12:34:56 a: rtt=7ms\n')]), /nothing that is known/)
  })

  it('of several runs in one file goes on where each begins to count anew', () => {
    const run = (
      ms: readonly number[],
      sent: number,
      heading = 'PING a (192.0.2.7) 56(84) bytes',
    ) =>
      [
        heading,
        ...ms.map((one, index) => `64 bytes from 192.0.2.7: icmp_seq=${index + 1} time=${one} ms`),
        `${sent} packets transmitted, ${ms.length} received, 0% packet loss, time ${(sent - 1) * 500}ms`,
      ].join('\n')
    const profile = imported([text(`${run([10, 20], 2)}\n\n${run([30, 40], 3)}\n`)])
    // Sent at 0.5, 1, 1.5 and 2 s; of five four came: √0.8 pass.
    const loss = { kind: 'loss', probability: '10.56%' }
    const stage = delays([500, 1000, 1500, 2000], [10_000, 20_000, 30_000, 40_000])
    assert.deepEqual(profile.link.up, [loss, stage])
    assert.deepEqual(unusedIn(profile), [])

    const windows = sampleOf('ping-windows.txt').text
    const [lost, twice] = imported([text(`${windows}\n${windows}`)]).link.up
    assert.deepEqual(lost, { kind: 'loss', probability: '13.4%' })
    // Four pings a run, the second of which has no reply.
    const us = [41_000, 38_000, 121_000, 41_000, 38_000, 121_000]
    assert.deepEqual(twice, delays([2000, 3000, 4000, 6000, 7000, 8000], us))
  })

  it('of several runs without replies has the average of all, and what they deviate from it', () => {
    const quiet = (average: number) =>
      `PING a (192.0.2.7) 56(84) bytes\n5 packets transmitted, 5 received, 0% packet loss, time 4000ms\nrtt min/avg/max/mdev = 1/${average}/99/0 ms\n`
    // 50 ms and 70 ms: 60 ms, each 10 ms from it; half the variance is 7.071068 ms.
    const two = imported([text(quiet(50) + quiet(70))])
    assert.deepEqual(two.link, imported([sampleOf('ping-quiet.txt')]).link)
  })

  it('that nobody answered is no link', () => {
    const silent = text(
      'PING a\n4 packets transmitted, 0 received, 100% packet loss, time 3004ms\n',
    )
    assert.equal(complaintOf([silent]), 'a.txt: found no reply with a time, expected at least one')
  })
})

describe('iperf3', () => {
  it('says of a transfer that was cut short why', () => {
    const { name, text: whole } = sampleOf('iperf3-tcp.json')
    const cut = whole.replace('{', '{ "error": "interrupt - the client has terminated",')
    const told = JSON.stringify(imported([{ name, text: cut }]))
    assert.match(told, /The transfer was cut short: interrupt - the client has terminated\./)
  })

  it('says the rate up, and the smallest round trip where it knows it', () => {
    const profile = imported([sampleOf('iperf3-tcp.json')])
    const delay = { kind: 'delay', delay: '20.25ms' }
    assert.deepEqual(profile.link, {
      up: [delay, { kind: 'rate', rate: '7.609756Mbps' }],
      down: [delay],
    })
    assert.deepEqual(unusedIn(profile), [
      ['retransmits', 3],
      ['largest round trip of its segments', '72 ms'],
    ])
  })

  it('says with -R the rate down, and of UDP what was lost', () => {
    const profile = imported([sampleOf('iperf3-udp-reverse.json')])
    assert.deepEqual(profile.link, {
      up: [],
      down: [
        { kind: 'loss', probability: '2%' },
        // 20 Mbps were sent, of which 98 % came through.
        { kind: 'rate', rate: '19.6Mbps' },
      ],
    })
    assert.deepEqual(unusedIn(profile), [['jitter (RFC 3550)', '1.7 ms']])
  })

  it('takes what a sender loses that is too fast for the link for no loss of the link', () => {
    const { name, text: whole } = sampleOf('iperf3-udp-reverse.json')
    const flooded = whole.replace(/"lost_percent":\s*[\d.]+/g, '"lost_percent": 80')
    const profile = imported([text(flooded, name)])
    // A fifth of 20 Mbps came through.
    assert.deepEqual(profile.link.down, [{ kind: 'rate', rate: '4Mbps' }])
    assert.ok(unusedIn(profile).some(([figure, value]) => figure === 'loss' && value === '80 %'))
  })

  it('takes a loss below zero for none, says so, and keeps the rate', () => {
    const { name, text: whole } = sampleOf('iperf3-udp-reverse.json')
    const below = whole.replace(/"lost_percent":\s*[\d.]+/g, '"lost_percent": -0.08')
    const { text: made, remarks } = accepted(importProfile([text(below, name)], NOTHING_SAID))
    const { link } = JSON.parse(made) as { link: { down: readonly object[] } }
    // All of what was sent came through.
    assert.deepEqual(link.down, [{ kind: 'rate', rate: '20Mbps' }])
    const note = 'A loss below zero is taken for none.'
    assert.ok(remarks.includes(note))
    const other = accepted(importProfile([sampleOf('iperf3-udp-reverse.json')], NOTHING_SAID))
    assert.ok(!other.remarks.includes(note))
  })

  const udp = (end: object, start: object = {}) =>
    text(JSON.stringify({ start: { test_start: { protocol: 'UDP', reverse: 0 }, ...start }, end }))
  const SENT = { bits_per_second: 10e6, lost_percent: 0 }

  for (const [lost, up] of [
    [50, [{ kind: 'rate', rate: '5Mbps' }]],
    [
      8,
      [
        { kind: 'loss', probability: '8%' },
        { kind: 'rate', rate: '9.2Mbps' },
      ],
    ],
  ] as const) {
    it(`says of UDP what came through, in the older form and the newer: ${lost} % lost`, () => {
      const sum = { bits_per_second: 10e6, lost_percent: lost }
      const received = { bits_per_second: 10e6 * (1 - lost / 100), lost_percent: lost }
      assert.deepEqual(imported([udp({ sum })]).link.up, up)
      const newer = { sum, sum_sent: SENT, sum_received: received }
      assert.deepEqual(imported([udp(newer)]).link.up, up)
    })
  }

  it('believes a receiver that had its say and got nothing', () => {
    const end = { sum: SENT, sum_sent: SENT, sum_received: { bits_per_second: 0 } }
    assert.match(complaintOf([udp(end)]), /no octets that came through/)
    const lost = { bits_per_second: 10e6, lost_percent: 100 }
    assert.match(complaintOf([udp({ sum: lost })]), /no octets that came through/)
    // A server that sends is not told by its client what came through.
    const server = udp(end, { accepted_connection: { host: '192.0.2.1', port: 5000 } })
    assert.deepEqual(imported([server]).link.up, [{ kind: 'rate', rate: '10Mbps' }])
  })

  it('says both with --bidir', () => {
    const run = (bidir: number) => ({
      start: { test_start: { protocol: 'TCP', reverse: 0, bidir } },
      end: {
        sum_received: { bits_per_second: 1000 },
        sum_received_bidir_reverse: { bits_per_second: 2000 },
      },
    })
    assert.deepEqual(imported([text(JSON.stringify(run(1)))]).link, {
      up: [{ kind: 'rate', rate: '1kbps' }],
      down: [{ kind: 'rate', rate: '2kbps' }],
    })
    assert.deepEqual(imported([text(JSON.stringify(run(0)))]).link.down, [])
  })

  it('names with --bidir what the link cannot do by its way', () => {
    const run = (protocol: string, end: object) =>
      text(JSON.stringify({ start: { test_start: { protocol, reverse: 0, bidir: 1 } }, end }))
    const udp = imported([
      run('UDP', {
        sum_received: { bits_per_second: 1000, lost_percent: 2, jitter_ms: 1.5 },
        sum_received_bidir_reverse: { bits_per_second: 2000, lost_percent: 30, jitter_ms: 9 },
      }),
    ])
    assert.deepEqual(udp.link, {
      up: [
        { kind: 'loss', probability: '2%' },
        { kind: 'rate', rate: '1kbps' },
      ],
      down: [{ kind: 'rate', rate: '2kbps' }],
    })
    assert.deepEqual(unusedIn(udp), [
      ['jitter (RFC 3550) up', '1.5 ms'],
      ['jitter (RFC 3550) down', '9 ms'],
      ['loss down', '30 %'],
    ])
    const tcp = imported([
      run('TCP', {
        sum_sent: { bits_per_second: 1000, retransmits: 0 },
        sum_received: { bits_per_second: 1000 },
        sum_sent_bidir_reverse: { bits_per_second: 2000, retransmits: 4 },
        sum_received_bidir_reverse: { bits_per_second: 2000 },
      }),
    ])
    assert.deepEqual(unusedIn(tcp), [['retransmits down', 4]])
  })

  it('that came to nothing is no link', () => {
    const failed = { start: { test_start: { protocol: 'TCP' } }, end: {}, error: 'refused' }
    assert.match(
      complaintOf([text(JSON.stringify(failed))]),
      /no octets that came through \(refused\)/,
    )
  })

  it('that could not begin says why', () => {
    const run = (error: string) => ({
      start: { connected: [], version: 'iperf 3.12', system_info: '' },
      ...{ intervals: [], end: {}, error },
    })
    assert.equal(
      complaintOf([text(JSON.stringify(run('unable to connect to server: \u001b[2J')))]),
      'a.txt: found no transfer (unable to connect to server: ␛[2J), expected a transfer, with "sum_received" at its "end"',
    )
  })
})

describe('recordings', () => {
  it('of mahimahi are the lines, on the way that the name says', () => {
    const trace = { kind: 'trace', opportunitiesMs: [1, 1, 5, 9] }
    assert.deepEqual(imported([sampleOf('lte.up')]).link, { up: [trace], down: [] })
    const sized = imported([{ ...sampleOf('lte.up'), way: 'down' }], { opportunity: '1504B' })
    assert.deepEqual(sized.link, { up: [], down: [{ ...trace, octets: '1504B' }] })
    assert.deepEqual(imported([text('3\n4\n')]).link.up, imported([text('3\n4\n')]).link.down)
  })

  it('of one way alone leave the other as it is without any, and say so', () => {
    const remarksOf = (...sources: readonly ImportSource[]): readonly string[] =>
      accepted(importProfile(sources, NOTHING_SAID)).remarks
    const [up, down] = [sampleOf('lte.up'), { ...sampleOf('lte.up'), way: 'down' } as const]
    assert.match(remarksOf(up).join('\n'), /^Nothing is said of the way down: .*down=FILE/m)
    assert.match(remarksOf(down).join('\n'), /^Nothing is said of the way up: .*up=FILE/m)
    assert.doesNotMatch(remarksOf(up, down).join('\n'), /Nothing is said/)
  })

  it('of throughput hold until the end of their line', () => {
    // 2.5 Mbit/s from 0 to 1 s, nothing until 3.5 s, 0.75 Mbit/s until 4 s.
    const { link } = imported([sampleOf('pensieve.txt')])
    assert.deepEqual(link.up, [
      {
        kind: 'rate-trace',
        endsMs: [1000, 3500, 4000],
        bitsPerSecond: [2_500_000, 0, 750_000],
      },
    ])
  })

  it('of octets are rates by the time in which they came', () => {
    const { link } = imported([{ ...sampleOf('hsdpa.log'), way: 'down' }])
    // 125,000 octets in 1 s are 1 Mbit/s; 49,000 in 980 ms are 400 kbit/s.
    assert.deepEqual(link, {
      up: [],
      down: [{ kind: 'rate-trace', endsMs: [1000, 1980], bitsPerSecond: [1_000_000, 400_000] }],
    })
  })

  it('of round trips are half of them each way, by the units of their heading', () => {
    const profile = imported([sampleOf('starlink.csv')])
    // The empty field is none: the second holds for a second, the last for the longer of both gaps.
    const ends = [500, 1500, 2500]
    assert.deepEqual(profile.link, {
      up: [delays(ends, [31_100, 40_250, 22_000])],
      down: [delays(ends, [31_100, 40_250, 22_000], 1)],
    })
    assert.deepEqual(unusedIn(profile), [['column', 'dish']])
  })

  it('of rates with a heading are of the way that the name says', () => {
    const { link } = imported([sampleOf('rates_down.csv')])
    const stage = {
      kind: 'rate-trace',
      endsMs: [100, 200, 300],
      bitsPerSecond: [10_000_000, 0, 2_500_000],
    }
    assert.deepEqual(link, { up: [], down: [stage] })
  })

  const bothRates = 'time_s,down_mbps,up_mbps\n0,10,0.05\n1,10,0.05\n2,10,0.05\n'
  const upRates = 'time_s,up_mbps\n0,0.05\n1,0.05\n2,0.05\n'
  // Three seconds of one value are one step.
  const rate = (bps: number) => ({ kind: 'rate-trace', endsMs: [3000], bitsPerSecond: [bps] })

  it('of rates are of the ways that the heading says, each its own', () => {
    const both = imported([text(bothRates)])
    assert.deepEqual(both.link, { up: [rate(50_000)], down: [rate(10_000_000)] })
    assert.deepEqual(unusedIn(both), [])
    const read = accepted(importProfile([text(bothRates)], NOTHING_SAID))
    assert.deepEqual(read.remarks, [])
    assert.deepEqual(imported([text(upRates)]).link, { up: [rate(50_000)], down: [] })
    // What the heading says is truer than a name.
    assert.deepEqual(imported([text(upRates, 'a_down.csv')]).link, { up: [rate(50_000)], down: [] })
  })

  it('of rates are asked for one way, and have it or another that says none', () => {
    const up = imported([text(bothRates, 'du.csv', { way: 'up' })])
    assert.deepEqual(up.link, { up: [rate(50_000)], down: [] })
    assert.deepEqual(unusedIn(up), [['column', 'down_mbps']])
    assert.equal(
      complaintOf([text(upRates, 'u.csv', { way: 'down' })]),
      'u.csv:1:1: found time_s,up_mbps, expected a column of rates down',
    )
    const plain = text('time_s,rate_kbps\n0,50\n1,50\n2,50\n', 'r.csv', { way: 'up' })
    assert.deepEqual(imported([plain]).link, { up: [rate(50_000)], down: [] })
  })

  it('may have decimal commas where fields are separated by something else', () => {
    for (const by of [';', '\t']) {
      const rows = [`time_s${by}down_mbps`, `0,0${by}12,5`, `1,5${by}8,5`, `3,0${by}8,5`]
      const { link } = imported([text(rows.join('\n'))])
      assert.deepEqual(link.down, [
        { kind: 'rate-trace', endsMs: [1500, 4500], bitsPerSecond: [12_500_000, 8_500_000] },
      ])
    }
  })

  it('of rates in octets are eight times as many bits', () => {
    for (const unit of ['MBps', 'MB/s']) {
      const { link } = imported([text(`time_s,down (${unit})\n0,12.5\n1,12.5\n2,12.5\n`)])
      assert.deepEqual(link.down, [rate(100_000_000)])
    }
    const plain = imported([text('time_s,down_MBPS\n0,12.5\n1,12.5\n2,12.5\n')])
    assert.deepEqual(plain.link.down, [rate(12_500_000)])
  })

  const wrong: readonly (readonly [string, string, string])[] = [
    [
      'decimal commas among commas',
      'time_s,rtt_ms\n0,0,120,5\n1,0,130,5\n',
      'a.txt:2:1: found 0,0,120,5, expected a number for time_s and one for rtt_ms',
    ],
    [
      'time that goes back',
      '0 1\n2 1\n1 1\n',
      'a.txt:3:1: found 1000 ms after 2000 ms, expected ascending times',
    ],
    ['a single line', '0 1\n', 'a.txt: found less than two lines, expected at least two'],
    [
      'a negative rate',
      '0 1\n1 -1\n',
      'a.txt:2:1: found 1 -1, expected seconds and Mbit/s, neither negative',
    ],
    ['no rate at all', '0 1\n1 0\n2 0\n', 'a.txt: found no throughput at any time, expected some'],
    [
      'years',
      '0 1\n99999999 1\n',
      'a.txt: found 99999999000 ms from the first to the last, expected at least 1 ms, at most 30 days',
    ],
    ['lines that go back', '3\n2\n', 'a.txt:2:1: found 2, expected a time not before 3 ms'],
    [
      'a word among numbers',
      'time_s,rtt_ms\n1,x\n',
      'a.txt:2:1: found 1,x, expected a number for time_s and one for rtt_ms',
    ],
  ]
  for (const [name, written, line] of wrong) {
    it(`are refused with their line: ${name}`, () =>
      assert.equal(complaintOf([text(written)]), line))
  }
})

describe('several files', () => {
  it('complete each other, and the first says what two of them say', () => {
    const ping = sampleOf('ping-quiet.txt')
    const profile = imported([
      ping,
      sampleOf('iperf3-tcp.json'),
      sampleOf('iperf3-udp-reverse.json'),
    ])
    const [jitter] = imported([ping]).link.up
    assert.deepEqual(profile.link, {
      up: [jitter, { kind: 'rate', rate: '7.609756Mbps' }],
      down: [{ kind: 'loss', probability: '2%' }, jitter, { kind: 'rate', rate: '19.6Mbps' }],
    })
    const doubled = unusedIn(profile).filter(([figure]) => /^delay/.test(String(figure)))
    assert.deepEqual(doubled, [
      ['delay up', 'as in its file'],
      ['delay down', 'as in its file'],
    ])
    assert.equal(profile.title, 'Ping, iperf3 TCP, iperf3 UDP')
  })
})
