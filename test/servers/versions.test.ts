import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { modelOf } from './versions.ts'

describe('the server that an installed one is compared with', () => {
  it('is that of its own version, and the newest where none is', () => {
    for (const [program, version, name] of [
      ['prosody', '13.0.1-1~bpo12+1', 'prosody-13.0.1'],
      ['prosody', '13.0.7-1', 'prosody'],
      ['prosody', '13.0.10-1', 'prosody'],
      ['ejabberd', '24.12-3~bpo12+1', 'ejabberd-24.12'],
      ['ejabberd', '26.07-1', 'ejabberd'],
    ] as const) {
      assert.equal(modelOf(program, version).name, name, version)
    }
  })
})
