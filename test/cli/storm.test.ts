/** `compare --storm`: what is kept of it, and how it ends. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { ownFolder } from '../own-folder.ts'
import { within } from './within.ts'

const folder = ownFolder('storm')

/** Told to end as soon as somebody is back. */
const endEarly = async (...args: readonly string[]) => {
  const interruption = new AbortController()
  return await within(['compare', '--storm', '200000', '--within', '300s', ...args], {
    signal: interruption.signal,
    progress: true,
    heard: (stderr) => {
      if (/ [1-9]\d*\/200000 clients/.test(stderr)) interruption.abort()
    },
  })
}

describe('compare --storm', () => {
  it('interrupted, it leaves a whole storm alone, and takes the place of one that is none', async () => {
    const output = join(folder, 'whole')
    const stored = (place: string) => JSON.parse(readFileSync(join(place, 'storm.json'), 'utf8'))
    const whole = await within(['compare', '--storm', '20', '-o', output])
    assert.equal(whole.code, 0, whole.stderr)
    const early = await endEarly('-o', output)
    assert.equal(early.code, 3)
    assert.match(early.stderr, /whole holds the result of a whole run, and was left as it is\n/)
    assert.equal(stored(output).all.clients, 20)
    const part = `${output}.interrupted`
    assert.deepEqual([stored(part).interrupted, stored(part).all.clients], [true, 200_000])
    await endEarly('-o', part)
    assert.ok(!existsSync(`${part}.interrupted`))
  })

  it('lasts until it is over, and not until somebody tried for the last time', async () => {
    const of = async (...args: readonly string[]) => {
      const { stdout } = await within(['compare', '--storm', '30', '-f', 'json', ...args])
      return JSON.parse(stdout)
    }
    const left = await of('--connections', '5', '--until', '20s')
    assert.deepEqual([left.all.back, left.lastedMs], [5, 20_000])
    const whole = await of()
    assert.deepEqual([whole.all.back, whole.lastedMs < 20_000], [30, true])
  })

  it('ends with 3 where nobody of a part of the mix was back', async () => {
    const { code, stderr, stdout } = await within([
      ...['compare', '--storm', '20', '--loss', '100%', '--until', '90s'],
      ...['--mix', 'legacy-resume-direct/modern'],
    ])
    assert.equal(code, 3)
    assert.match(stderr, /^xmpp-rtt: never got through: legacy-resume-direct\/modern\n$/)
    assert.match(stdout, /legacy-resume-direct/)
  })
})
