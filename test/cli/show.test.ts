/** What is listed and shown of policies and scenarios, on a terminal of 80 columns. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { POLICY_NAMES } from '../../src/policy/load.ts'
import { columns } from '../../src/report/columns.ts'
import { SCENARIO_NAMES } from '../../src/scenario/load.ts'
import { ownFolder } from '../own-folder.ts'
import { within } from './within.ts'

const widest = (text: string): number => Math.max(...text.split('\n').map(columns))

const folder = ownFolder('show')

function written(name: string, content: object): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(content))
  return path
}

const MY_POLICY = {
  format: 'xmpp-rtt/policy@1',
  name: 'mine',
  summary: 'my client',
  comeBack: { first: 'at-once', backOff: { steps: ['1s', '2s'] } },
}
const MY_SCENARIO = {
  format: 'xmpp-rtt/scenario@1',
  name: 'mine',
  summary: 'my ride',
  events: [{ do: 'outage', at: '20s', lasts: '5s' }],
}

describe('policies and scenarios on the command line', () => {
  for (const [what, names] of [
    ['policies', POLICY_NAMES],
    ['scenarios', SCENARIO_NAMES],
  ] as const) {
    it(`list ${what}: a line each, with room for it`, async () => {
      const { stdout } = await within(['list', what])
      const listed = stdout.trimEnd().split('\n')
      assert.deepEqual(
        listed.map((line) => line.split(' ')[0]),
        [...names],
      )
      assert.ok(widest(stdout) <= 80)
    })
  }

  it('show of any: what it does and where that is known from', async () => {
    for (const name of [...POLICY_NAMES, ...SCENARIO_NAMES]) {
      const { stdout, code } = await within(['show', name])
      assert.equal(code, 0)
      assert.ok(stdout.startsWith(`${name}: `) && stdout.includes('  sources'), stdout)
      assert.ok(widest(stdout) <= 80, stdout)
    }
  })

  it("show of one's own, told apart by what the file says", async () => {
    const policy = await within(['show', written('mine.policy.json', MY_POLICY)])
    assert.match(policy.stdout, /^mine: my client$/m)
    assert.match(policy.stdout, /^ +after failures +1 s, 2 s …$/m)
    const scenario = await within(['show', written('mine.scenario.json', MY_SCENARIO)])
    assert.match(scenario.stdout, /^ +at 20 s +outage for 5 s, of which nobody tells$/m)
  })

  it('show of several things that have one name any, and say so', async () => {
    const server = await within(['show', 'ideal'])
    assert.equal((JSON.parse(server.stdout) as { readonly name: string }).name, 'my-ideal')
    assert.match(server.stderr, /this is the server; "show profile ideal" is the profile\n$/)
    const profile = await within(['show', 'profile', 'ideal'])
    assert.deepEqual([profile.code, profile.stderr], [0, ''])
    assert.match(profile.stdout, /^ideal: /)
    assert.equal((await within(['show', 'server', 'ideal'])).stdout, server.stdout)
    const WRONG_KINDS: readonly (readonly [readonly string[], RegExp])[] = [
      [['policy', 'ideal'], /found "ideal", which is a server and a profile, expected a policy\n$/],
      [['profil', 'ideal'], /^xmpp-rtt: show: found "profil", expected one of .*mean "profile"/],
      [['profile', 'ideal', 'ideal'], /found 3 words, expected a name/],
    ]
    for (const [words, line] of WRONG_KINDS) {
      const { stderr, code } = await within(['show', ...words])
      assert.equal(code, 2)
      assert.match(stderr, line)
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr)
    }
  })

  it('shows no control characters of files', async () => {
    const evil = 'my \u001b[31mclient\u202e'
    for (const [name, file] of [
      ['evil.policy.json', { ...MY_POLICY, summary: evil }],
      ['evil.scenario.json', { ...MY_SCENARIO, summary: evil }],
    ] as const) {
      const { stdout, code } = await within(['show', written(name, file)])
      assert.equal(code, 0)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there.
      assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u202e]/)
      assert.match(stdout, /^mine: my /)
    }
  })

  const broken = { ...MY_POLICY, limits: { connect: '7' } }
  const WRONG: readonly (readonly [string, () => readonly string[], RegExp])[] = [
    ['a policy', () => ['--policy', 'monel', '--scenario', 'tunnel'], /"monel".*"monal"/],
    ['a scenario', () => ['--scenario', 'tunnell'], /"tunnell".*"tunnel"/],
    [
      'a field of a policy',
      () => ['--scenario', 'tunnel', '--policy', written('broken.policy.json', broken)],
      /broken\.policy\.json:1:\d+: limits\.connect: found "7", expected a duration/,
    ],
    [
      'a file of the other kind',
      () => ['--scenario', written('policy.json', MY_POLICY)],
      /policy\.json.*format.*"xmpp-rtt\/scenario@1"/,
    ],
    ['a rate', () => ['--scenario', 'tunnel', '--messages', '10'], /"10".*as in "10\/min"/],
    [
      'no scenario',
      () => ['--messages', '10/min'],
      /--messages: found no scenario, expected a scenario/,
    ],
    ['a scenario twice', () => ['--scenario', 'tunnel', 'tunnel'], /tunnel/],
  ]
  for (const [what, args, expected] of WRONG) {
    it(`compare with ${what} wrong says so in one line`, async () => {
      const { stdout, stderr, code } = await within(['compare', '-n', '1', ...args()])
      assert.deepEqual([stdout, code], ['', 2])
      assert.match(stderr, expected)
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr)
    })
  }
})
