import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { commandOutput } from './command.ts'
import { within } from './within.ts'

const SMALL = ['--rtt', '50ms', '-s', 'sasl2-direct', '-n', '3', '--workers', '1', '--no-commit']

describe('the command line within another process', () => {
  it('does what it does in a process of its own', async () => {
    for (const args of [SMALL, ['compare', '-n', '0'], ['frobnicate']]) {
      assert.deepEqual(await within(args), await commandOutput(args))
    }
  })

  it('prints its help and its version there', async () => {
    const help = await within(['compare', '--help'])
    assert.match(help.stdout, /--seed <text> /)
    assert.deepEqual([help.code, help.stderr], [0, ''])
    const { stdout } = await within(['--version'])
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
  })

  it('takes colour and width from where it prints to, and NO_COLOR from the environment', async () => {
    const colored = await within(SMALL, { columns: 80 })
    assert.ok(colored.stdout.includes('\u001b['))
    const { stdout } = await within(SMALL, { columns: 80, env: { NO_COLOR: '1' } })
    assert.ok(!stdout.includes('\u001b['))
  })

  it('has neither colour nor progress for a terminal that is dumb', async () => {
    const shown = async (TERM: string) => {
      const { stdout, stderr } = await within(SMALL, { columns: 80, progress: true, env: { TERM } })
      return [stdout, stderr].map((text) => text.includes('\u001b'))
    }
    assert.deepEqual(await shown('xterm'), [true, true])
    assert.deepEqual(await shown('dumb'), [false, false])
  })

  it('ends early when it is told to, with what there is', async () => {
    const { stdout, stderr, code } = await within(SMALL, { signal: AbortSignal.abort() })
    assert.equal(code, 3)
    assert.match(stderr, /^xmpp-rtt: interrupted: shown is what 0 of 3 trials came to$/m)
    assert.match(stdout, /sasl2-direct/)
  })

  it('asks nobody for a password who has no terminal', async () => {
    const { stderr, code } = await within(['live', 'xmpp://alice@localhost'])
    assert.equal(code, 2)
    assert.match(stderr, /no password: set XMPP_PASSWORD/)
  })
})
