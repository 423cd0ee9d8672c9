import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { RecordCutter } from '../../src/attach/live/records.ts'

const record = (length: number): Uint8Array => {
  const bytes = new Uint8Array(5 + length).fill(7)
  bytes.set([23, 3, 3, length >> 8, length & 0xff])
  return bytes
}

/** Everything that comes out for now, by length. */
const lengths = (cutter: RecordCutter): readonly number[] => {
  const found: number[] = []
  for (;;) {
    const cut = cutter.next()
    if (cut.kind !== 'piece') return found
    found.push(cut.bytes.length)
  }
}

describe('cutting what a server sends', () => {
  it('gives clear octets as they come', () => {
    const cutter = new RecordCutter()
    cutter.add(new Uint8Array(3))
    assert.deepEqual(lengths(cutter), [3])
    cutter.add(new Uint8Array(4))
    cutter.add(new Uint8Array(5))
    assert.deepEqual(lengths(cutter), [9])
  })

  it('gives records when they are whole, however they come', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(400), { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 }),
        (contents, steps) => {
          const all = Buffer.concat(contents.map(record))
          const cutter = new RecordCutter()
          cutter.encrypted()
          const found: number[] = []
          for (let at = 0, step = 0; at < all.length; step += 1) {
            const next = at + (steps[step % steps.length] ?? 1)
            cutter.add(all.subarray(at, next))
            at = next
            found.push(...lengths(cutter))
          }
          assert.deepEqual(
            found,
            contents.map((length) => 5 + length),
          )
        },
      ),
    )
  })

  it('refuses what no record begins with, by the first octet that shows it', () => {
    for (const [said, octets] of [
      ['HTTP/1.1 400 Bad Request', 1],
      ['S', 1],
      // A version that there is not; longer than any record.
      ['\x16\x05', 2],
      ['\x16\x03\x03\xff\xff', 5],
    ] as const) {
      const cutter = new RecordCutter()
      cutter.encrypted()
      cutter.add(Buffer.from(said, 'latin1'))
      assert.deepEqual(cutter.next(), { kind: 'foreign', octets })
    }
  })
})
