/** What helps say: what is taken if nothing is said, under which headings, and how commands end. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EXIT } from '../../src/cli/exit.ts'
import { clientOf, HOST_TIMES, hostTimeOf } from '../../src/run/client.ts'
import { strategyName } from '../../src/run/spec.ts'
import { readCompare } from '../../src/words/reading/compare.ts'
import { readProxy } from '../../src/words/reading/proxy.ts'
import { readTrace } from '../../src/words/reading/trace.ts'
import { within } from './within.ts'

const help = async (...command: readonly string[]): Promise<string> => {
  const { stdout, stderr, code } = await within([...command, '--help'])
  assert.deepEqual([stderr, code], ['', EXIT.fine])
  return stdout
}

const whole = await help()
const COMMANDS = [...(whole.split('Commands:')[1] ?? '').matchAll(/^ {2}(\w+)/gm)].map(
  ([, name = '']) => name,
)

/** An option's text, whatever lines it was broken into. */
const textOf = (text: string, option: string): string => {
  const [, found] =
    new RegExp(`^ {2}(?:-\\w, )?${option}\\b(.*(?:\\n {5,}.*)*)`, 'm').exec(text) ?? []
  return (found ?? assert.fail(option)).replace(/\s+/g, ' ')
}

const groupsOf = (text: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    text.split('\n\n').map((group) => {
      const [heading = '', ...lines] = group.split('\n')
      return [heading, lines.flatMap((line) => /^ {2}(?:-\w, )?(--[\w-]+)/.exec(line)?.[1] ?? [])]
    }),
  )

describe('help', () => {
  it('of every command fits eighty columns and ends with the exit codes', async () => {
    assert.ok(COMMANDS.length >= 14, COMMANDS.join())
    for (const text of [whole, ...(await Promise.all(COMMANDS.map((name) => help(name))))]) {
      for (const line of text.split('\n')) assert.ok(line.length <= 80, line)
      const [, codes = ''] = text.split('\nExit codes: ')
      const told = [...codes.matchAll(/(?:^|, |\n)(\d) /g)].map(([, code]) => Number(code))
      assert.deepEqual(told, Object.values(EXIT))
    }
  })

  it('is the same by the command', async () => {
    assert.equal((await within(['help'])).stdout, whole)
    assert.equal((await within(['help', 'trace'])).stdout, await help('trace'))
  })

  it('of compare and live says what is run where nothing is said', async () => {
    const { spec } = readCompare({})
    const [course] = readCompare({ scenarios: ['tunnel'] }).spec.courses
    const profiles = spec.profiles.map(({ name }) => name).join(', ')
    const strategies = spec.strategies.map(strategyName).join(', ')
    for (const text of [await help('compare'), await help('live')]) {
      assert.ok(textOf(text, '--profile').includes(`(default: ${profiles})`))
      assert.ok(textOf(text, '--strategy').endsWith(`or catalogue (default: ${strategies})`))
      assert.ok(textOf(text, '--policy').includes(`(default: ${course?.policy.name})`))
      assert.match(textOf(text, '--percentiles'), /\(default: p50, p95, p99; in JSON more\)/)
    }
    const compare = await help('compare')
    const [server] = spec.servers
    const nothing = { client: undefined, hostTime: undefined }
    const usual = { tcp: spec.tcp, server }
    const exact = { tcp: { timers: 'ideal' }, server } as const
    assert.ok(
      textOf(compare, '--client').includes(
        `(default: ${clientOf(nothing, usual).name}; ${clientOf(nothing, exact).name} with --timers ideal`,
      ),
    )
    const [measured, none] = [usual, exact].map((circumstances) =>
      HOST_TIMES.find(
        (hostTime) =>
          hostTimeOf({ ...nothing, hostTime }, circumstances) ===
          hostTimeOf(nothing, circumstances),
      ),
    )
    assert.ok(
      textOf(compare, '--host-time').includes(`(default: ${measured}; ${none} with --timers ideal`),
    )
    assert.match(textOf(compare, '--workers'), /\(default: as many as are worth it/)
  })

  it('of proxy and trace names the link that is taken', async () => {
    const { profile } = readProxy({ listen: [0], to: ['localhost:1'] })
    const [traced] = readTrace({ strategy: 'sasl2-direct' }).spec.profiles
    assert.ok(textOf(await help('proxy'), '--profile').endsWith(`(default: ${profile.name})`))
    assert.ok(textOf(await help('trace'), '--profile').endsWith(`(default: ${traced?.name})`))
  })

  it('of list names the lists', async () => {
    assert.match(await help('list'), /^Arguments:\n +what +profiles, [\w, \n]+ certificates\n/m)
  })

  it('puts the options of storms under a heading that says what they need', async () => {
    const groups = groupsOf(await help('compare'))
    const [first, ...others] = groups.get('Storms (the others need --storm):') ?? []
    assert.equal(first, '--storm')
    assert.ok(others.length > 10)
    for (const option of others) {
      const { stderr } = await within(['compare', option, '1'])
      assert.match(stderr, new RegExp(`^xmpp-rtt: ${option}: found no --storm`), option)
    }
  })

  it('leaves no long list without headings', async () => {
    for (const name of ['compare', 'live', 'trace', 'serve', 'proxy']) {
      for (const [heading, options] of groupsOf(await help(name)))
        assert.ok(options.length <= 20, `${name}: ${heading} ${options.length}`)
    }
  })
})
