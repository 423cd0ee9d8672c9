/** The same conversation in every form that captures have: link types, byte orders, resolutions. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { CaptureAnalysis } from '../../src/capture/analysis/analyse.ts'
import type { Analysis } from '../../src/capture/analysis/analysed.ts'
import { CaptureError } from '../../src/capture/file/capture-error.ts'
import type { CapturedPacket } from '../../src/capture/file/entry.ts'
import { readCapture } from '../../src/capture/file/reader.ts'
import { KeyLog } from '../../src/capture/tls/key-log.ts'
import { captureTrace } from '../../src/index.ts'
import { cases } from '../cases.ts'

const WORDS = { strategy: 'legacy-resume-starttls', rtt: '80ms' } as const

interface Form {
  readonly linkType: number
  readonly frame: (packet: Uint8Array) => readonly Uint8Array[]
}

const octets = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex')
const ETHERNET = octets('020000000002 020000000001')
const TYPE = octets('0800')

const FORMS: Readonly<Record<string, Form>> = {
  'Ethernet, with what fills a frame up': {
    linkType: 1,
    frame: (packet) => [ETHERNET, TYPE, packet, new Uint8Array(6)],
  },
  'VLAN tags': {
    linkType: 1,
    frame: (packet) => [ETHERNET, octets('88a80001 81000002'), TYPE, packet],
  },
  'Linux cooked': {
    linkType: 113,
    frame: (packet) => [octets('0000 0304 0006 000000000000 0000'), TYPE, packet],
  },
  'Linux cooked, second version': {
    linkType: 276,
    frame: (packet) => [TYPE, octets('0000 00000001 0304 00 06 0000000000000000'), packet],
  },
  'loopback, little-endian': { linkType: 0, frame: (packet) => [octets('02000000'), packet] },
  'loopback, network order': { linkType: 108, frame: (packet) => [octets('00000002'), packet] },
  'raw IP': { linkType: 101, frame: (packet) => [packet] },
}

const capture = await captureTrace(WORDS)
const entries = [...readCapture([capture])]
const packets = entries.filter((entry): entry is CapturedPacket => entry.kind === 'packet')
const KEYS = entries.flatMap((entry) => (entry.kind === 'secrets' ? entry.keyLog : [])).join('')

/** The older format. */
function pcap(
  { linkType, frame }: Form,
  little: boolean,
  nanoseconds: boolean,
  snapLength = 65_535,
): Uint8Array {
  const u32 = (value: number): Uint8Array => {
    const field = Buffer.alloc(4)
    if (little) field.writeUInt32LE(value)
    else field.writeUInt32BE(value)
    return field
  }
  const magic = nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4
  const version = little ? octets('02000400') : octets('00020004')
  const header = [u32(magic), version, u32(0), u32(0), u32(snapLength), u32(linkType)]
  return Buffer.concat([
    ...header,
    ...packets.flatMap(({ at, octets: packet }) => {
      const whole = Buffer.concat(frame(packet))
      const kept = whole.subarray(0, snapLength)
      const fraction = Math.floor((at % 1e9) / (nanoseconds ? 1 : 1_000))
      const time = [u32(Math.floor(at / 1e9)), u32(fraction)]
      return [...time, u32(kept.length), u32(whole.length), kept]
    }),
  ])
}

function analysed(file: Uint8Array, keyLog = KEYS): Analysis {
  const log = new KeyLog()
  log.add(keyLog)
  const analysis = new CaptureAnalysis({ keyLog: log, ports: [5222] })
  for (const entry of readCapture([file])) analysis.add(entry)
  return analysis.finish()
}

const EXPECTED = analysed(capture)
const waitsIn = ({ connections }: Analysis): unknown => connections.map(({ waits }) => waits)

describe('a capture', () => {
  for (const [name, form] of Object.entries(FORMS)) {
    it(`is read from ${name}`, () => {
      for (const little of [true, false]) {
        for (const nanoseconds of [true, false]) {
          const found = analysed(pcap(form, little, nanoseconds))
          assert.deepEqual(waitsIn(found), waitsIn(EXPECTED))
          assert.equal(found.connections[0]?.session?.outcome.kind, 'ready')
        }
      }
    })
  }

  it('is read over IPv6, behind extension headers', async () => {
    const six = await captureTrace({ ...WORDS, ipv6: true })
    const extended = [...readCapture([six])].map((entry) => {
      if (entry.kind !== 'packet') return entry
      const { octets: packet } = entry
      const header = Buffer.from(packet.subarray(0, 40))
      header.writeUInt16BE(header.readUInt16BE(4) + 24, 4)
      header[6] = 0
      // Hop-by-hop with padding, then destination options of 16 octets, then TCP.
      const extensions = octets('3c00010400000000 060101040000000000000000 00000000')
      return { ...entry, octets: Buffer.concat([header, extensions, packet.subarray(40)]) }
    })
    const analysis = new CaptureAnalysis({ keyLog: new KeyLog(), ports: [5222] })
    for (const entry of extended) analysis.add(entry)
    assert.deepEqual(waitsIn(analysis.finish()), waitsIn(EXPECTED))
  })

  it('is read in any order of packets that are near each other', () => {
    const analysis = new CaptureAnalysis({ keyLog: new KeyLog(), ports: [5222] })
    for (const entry of entries) analysis.add(entry)
    // Every packet twice, the second time late.
    const late = new CaptureAnalysis({ keyLog: new KeyLog(), ports: [5222] })
    for (const [index, entry] of entries.entries()) {
      late.add(entry)
      const before = entries[index - 3]
      if (before?.kind === 'packet') late.add(before)
    }
    assert.deepEqual(waitsIn(late.finish()), waitsIn(analysis.finish()))
  })

  it('of headers only tells of TCP and who spoke when, and says what cannot be read', () => {
    const [connection] = analysed(pcap(FORMS['raw IP'] as Form, true, true, 60)).connections
    assert.equal(connection?.read, 'parts')
    const { waits } = EXPECTED.connections[0] ?? {}
    assert.deepEqual(connection?.waits.byLayer, { tcp: 1, data: (waits?.total ?? 0) - 1 })
    assert.equal(connection?.octets.total.up, EXPECTED.connections[0]?.octets.total.up)
  })

  it('that ends anywhere is read up to there, or refused', () => {
    for (let end = 0; end < capture.length; end += 7) {
      const cut = capture.subarray(0, end)
      try {
        const { cutShort, connections } = analysed(cut, '')
        assert.ok(cutShort || connections.length <= 1)
      } catch (error) {
        assert.ok(error instanceof CaptureError && end < 200, `${end}: ${error}`)
      }
    }
  })

  it('that ends within its header is refused where it ends, in either format', () => {
    const older = pcap(FORMS['raw IP'] as Form, true, true)
    for (const [file, ends] of [
      [older, [4, 20, 23]],
      [capture, [4, 11]],
    ] as const) {
      for (const end of ends) {
        // In pieces, too, of which some have been read when it turns out to end.
        for (const pieces of [
          [file.subarray(0, end)],
          [file.subarray(0, 2), file.subarray(2, end)],
        ]) {
          assert.throws(
            () => [...readCapture(pieces)],
            (error) =>
              error instanceof CaptureError &&
              error.position === end &&
              error.found === 'the end of the file',
          )
        }
      }
    }
  })

  it('with anything altered is read, or refused as a capture', () => {
    const alteration = fc.record({
      at: fc.nat(capture.length - 1),
      value: fc.oneof(fc.nat(255), fc.constant(0xff), fc.constant(0)),
      length: fc.integer({ min: 1, max: 8 }),
    })
    fc.assert(
      fc.property(fc.array(alteration, { minLength: 1, maxLength: 12 }), (alterations) => {
        const altered = Uint8Array.from(capture)
        for (const { at, value, length } of alterations) altered.fill(value, at, at + length)
        try {
          analysed(altered)
        } catch (error) {
          if (!(error instanceof CaptureError)) throw error
        }
      }),
      { numRuns: cases(300), seed: 1 },
    )
  })

  it('that asks for memory gets none', () => {
    const huge = octets('0a0d0d0a fffffffc 1a2b3c4d 0001 0000 ffffffffffffffff')
    assert.throws(() => [...readCapture([huge])], CaptureError)
    const packet = octets(
      'd4c3b2a1 02000400 00000000 00000000 ffff0000 01000000'.concat(
        ' 00000000 00000000 ffffff7f ffffff7f',
      ),
    )
    assert.throws(() => [...readCapture([packet])], CaptureError)
  })
})
