import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, describe, it } from 'node:test'
import { loadProfile } from '../../src/files/profiles.ts'
import { profileText } from './listed.ts'

describe('the trace of a profile', () => {
  const folder = mkdtempSync(join(tmpdir(), 'profile-'))
  after(() => rmSync(folder, { recursive: true }))
  const inFolder = (file: string): string => join(folder, file)
  const mine = inFolder('mine.json')
  const withTrace = (file: string): string => {
    writeFileSync(mine, profileText({ up: [], down: [{ kind: 'trace', file }] }))
    const loaded = loadProfile(mine)
    if (!loaded.ok) return loaded.error.message
    assert.ok(loaded.value.kind === 'listed')
    return JSON.stringify(loaded.value.link.down)
  }
  writeFileSync(inFolder('good'), '2\r\n4\r\n')
  writeFileSync(inFolder('bad'), '1\n2\n0x10\n')

  it('is read from where the profile is, or by its full path', () => {
    const expected = JSON.stringify([
      { kind: 'trace', queue: { kind: 'unlimited' }, opportunitiesMs: [2, 4] },
    ])
    assert.equal(withTrace('good'), expected)
    assert.equal(withTrace(inFolder('good')), expected)
    assert.equal(withTrace(join('..', basename(folder), 'good')), expected)
  })

  it('that cannot be read is told with its path', () => {
    assert.equal(
      withTrace('none'),
      `${inFolder('none')}: found no such file, expected the mahimahi trace that ${mine} names`,
    )
    assert.equal(
      withTrace('.'),
      `${folder}: found a directory, expected the mahimahi trace that ${mine} names`,
    )
  })

  it('that is none is told with its line', () => {
    assert.equal(
      withTrace('bad'),
      `${inFolder('bad')}:3:1: found “0x10”, expected a whole number of milliseconds`,
    )
    writeFileSync(inFolder('empty'), '')
    assert.equal(
      withTrace('empty'),
      `${inFolder('empty')}:1:1: found an empty file, expected a time in milliseconds`,
    )
  })
})
