import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CaptureAnalysis } from '../../src/capture/analysis/analyse.ts'
import type { AnalysedConnection, Analysis } from '../../src/capture/analysis/analysed.ts'
import type { CapturedPacket, CaptureEntry } from '../../src/capture/file/entry.ts'
import { readCapture } from '../../src/capture/file/reader.ts'
import { payloadIn } from '../../src/capture/network/packet.ts'
import { segmentIn } from '../../src/capture/network/received.ts'
import { KeyLog } from '../../src/capture/tls/key-log.ts'
import type { TraceEvent } from '../../src/record/trace.ts'
import { seenProfile } from '../../src/report/analysed/profile.ts'
import { BASES } from '../../src/strategies/bases.ts'
import { isOverBosh, overHttp } from '../../src/strategies/over.ts'
import type { Layer } from '../../src/transport.ts'
import { microseconds, milliseconds, plus, START, seconds } from '../../src/units.ts'
import type { TraceWords } from '../../src/words/trace.ts'
import { captured } from './trials.ts'

const MODIFIERS = [
  '',
  '+pipelined',
  '+tls12',
  '+tls12+false-start',
  '+tls12+tls-resumed+pipelined',
  '+tls-resumed',
  '+hrr',
  '+tfo+pipelined',
  '+unbound',
] as const
const EARLY = ['', '+0rtt', '+0rtt-rejected', '+0rtt+tfo', '+0rtt+hrr'] as const

/** Sessions of BOSH are called by the same names in all trials: bosh.test.ts has each in a capture of its own. */
const READABLE = BASES.filter(({ entry, over }) => entry.compared !== 'apart' && !isOverBosh(over))

/** Each with luck of its own: keys are found by the ClientHello's random. */
const TRIALS: readonly TraceWords[] = [
  ...BASES.filter((base) => READABLE.includes(base) || base.name === 'sasl2-alone-direct').flatMap(
    ({ name, over }) =>
      // A WebSocket binds to no channel.
      MODIFIERS.filter((one) => one !== '+unbound' || !overHttp(over)).map((one) => name + one),
  ),
  ...EARLY.map((modifiers) => `fast-resume-direct${modifiers}`),
].map((strategy, trial) => ({
  strategy,
  trial,
  server: trial % 2 === 0 ? 'prosody' : 'ideal',
  rtt: '80ms',
}))
/** Compared apart: no sound server offers them. */
const RARE = ['isr-direct', 'legacy-quickstart-starttls', 'legacy-resume-quickstart-starttls']
  .flatMap((name) => [name, `${name}+pipelined`])
  .map((strategy, trial): TraceWords => ({ strategy, trial, server: 'everything', rtt: '80ms' }))
/** What waits for a rate, a congestion window or SYN-ACK looks like what Nagle's algorithm holds back. */
const LINKS: readonly [TraceWords['loss'], Partial<TraceWords>][] = [
  ['2%', {}],
  ['0%', { rtt: '100ms', down: '50kbps', up: '20kbps', queue: '2s' }],
  ['2%', { mtu: '300B' }],
]
/** At the client alone: at the server what was lost before is seen late (analysis/conversation.ts). */
const LOSSY = TRIALS.map((words, trial): TraceWords => {
  const [loss, link] = LINKS[trial % LINKS.length] ?? []
  return { ...words, ...link, loss }
})

/** Read at once, each file once with its keys and once without. */
const READ = new Map<Uint8Array, Map<boolean, Analysis>>()

function analysed(file: Uint8Array, withKeys = true): Analysis {
  const ofFile = READ.get(file) ?? new Map<boolean, Analysis>()
  READ.set(file, ofFile)
  const known = ofFile.get(withKeys) ?? analysedInPieces(file, withKeys, file.length)
  ofFile.set(withKeys, known)
  return known
}

function analysedInPieces(file: Uint8Array, withKeys: boolean, piece: number): Analysis {
  const analysis = new CaptureAnalysis({ keyLog: new KeyLog(), ports: [5222, 5223, 443] })
  const pieces = Array.from({ length: Math.ceil(file.length / piece) }, (_, index) =>
    file.subarray(index * piece, (index + 1) * piece),
  )
  for (const entry of readCapture(pieces)) {
    if (withKeys || entry.kind !== 'secrets') analysis.add(entry)
  }
  return analysis.finish()
}

/** As the client's script counts them, and stalls of Nagle's algorithm. */
function waited(events: readonly TraceEvent[]): Partial<Record<Layer, number>> {
  const waits: Partial<Record<Layer, number>> = {}
  for (const event of events) {
    if (event.kind === 'waited' || event.kind === 'stalled') {
      waits[event.layer] = (waits[event.layer] ?? 0) + 1
    }
  }
  return waits
}

const total = (waits: Partial<Record<Layer, number>>): number =>
  Object.values(waits).reduce((sum, count) => sum + count, 0)

describe('the analysis of our own captures', () => {
  const lossy = captured(LOSSY, { at: 'client', content: 'encrypted' })
  const clean = captured(TRIALS, { at: 'server', content: 'encrypted' })
  for (const [at, { file, trials }] of [
    ['client', lossy],
    ['server', clean],
  ] as const) {
    it(`counts at the ${at} what the client waited for, layer by layer`, () => {
      const { connections } = analysed(file)
      assert.equal(connections.length, trials.length)
      assert.deepEqual(
        connections.map(({ waits: { byLayer } }) => byLayer),
        trials.map(({ events }) => waited(events)),
      )
    })

    it(`counts at the ${at} as many without the keys`, () => {
      const { connections } = analysed(file, false)
      assert.deepEqual(
        connections.map(({ waits }) => waits.total),
        trials.map(({ events }) => total(waited(events))),
      )
    })
  }

  for (const at of ['client', 'server'] as const) {
    it(`counts at the ${at} what those that are compared apart waited for`, () => {
      const { file, trials } = captured(RARE, { at, content: 'encrypted' })
      const { connections } = analysed(file)
      assert.deepEqual(
        connections.map(({ waits: { byLayer } }) => byLayer),
        trials.map(({ events }) => waited(events)),
      )
      for (const [index, { session }] of connections.entries()) {
        const way = trials[index]?.name.startsWith('legacy-quickstart') ? 'bound' : 'resumed'
        assert.deepEqual(session?.outcome, { kind: 'ready', way })
      }
    })
  }

  const { file, trials } = lossy

  it('finds octets, retransmissions, resumption and Fast Open as they were', () => {
    const { connections } = analysed(file)
    for (const [index, { name, record, events }] of trials.entries()) {
      const found = connections[index]
      assert.ok(found !== undefined)
      assert.equal(found.tls?.resumed, /tls-resumed|0rtt/.test(name), name)
      assert.equal(found.fastOpen === 'carried', name.includes('tfo'), name)
      const up = events.filter(
        (event) => event.kind === 'packet' && event.direction === 'up' && event.retransmission,
      )
      assert.equal(found.retransmitted.up, up.length, name)
      // Of one that failed there is nothing until ready.
      const { figures, outcome } = record()
      const isReady = outcome.kind !== 'failed'
      assert.deepEqual(found.octets.untilReady, isReady ? { ...figures.bytes } : undefined, name)
    }
  })

  it('finds the octets of the table of a plain reconnect', () => {
    const { file: plain, trials: told } = captured(
      [{ strategy: 'legacy-resume-starttls', rtt: '80ms' }],
      { at: 'client', content: 'encrypted' },
    )
    const [found] = analysed(plain).connections
    assert.deepEqual(found?.octets.untilReady, { ...told[0]?.record().figures.bytes })
  })

  it('says the same whatever the pieces that a file is read in', () => {
    assert.deepEqual(analysedInPieces(file, true, 977), analysed(file))
  })

  it('says where it was captured, and what the link was', () => {
    const { link, connections } = analysed(file)
    assert.deepEqual(
      connections.flatMap(({ capturedAt }) => capturedAt ?? []).filter((at) => at !== 'client'),
      [],
    )
    const middle = link.rttsMs[Math.floor(link.rttsMs.length / 2)] ?? 0
    assert.ok(middle >= 80 && middle < 81, `${middle} ms`)
    assert.ok((link.loss.up ?? 0) > 0)
  })

  it('finds the rate of the narrowest place', () => {
    const { file: slow } = captured(
      [
        {
          strategy: 'legacy-direct',
          rtt: '80ms',
          down: '400kbps',
          certificate: 'private-rsa',
          mtu: '576B',
        },
      ],
      { at: 'client', content: 'encrypted' },
    )
    const { down } = analysed(slow).link.rate
    assert.ok(down !== undefined && Math.abs(down / 400_000 - 1) < 0.02, `${down}`)
  })
})

/** With a client whose sockets have Nagle's algorithm on, at servers of which one has it on, too. */
const HELD: readonly TraceWords[] = READABLE.flatMap(({ name }, place) =>
  ['', '+pipelined', '+tls12+false-start', '+tls-resumed', '+tfo+pipelined'].map(
    (modifiers, number): TraceWords => ({
      ...{ strategy: name + modifiers, trial: 5 * place + number, rtt: '80ms' },
      server: (place + number) % 2 === 0 ? 'prosody' : 'ejabberd',
      client: 'xmppjs',
    }),
  ),
)

/** Where a flight is cut in two on its way, or TLS begins early in vain, its layers look otherwise. */
const LOOKS_OTHERWISE = /pipelined|false-start/

describe('the analysis of a handshake', () => {
  it('takes no timeout for a round trip, whatever was lost of it', () => {
    const losses = Array.from(
      { length: 20 },
      (_, trial): TraceWords => ({
        strategy: 'fast-resume-direct',
        trial,
        rtt: '80ms',
        loss: '30%',
      }),
    )
    const { file } = captured(losses, { at: 'client', content: 'encrypted' })
    const { link, connections } = analysed(file)
    const repeated = connections.filter(({ rttMs }) => rttMs === undefined)
    assert.ok(repeated.length > 0, 'expected a SYN-ACK that was lost')
    assert.ok(link.rttsMs.length > 0)
    for (const rtt of link.rttsMs) assert.ok(Math.abs(rtt - 80) < 1, `${rtt} ms`)
  })

  it('takes none for one whose times run backwards', () => {
    const { file } = captured([{ strategy: 'fast-resume-direct', trial: 0, rtt: '80ms' }], {
      at: 'client',
      content: 'encrypted',
    })
    const analysis = new CaptureAnalysis({ keyLog: new KeyLog(), ports: [5223] })
    let packets = 0
    for (const entry of readCapture([file])) {
      // SYN, as if it had been captured behind its answer.
      const isFirst = entry.kind === 'packet' && packets === 0
      if (entry.kind === 'packet') packets += 1
      analysis.add(isFirst ? { ...entry, at: plus(START, milliseconds(85)) } : entry)
    }
    const { link, connections } = analysis.finish()
    assert.deepEqual(
      [connections[0]?.rttMs, connections[0]?.capturedAt, link.rttsMs],
      [undefined, undefined, []],
    )
    assert.equal(seenProfile(link, 'captured', 'A captured link'), undefined)
  })

  it('takes no more digits from it than its times have', () => {
    const { file } = captured([{ strategy: 'fast-resume-direct', trial: 0, rtt: '80ms' }], {
      at: 'client',
      content: 'encrypted',
    })
    const analysis = new CaptureAnalysis({ keyLog: new KeyLog(), ports: [5223] })
    const times = [0, 14, 29]
    for (const entry of readCapture([file])) {
      const time = entry.kind === 'packet' ? times.shift() : undefined
      const at = time !== undefined && plus(START, microseconds(time))
      analysis.add(at === false ? entry : ({ ...entry, at } as CaptureEntry))
    }
    const { link, connections } = analysis.finish()
    // 14 and 15 thousandths are no 29 as binary fractions.
    assert.deepEqual([connections[0]?.rttMs, link.rttsMs], [0.029, [0.029]])
  })

  it('begins another connection by another sequence number on the same ports', () => {
    const words = { strategy: 'legacy-resume-starttls', rtt: '80ms' } as const
    const view = { at: 'client', content: 'encrypted' } as const
    const first = captured([{ ...words, seed: 3 }], view)
    const second = captured([{ ...words, seed: 4 }], view)
    const analysis = new CaptureAnalysis({ keyLog: new KeyLog(), ports: [5222] })
    const add = (file: Uint8Array, later: number): void => {
      for (const entry of readCapture([file])) {
        const at = entry.kind === 'packet' && plus(entry.at, seconds(later))
        analysis.add(at === false ? entry : ({ ...entry, at } as CaptureEntry))
      }
    }
    add(first.file, 0)
    add(second.file, 5)
    const { connections } = analysis.finish()
    assert.deepEqual(
      connections.map(({ beganMs, waits, retransmitted }) => [beganMs, waits.total, retransmitted]),
      [first, second].map(({ trials: [one] }, index) => [
        5_000 * index,
        total(waited(one?.events ?? [])),
        { up: 0, down: 0 },
      ]),
    )
  })

  it('of packets that are cut off says so, and of links that nobody can read', () => {
    const { file } = captured([{ strategy: 'fast-resume-direct', trial: 0, rtt: '80ms' }], {
      at: 'client',
      content: 'encrypted',
    })
    const analysis = new CaptureAnalysis({ keyLog: new KeyLog(), ports: [5223] })
    for (const entry of readCapture([file])) {
      const cut = entry.kind === 'packet' && { ...entry, octets: entry.octets.subarray(0, 80) }
      analysis.add(cut || entry)
      if (entry.kind === 'packet') analysis.add({ ...entry, linkType: 127 })
    }
    const { cutOff, strangeLinkTypes } = analysis.finish()
    const longer = [...readCapture([file])].filter(
      (entry) => entry.kind === 'packet' && entry.octets.length > 80,
    )
    assert.ok(longer.length > 0)
    assert.equal(cutOff, longer.length)
    assert.deepEqual(strangeLinkTypes, [127])
  })
})

describe('the analysis of packets that were captured in disorder', () => {
  const certificate = 'private-rsa'
  const { file } = captured([{ strategy: 'legacy-direct', rtt: '80ms', certificate }], {
    at: 'client',
    content: 'encrypted',
  })
  const packets = [...readCapture([file])].filter((entry) => entry.kind === 'packet')
  const told = (all: readonly CapturedPacket[]): Analysis => {
    const analysis = new CaptureAnalysis({ keyLog: new KeyLog(), ports: [5223] })
    for (const packet of all) analysis.add(packet)
    return analysis.finish()
  }
  const whole = told(packets)
  const carries = ({ linkType, octets }: CapturedPacket): boolean => {
    const payload = payloadIn(linkType, octets)
    const segment = payload && segmentIn(payload)
    return segment?.ports.source === 5223 && segment.length > 0
  }
  const place = packets.findIndex((one, at) => carries(one) && carries(packets[at + 1] ?? one))
  const [first, second] = [packets[place], packets[place + 1]]
  assert.ok(first !== undefined && second !== undefined)

  it('takes none that was overtaken for one that was sent again', () => {
    const swapped = [
      { ...second, at: first.at },
      { ...first, at: second.at },
    ]
    const { link, connections } = told(packets.toSpliced(place, 2, ...swapped))
    assert.deepEqual(connections[0]?.retransmitted, { up: 0, down: 0 })
    assert.deepEqual(link.loss, { up: 0, down: 0 })
    assert.deepEqual(connections[0]?.waits, whole.connections[0]?.waits)
  })

  it('counts what is captured on several interfaces once, and says so', () => {
    const twice = packets.flatMap((one) => [one, { ...one, at: plus(one.at, microseconds(3)) }])
    assert.deepEqual(told(twice), { ...whole, copies: packets.length })
  })
})

describe('the analysis of what was not all captured', () => {
  const { file, trials } = captured(
    [{ strategy: 'legacy-resume-starttls', trial: 0, rtt: '80ms' }],
    { at: 'client', content: 'encrypted' },
  )
  const entries = [...readCapture([file])]
  const waits = total(waited(trials[0]?.events ?? []))
  const found = (all: readonly CaptureEntry[], withKeys: boolean): AnalysedConnection => {
    const analysis = new CaptureAnalysis({ keyLog: new KeyLog(), ports: [5222] })
    for (const entry of all) if (withKeys || entry.kind !== 'secrets') analysis.add(entry)
    const [connection] = analysis.finish().connections
    assert.ok(connection !== undefined)
    return connection
  }

  for (const withKeys of [true, false]) {
    it(`counts as many waits whatever the snap length, ${withKeys ? 'with' : 'without'} keys`, () => {
      for (const snap of [60, 96, 128, 200, 256, 512]) {
        const cut = entries.map((entry) =>
          entry.kind === 'packet' ? { ...entry, octets: entry.octets.subarray(0, snap) } : entry,
        )
        const { waits: seen, missing, read } = found(cut, withKeys)
        assert.deepEqual([seen.total, read === 'all', missing.down > 0], [waits, false, true])
      }
    })

    it(`goes on counting behind a packet that is missing, ${withKeys ? 'with' : 'without'} keys`, () => {
      for (const [index, entry] of entries.entries()) {
        if (entry.kind !== 'packet' || index < 4) continue
        const { waits: seen, read } = found(entries.toSpliced(index, 1), withKeys)
        // A client's segment that is missing hides what it acknowledged, and when it was said.
        const least = read === 'parts' ? waits - 1 : waits
        assert.ok(seen.total >= least && seen.total <= waits, `${index}: ${seen.total} of ${waits}`)
      }
    })
  }

  it('keeps what was read of a negotiation that was over by then', () => {
    const { session, waits: seen } = found(entries, true)
    assert.equal(session?.outcome.kind, 'ready')
    const last = entries.findLastIndex((entry) => entry.kind === 'packet' && entry.length > 60)
    const { session: kept, read } = found(entries.toSpliced(last, 1), true)
    assert.deepEqual([kept?.outcome, kept?.waits, read], [session.outcome, seen, 'all'])
  })
})

describe('the analysis of what Nagle’s algorithm held back', () => {
  for (const at of ['client', 'server'] as const) {
    const { file, trials } = captured(HELD, { at, content: 'encrypted' })
    const stalls = trials.flatMap(({ events }) => events.filter(({ kind }) => kind === 'stalled'))

    it(`counts at the ${at} as many waits as compare, with keys and without`, () => {
      assert.ok(stalls.length > trials.length / 2, String(stalls.length))
      const expected = trials.map(({ name, events }) => [name, total(waited(events))])
      for (const withKeys of [true, false]) {
        const { connections } = analysed(file, withKeys)
        assert.deepEqual(
          connections.map(({ waits }, index) => [trials[index]?.name, waits.total]),
          expected,
        )
      }
    })

    it(`gives them at the ${at} to the layer of what was held back`, () => {
      const { connections } = analysed(file)
      for (const [index, { name, events }] of trials.entries()) {
        if (LOOKS_OTHERWISE.test(name)) continue
        assert.deepEqual(connections[index]?.waits.byLayer, waited(events), name)
      }
    })
  }
})
