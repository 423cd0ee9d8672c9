/** Ways to connect that no life is led with are refused beforehand, with what was found. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compare, traceLife } from '../../src/index.ts'
import { within } from '../cli/within.ts'

const REFUSED: Readonly<Record<string, RegExp>> = {
  'legacy-bosh': /BOSH \(legacy-bosh\) with a scenario, expected strategies whose connections stay/,
  'continued-bosh': /BOSH \(continued-bosh\) with a scenario/,
  'sasl2-direct+oauthbearer-restricted':
    /sasl2-direct\+oauthbearer-restricted, whose grant is for the account's data alone, with a scenario/,
}

describe('a life', () => {
  for (const [strategy, message] of Object.entries(REFUSED)) {
    it(`is not led with ${strategy}`, async () => {
      await assert.rejects(compare({ strategies: [strategy], scenarios: ['tunnel'] }), { message })
      const server = strategy.includes('oauth') ? 'everything' : 'ideal'
      await assert.rejects(traceLife({ strategy, scenario: 'tunnel', server }), { message })
      const said = ['-s', strategy, '--scenario', 'tunnel', '-n', '1', '--server', server]
      const { code, stdout, stderr } = await within(said)
      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr, message)
    })
  }
})
