/** Where no server is installed the tests pass, and say what was skipped and what to do about it. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

describe('without the packages', () => {
  for (const program of ['prosody', 'ejabberd']) {
    it(`the tests against ${program} say that they were skipped`, () => {
      const { XMPP_RTT_REQUIRE_SERVERS: _, NODE_TEST_CONTEXT: __, ...env } = process.env
      const file = `test/servers/${program}.test.ts`
      const { stdout, status } = spawnSync(
        process.execPath,
        ['--import', 'tsx', '--test', '--test-reporter', 'tap', file],
        { cwd: ROOT, encoding: 'utf8', env: { ...env, PATH: '/nowhere' } },
      )
      assert.equal(status, 0, stdout)
      const skipped = new RegExp(
        `# SKIP ${program} (is not installed .*install-servers|can be started)`,
      )
      assert.match(stdout, skipped)
      assert.match(stdout, /^# pass 0$/m)
    })
  }
})
