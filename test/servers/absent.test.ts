/** Where no server is installed the tests pass, and say what was skipped and what to do about it. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { LOADER, scriptFile } from '../bundled.ts'

const PROGRAMS = ['prosody', 'ejabberd'] as const
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

describe('without the packages', () => {
  it('the tests against real servers say that they were skipped', async () => {
    const { XMPP_RTT_REQUIRE_SERVERS: _, NODE_TEST_CONTEXT: __, ...env } = process.env
    const imports = PROGRAMS.map((program) => `import '${scriptFile(`servers/${program}.test`)}'\n`)
    const child = spawn(
      process.execPath,
      [
        ...[...LOADER, '--test-reporter', 'tap'],
        ...['--input-type', 'module', '--eval', imports.join('')],
      ],
      { cwd: ROOT, env: { ...env, PATH: '/nowhere' } },
    )
    const [said, [status]] = await Promise.all([text(child.stdout), once(child, 'close')])
    assert.equal(status, 0, said)
    for (const program of PROGRAMS) {
      const skipped = new RegExp(
        `# SKIP ${program} (is not installed .*install-servers|can be started)`,
      )
      assert.match(said, skipped)
    }
    assert.match(said, /^# pass 0$/m)
  })
})
