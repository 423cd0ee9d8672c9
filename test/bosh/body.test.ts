/** `<body/>` as it is written and read again, whatever is in its attributes. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readBody, writeBody } from '../../src/bosh/body.ts'
import { CODE_POINT } from '../code-point.ts'

/** What no document can have (XML 1.0 §2.2), and some controls more. */
const NO_CHARACTER = /[^\t\n\r\P{Cc}]|[\ufffe\uffff]/u
const text = fc.string({ unit: CODE_POINT, maxLength: 40 }).filter((one) => !NO_CHARACTER.test(one))

describe('a body', () => {
  it('is read as it was written, white space in its attributes included', () => {
    fc.assert(
      fc.property(text, (rest) => {
        const to = ` \t\n\r${rest}`
        const read = readBody(Buffer.from(writeBody([['to', to]], '')))
        assert.equal(read?.attributes['to'], to)
      }),
    )
  })
})
