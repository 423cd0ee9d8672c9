/** A shipped profile, or the end of the test. */
import assert from 'node:assert/strict'
import { loadProfile } from '../../src/cli/profile-files.ts'
import type { Profile } from '../../src/profiles/schema.ts'

export function shipped(name: string): Profile {
  const loaded = loadProfile(name)
  if (!loaded.ok) assert.fail(loaded.error.message())
  return loaded.value
}
