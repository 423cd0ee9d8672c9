/** The examples of the library in the README, run as they stand there. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it, type TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import * as library from '../../src/index.ts'
import { OPTIONS } from '../../src/words/option-names.ts'
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
  const code = example
    .replace("'xmpp-rtt'", JSON.stringify(LIBRARY))
    .replaceAll("'my-", `'${folder}/my-`)
  writeFileSync(path, code)
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
  [/^all are back after \d+/m, /legacy-resume-starttls/, /conversations/],
  [
    /waits <= 4 +kept +4$/m,
    /^2 of 2 budgets kept$/m,
    /^\{"passedOver":\[\],"unlike":\[\],"interrupted":false\}$/m,
  ],
  [/^1 4 \[/m, /^\[\d+\.\d+\]$/m],
  [/^unknown-name profiles: found "lte_god", expected .* \(did you mean "lte_good"\?\)$/],
]

const OF_NO_NAME = { nope: 1 } as object
const COMPARED = { profiles: ['ideal'], strategies: ['sasl2-direct'], trials: 1 }
const ATTEMPT = { profile: 'ideal', strategy: 'sasl2-direct' }
const onConnection = (): void => {}

/** Each function that takes options beside words, with one that it does not know. */
const UNKNOWN_OPTION: Readonly<Record<string, () => unknown>> = {
  compare: () => library.compare(COMPARED, OF_NO_NAME),
  compareShard: () => library.compareShard(COMPARED, { shard: '1/2', output: folder }, OF_NO_NAME),
  merge: () => library.merge({ folders: [folder] }, OF_NO_NAME),
  trace: () => library.trace(ATTEMPT, OF_NO_NAME),
  traceLife: () => library.traceLife({ ...ATTEMPT, scenario: 'tunnel' }, OF_NO_NAME),
  captureTrace: () => library.captureTrace(ATTEMPT, {}, OF_NO_NAME),
  check: () => library.check({}, OF_NO_NAME),
  storm: () => library.storm({ clients: 1 }, OF_NO_NAME),
  live: () => library.live({ address: 'xmpp://a@localhost', password: 'x' }, OF_NO_NAME),
  serve: () => library.serve({ port: 0, tlsPort: 0 }, { onConnection, ...OF_NO_NAME }),
  proxy: () => library.proxy({ listen: [0], to: ['localhost:1'] }, { onConnection, ...OF_NO_NAME }),
}

async function refusal(ask: () => unknown): Promise<library.InputError> {
  try {
    await ask()
  } catch (error) {
    if (error instanceof library.InputError) return error
    throw error
  }
  return assert.fail('accepted')
}

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

  const [, section = ''] = /\n## As a library\n([\s\S]*?)\n## /.exec(readme) ?? []
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))

  it('stand beside a table that names every function', () => {
    for (const name of Object.keys(library)) assert.ok(section.includes(name), name)
  })

  for (const [name, ask] of Object.entries(UNKNOWN_OPTION)) {
    it(`and every option of ${name}`, async () => {
      const { expected } = await refusal(ask)
      const row = rows.find((one) => one.startsWith(`| \`${name}(`)) ?? assert.fail(name)
      const options = [...expected.matchAll(/"(\w+)"/g)].map(([, option = '']) => option)
      assert.ok(options.length > 0, expected)
      for (const option of options) assert.match(row, new RegExp(`\\b${option}\\b`))
    })
  }

  it('and one that names every word that is called otherwise than its option', () => {
    // Of functions that take it beside words.
    const { format: _, ...others } = OPTIONS
    for (const [word, option] of Object.entries(others)) {
      const row = rows.find((one) => one.split(' | ')[0]?.includes(`\`${word}\``))
      assert.ok(row?.includes(`\`${option}\``), `${word}: ${option}`)
    }
  })
})
