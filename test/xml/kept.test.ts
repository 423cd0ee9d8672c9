/** What of a stream is kept by whoever keeps an element, or an attribute of it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { StreamReader, streamHeader, type XmlElement } from '../../src/xml/xml.ts'
import { collectGarbage } from '../garbage.ts'

const HEADER = streamHeader({ to: 'example.org', version: '1.0', declaration: true })
const MANY = 250_000
const BLANKS = ' '.repeat(MANY)
const NUMBER = 100

const message = (at: number, blanks = ''): string =>
  `<message ${blanks} to='bob@example.org' id='message-number-${at}'><a-name-of-some-length x='its value'${blanks}/><body>hello hello hello</body></message>`

/** Of a stream that says this, again and again, the first message each time; and what they take. */
function kept(said: (at: number) => string): number {
  collectGarbage()
  const before = process.memoryUsage().heapUsed
  const reader = new StreamReader()
  reader.feed(Buffer.from(HEADER))
  const elements: XmlElement[] = []
  for (let at = 0; at < NUMBER; at += 1) {
    const found = reader
      .feed(Buffer.from(said(at)))
      .find((event) => event.kind === 'element' && event.element.name === 'message')
    assert.ok(found?.kind === 'element')
    assert.equal(found.element.attribute('id'), `message-number-${at}`)
    assert.equal(found.element.elements()[0]?.name, 'a-name-of-some-length')
    elements.push(found.element)
  }
  collectGarbage()
  const octets = process.memoryUsage().heapUsed - before
  assert.equal(elements.length, NUMBER)
  return octets
}

describe('an element that is kept', () => {
  const texts: readonly [string, (at: number) => string][] = [
    ['blanks in its tag', (at) => message(at, ' '.repeat(MANY / 2))],
    ['blanks before it', (at) => BLANKS + message(at)],
    ['blanks behind it', (at) => message(at) + BLANKS],
    ['other elements behind it', (at) => message(at) + '<r/>'.repeat(MANY / 4)],
  ]
  for (const [name, said] of texts) {
    it(`keeps nothing of ${name}`, () => {
      // At most two pieces of 4,096 octets each, and the element itself.
      const most = 2 * 4096 + 3_000
      assert.ok(most < MANY / 20)
      assert.ok(kept(said) < NUMBER * most)
    })
  }
})
