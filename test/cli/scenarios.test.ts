/** `compare` with scenarios and policies, as people type it. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { resultSchema } from '../../src/result/result.ts'
import { ownFolder } from '../own-folder.ts'
import { within } from './within.ts'

const folder = ownFolder('scenarios')

const SMALL = ['-p', 'lte_good', '-s', 'fast-resume-direct+pipelined', '-n', '3', '--workers', '1']
const TUNNEL = ['--scenario', 'tunnel', '--policy', 'modern', 'slixmpp']

describe('compare --scenario', () => {
  it('prints JSON that its schema accepts, a cell for each policy, and what makes it again', async () => {
    const { stdout, stderr, code } = await within([...SMALL, ...TUNNEL, '-f', 'json'])
    assert.deepEqual([stderr, code], ['', 0])
    const { command, settings, scenarios, policies, cells } = resultSchema.parse(JSON.parse(stdout))
    assert.match(command, /--scenario tunnel --policy modern slixmpp -n 3 --seed 1$/)
    assert.equal(settings.timeoutMs, 300_000)
    assert.deepEqual(
      [scenarios, policies].map((each) => Object.keys(each ?? {})),
      [['tunnel'], ['modern', 'slixmpp']],
    )
    assert.deepEqual(
      cells.map(({ scenario, policy, episodes }) => [scenario, policy, episodes?.count]),
      [
        ['tunnel', 'modern', 3],
        ['tunnel', 'slixmpp', 3],
      ],
    )
    const typed = command.split(' ').slice(3)
    const again = await within([...typed, '--workers', '2', '-f', 'json'])
    assert.equal(again.stdout, stdout)
  })

  it('shows recovery, its parts and the messages, with no colour in a pipe', async () => {
    const { stdout } = await within([...SMALL, ...TUNNEL])
    for (const title of ['until recovered', 'where that time went', 'messages']) {
      assert.match(stdout, new RegExp(`lte_good, tunnel: .*${title}`))
    }
    assert.ok(!stdout.includes('\u001b'))
  })

  it('takes a scenario of one’s own', async () => {
    const path = join(folder, 'mine.scenario.json')
    const mine = {
      format: 'xmpp-rtt/scenario@1',
      name: 'mine',
      summary: 'a reset after a minute',
      events: [{ do: 'forgotten', at: '60s', by: 'reset' }],
    }
    writeFileSync(path, JSON.stringify(mine))
    const words = ['--scenario', path, '--messages', '6/min', '-f', 'json']
    const { stdout, stderr, code } = await within([...SMALL, ...words])
    assert.deepEqual([stderr, code], ['', 0])
    const [cell] = resultSchema.parse(JSON.parse(stdout)).cells
    assert.deepEqual([cell?.scenario, cell?.episodes?.count], ['mine', 3])
    assert.ok((cell?.messages?.up.sent ?? 0) > 0)
  })

  for (const [what, words, complaint] of [
    ['a policy without a scenario', ['--policy', 'monal'], '--policy: found no scenario'],
    ['messages without one', ['--messages', '1/min'], '--messages: found no scenario'],
    ['a scenario that is none', ['--scenario', 'tunel'], '--scenario: found "tunel"'],
    ['a policy that is none', ['--scenario', 'tunnel', '--policy', 'x'], '--policy: found "x"'],
    [
      'octets with a scenario',
      ['--scenario', 'tunnel', '-s', './test/scripted/fast.dialogue.json'],
      '-s: found a dialogue of octets',
    ],
  ] as const) {
    it(`refuses ${what} in one line`, async () => {
      const { stdout, stderr, code } = await within(['-p', 'lte_good', '-n', '1', ...words])
      assert.deepEqual([stdout, code], ['', 2])
      assert.ok(stderr.startsWith(`xmpp-rtt: ${complaint}`), stderr)
      assert.equal(stderr.trim().split('\n').length, 1)
    })
  }

  it('refuses a second value where there may be one, and what nothing takes', async () => {
    const trace = ['trace', 'legacy-direct', '--scenario', 'tunnel']
    for (const [words, complaint] of [
      [
        [...trace, '--policy', 'modern', 'gajim'],
        '--policy: found "gajim" as a second value, expected one',
      ],
      [
        ['trace', 'legacy-direct', 'more'],
        'found "more", expected STRATEGY and otherwise only options',
      ],
      [['serve', 'more'], 'found "more", expected only options'],
    ] as const) {
      const { stdout, stderr, code } = await within(words)
      assert.deepEqual([stdout, stderr, code], ['', `xmpp-rtt: ${complaint}\n`, 2])
    }
  })
})
