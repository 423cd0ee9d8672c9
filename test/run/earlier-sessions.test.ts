import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Preparation, prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { NGINX } from '../../src/servers/nginx.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { catalogue } from '../../src/strategies/registry.ts'
import { shippedProfile, specOf } from './spec.ts'

describe('an earlier session', () => {
  const profiles = [shippedProfile('lte_good')]

  for (const server of [PROSODY, EVERYTHING, NGINX]) {
    it(`leaves at ${server.name} the same to each strategy, whoever else comes from it`, () => {
      const strategies = catalogue().map(({ name }) => name)
      const runner = new TrialRunner()
      const together = new Preparation(specOf('', { servers: [server], profiles, strategies }))
      for (const [index, strategy] of strategies.entries()) {
        const alone = prepareCell(specOf(strategy, { servers: [server], profiles }), 0)
        assert.deepEqual(
          runner.run(together.cell(index), 0),
          runner.run(alone, 0),
          `${strategy} at ${server.name}`,
        )
      }
    })
  }
})
