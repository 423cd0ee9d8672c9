/**
 * Real servers at which whoever has a resource keeps it (RFC 6120 §7.7.2.2): a session that a strategy has
 * left behind would be in the way of the next.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runLive } from '../../src/run/live/live.ts'
import { specFor, strategiesNamed } from '../attach/live-guest-spec.ts'
import { startEjabberd } from './ejabberd.ts'
import { unless } from './installed.ts'
import { startProsody } from './prosody.ts'
import { liveServer, type RealServer } from './real-server.ts'

const SERVERS = [
  ['prosody', () => startProsody({ resources: 'kept' })],
  ['ejabberd', () => startEjabberd({ resources: 'kept' })],
] as const satisfies readonly (readonly [string, () => Promise<RealServer>])[]

for (const [name, start] of SERVERS) {
  describe(`resources that are kept at ${name}`, unless(name), () => {
    it('are in the way of no strategy, whichever ran before', async () => {
      const real = await start()
      try {
        const strategies = strategiesNamed(
          'fast-resume-direct',
          'sasl2-direct',
          'sasl2-resume-direct',
          'fast-resume-starttls',
        )
        const run = await runLive(specFor(liveServer(real), strategies), {})
        assert.ok(!('code' in run), JSON.stringify(run))
        assert.deepEqual(
          run.cells.map(({ strategy, stats }) => [strategy, stats.completed, [...stats.failures]]),
          strategies.map((strategy) => [strategy.name, 2, []]),
        )
        assert.deepEqual([run.sessionsLeft, run.tokensLeft], [[], []])
      } finally {
        await real.stop()
      }
    })
  })
}
