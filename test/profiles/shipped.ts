/** A shipped profile, or the end of the test. */
import assert from 'node:assert/strict'
import { loadProfile } from '../../src/files/profiles.ts'
import type { FiguresProfile } from '../../src/profiles/schema.ts'

export function shipped(name: string): FiguresProfile {
  const loaded = loadProfile(name)
  if (!loaded.ok) assert.fail(loaded.error.message)
  if (loaded.value.kind !== 'figures') assert.fail(`${name} is not made of figures`)
  return loaded.value
}
