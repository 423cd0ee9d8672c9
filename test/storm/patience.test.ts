import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { connectLimit, loginLimit } from '../../src/storm/patience.ts'
import { type Duration, seconds } from '../../src/units.ts'
import { policy } from './storms.ts'

describe('how long a client is given', () => {
  const patience = seconds(60)

  it('is no longer to connect than to be ready, and never more than a run gives', () => {
    const given = (connect: Duration | undefined, login: Duration | undefined) => {
      const limited = { ...policy('modern'), limits: { connect, login } }
      return [connectLimit(limited, patience), loginLimit(limited, patience)]
    }
    assert.deepEqual(given(seconds(7), seconds(30)), [seconds(7), seconds(30)])
    assert.deepEqual(given(seconds(10), seconds(5)), [seconds(5), seconds(5)])
    assert.deepEqual(given(seconds(10), undefined), [seconds(10), patience])
    assert.deepEqual(given(undefined, seconds(5)), [seconds(5), seconds(5)])
    assert.deepEqual(given(seconds(90), seconds(120)), [patience, patience])
    assert.deepEqual(given(undefined, undefined), [patience, patience])
  })
})
