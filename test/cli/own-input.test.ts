/** What a command reads is not what it writes. */
import assert from 'node:assert/strict'
import { copyFileSync, linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { within } from './within.ts'

const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-own-input-'))
const inside = (name: string): string => join(folder, name)

const BRIEF = ['-s', 'fast-resume-direct', '-n', '2']

describe('a command whose output is its input', () => {
  before(async () => {
    const { code } = await within(['compare', '-p', 'ideal', ...BRIEF, '-o', inside('run')])
    assert.equal(code, 0)
    const traced = await within(['trace', 'fast-resume-direct', '--pcap', inside('c.pcapng')])
    assert.equal(traced.code, 0)
    copyFileSync('profiles/lte_good.json', inside('p.json'))
    linkSync(inside('p.json'), inside('linked'))
    const budget = { strategy: 'fast-resume-direct', profile: 'ideal', expect: ['waits <= 9'] }
    writeFileSync(inside('b.json'), JSON.stringify({ budgets: [budget] }))
  })
  after(() => rmSync(folder, { recursive: true }))

  for (const [flag, target, args] of [
    ['--samples', 'p.json', ['compare', '-p', inside('p.json'), ...BRIEF]],
    ['--samples', 'linked', ['compare', '-p', inside('p.json'), ...BRIEF]],
    ['--junit', 'b.json', ['check', inside('b.json'), '--result', inside('run')]],
    ['--junit', 'run/result.json', ['check', inside('b.json'), '--result', inside('run')]],
    ['-o', 'run/result.json', ['report', inside('run')]],
    ['-o', 'run/result.json', ['report', inside('run/result.json')]],
    ['--pcap', 'p.json', ['trace', 'fast-resume-direct', '-p', inside('p.json')]],
    ['--profile-out', 'c.pcapng', ['analyze', inside('c.pcapng')]],
  ] as const) {
    it(`is refused, and the file is as it was: ${args[0]} ${flag} ${target}`, async () => {
      const was = readFileSync(inside(target))
      const { code, stderr, stdout } = await within([...args, flag, inside(target)])
      const said = `xmpp-rtt: ${flag}: found "${inside(target)}", which is read as well, expected another file\n`
      assert.deepEqual([code, stderr, stdout], [2, said, ''])
      assert.deepEqual(readFileSync(inside(target)), was)
    })
  }

  it('is not refused where it is another, there already or not', async () => {
    for (const _ of ['new', 'again']) {
      const { code, stderr } = await within(['report', inside('run'), '-o', inside('page.html')])
      assert.equal(code, 0, stderr)
    }
  })
})
