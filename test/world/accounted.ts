/** What must hold of every life with stream management, whatever happens in it. */
import assert from 'node:assert/strict'
import type { LifeRecord } from '../../src/record/life-record.ts'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { toMicroseconds } from '../../src/units.ts'
import { LATE } from './late.ts'

const KEPT = ['once', 'queued']

/** Of a trial that is a life. `lastedUs`: how long its first attempt took. */
export type Lived = Pick<TrialRecord, 'lastedUs'> & { readonly life: LifeRecord }

/**
 * The parts of an episode add up, and who is late took longer than `LATE`. A new session is bound
 * only when the old one had had the time to end. And unless one was, or the client never came back,
 * or had not even come once while the earlier session was alive, no message is lost or came twice.
 *
 * `windowUs`: how long the server keeps a session whose connection is gone.
 */
export function assertAccounted({ lastedUs, life }: Lived, windowUs: number): void {
  const { episodes, messages } = life
  let isWhole = lastedUs < windowUs
  for (const { recovery } of episodes) {
    if (recovery === undefined) {
      isWhole = false
      continue
    }
    const parts = Object.values(recovery.partsUs)
    assert.ok(
      parts.every((part) => part >= 0),
      'a part of less than nothing',
    )
    const sum = parts.reduce((total, part) => total + part, 0)
    assert.equal(sum, recovery.recoveredUs, 'parts do not add up')
    if (recovery.manner !== 'bound') continue
    isWhole = false
    assert.ok(recovery.readySinceBrokeUs >= windowUs, 'bound anew while the session was alive')
  }
  for (const { delayUs = 0, isLate } of messages) {
    assert.equal(isLate, delayUs > toMicroseconds(LATE), 'late, or not')
  }
  if (!isWhole) return
  const fates = messages.map(({ fate }) => fate)
  assert.deepEqual(
    fates.filter((fate) => !KEPT.includes(fate)),
    [],
  )
}
