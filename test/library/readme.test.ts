/** The examples of the library in the README, run as they stand there. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import * as library from '../../src/index.ts'
import { LIBRARY } from '../bundled.ts'
import { ownFolder } from '../own-folder.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code)

const folder = ownFolder('readme')

/** What an example prints. */
async function output(example: string, context: TestContext): Promise<string> {
  const lines: string[] = []
  const print = (...values: readonly unknown[]): void => {
    lines.push(values.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(' '))
  }
  context.mock.method(console, 'log', print)
  context.mock.method(console, 'error', print)
  const path = join(folder, `example-${examples.indexOf(example)}.mjs`)
  writeFileSync(path, example.replace("'xmpp-rtt'", JSON.stringify(LIBRARY)))
  await import(pathToFileURL(path).href)
  return lines.join('\n')
}

/** One for each example, in their order. */
const EXPECTED: readonly (readonly RegExp[])[] = [
  [
    /^0 of 200 trials$/m,
    /^200 of 200 trials$/m,
    /^fast-resume-direct\+pipelined on edge_industry: 3 waits, p99 \d+(\.\d+)? ms$/m,
    /^\| legacy-resume-direct \| 7 \|/m,
    /^\d+ µs$/m,
  ],
  [/ready after \d+\.\d ms, 3 waits \(tcp 1, tls 1, auth 1\)/],
  [/^cold \d \[/m, /^reconnect \d \[/m],
  [/^unknown-name profiles: found "lte_god", expected .* \(did you mean "lte_good"\?\)$/],
]

describe('the examples of the library in README.md', () => {
  it('are as many as are expected to be', () => {
    assert.equal(examples.length, EXPECTED.length)
  })

  for (const [index, example] of examples.entries()) {
    it(`number ${index + 1} prints what it is there for`, async (context) => {
      const printed = await output(example, context)
      for (const expected of EXPECTED[index] ?? []) assert.match(printed, expected)
      assert.doesNotMatch(printed, /undefined|NaN|\[object/)
    })
  }

  it('stand beside a table that names every function', () => {
    const [, section = ''] = /\n## As a library\n([\s\S]*?)\n## /.exec(readme) ?? []
    for (const name of Object.keys(library)) assert.ok(section.includes(name), name)
  })
})
