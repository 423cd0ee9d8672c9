/**
 * Any code point of Unicode but the surrogates, to make strings of. What fast-check has for it
 * (`unit: 'binary'`) keeps a table of all million, which takes each process seconds to make.
 */
import fc from 'fast-check'

const SURROGATES = { from: 0xd800, count: 0x800 } as const
const LAST = 0x10ffff

export const CODE_POINT: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: LAST - SURROGATES.count })
  .map(
    (place) => String.fromCodePoint(place < SURROGATES.from ? place : place + SURROGATES.count),
    (text) => {
      const point = typeof text === 'string' ? text.codePointAt(0) : undefined
      if (point === undefined || text !== String.fromCodePoint(point)) {
        throw new Error('Expected one code point')
      }
      return point < SURROGATES.from ? point : point - SURROGATES.count
    },
  )
