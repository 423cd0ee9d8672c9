/** How runs end: 0 when there is something to show for every strategy, else 3, told last. */
import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, it } from 'node:test'
import { requireWhole } from '../../src/cli/run-output.ts'
import { compare } from '../../src/index.ts'
import { ownFolder } from '../own-folder.ts'
import { within } from './within.ts'

const folder = ownFolder('endings')

const LOST = ['--rtt', '100ms', '--loss', '100%', '-n', '3', '--timeout', '5s']

describe('a run', () => {
  it('ends with 3 when a strategy never got through, after printing what there is', async () => {
    const { stdout, stderr, code } = await within([...LOST, '-s', 'legacy-direct'])
    assert.equal(code, 3)
    assert.match(stdout, /3 of 3 failed \(timeout 3\)/)
    assert.match(stderr, /^xmpp-rtt: never got through: legacy-direct$/m)
  })

  it('says what never got through where nothing can be stored any more', async () => {
    const place = join(folder, 'vanishing')
    mkdirSync(place)
    let isThere = true
    const args = [...LOST, '-s', 'legacy-direct', '--workers', '1', '-o', join(place, 'out')]
    const { stderr, code } = await within(args, {
      progress: true,
      // A bar is first drawn before the first trial.
      heard: () => {
        if (!isThere) return
        isThere = false
        rmSync(place, { recursive: true })
        writeFileSync(place, '')
      },
    })
    assert.equal(code, 3)
    assert.match(stderr, /never got through: legacy-direct\n.*-o: found ".*out" \(ENOTDIR\).*\n$/)
  })

  it('ends with 0 when what never got through is known not to, and came along with all', async () => {
    const refused = 'legacy-direct+pipelined'
    const args = ['compare', '--rtt', '1s', '-n', '1', '--server', 'ejabberd', '-s']
    const all = await within([...args, 'all'])
    assert.equal(all.code, 0, all.stderr)
    assert.match(all.stderr, /^xmpp-rtt: never got through, as † says .*legacy-direct\+pipelined,/m)
    const named = await within([...args, refused, 'sasl2-direct'])
    assert.equal(named.code, 3)
    assert.match(named.stderr, /^xmpp-rtt: never got through: legacy-direct\+pipelined$/m)
  })

  it('counts none of those that came along with the catalogue, unless it was named as well', async () => {
    const refused = 'legacy-direct+pipelined'
    const run = { rtt: '1s', trials: 1, servers: ['ejabberd'], strategies: [refused] }
    const { result } = await compare(run, { commit: false })
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
    const { signal } = new AbortController()
    const around = { stdin, stdout, stderr, env: {}, pid: process.pid, signal }
    requireWhole(around, result, ['catalogue'])
    assert.match(String(stderr.read()), /^xmpp-rtt: never got through, as † says .*pipelined$/m)
    assert.throws(() => requireWhole(around, result, ['catalogue', refused]), { code: 3 })
  })

  it('ends with 0 when it got through somewhere', async () => {
    // Pipelining a restarted stream works with Prosody only.
    const args = ['-p', 'ideal', '-n', '1', '-s', 'legacy-direct+pipelined']
    const nowhere = await within([...args, '--server', 'ejabberd'])
    assert.equal(nowhere.code, 3, nowhere.stderr)
    const somewhere = await within([...args, '--server', 'ejabberd', 'prosody'])
    assert.equal(somewhere.code, 0, somewhere.stderr)
  })

  it('ends with 0 when it got through by a fallback', async () => {
    const server = join(folder, 'forgetful.json')
    const sm = { resumptionSeconds: 1 }
    writeFileSync(
      server,
      JSON.stringify({ format: 'xmpp-rtt/server@1', name: 'forgetful', base: 'prosody', sm }),
    )
    const args = ['--rtt', '2s', '-n', '1', '-s', 'legacy-resume-direct', '--server', server]
    const { stdout, stderr, code } = await within(args)
    assert.match(stdout, /legacy-resume-direct: 1 of 1 ready by fallback \(session not resumed\)/)
    assert.equal(code, 0, stderr)
  })
})
