/** The servers that can be named; one line per file. */
import type { ServerSettings } from '../settings.ts'
import { EJABBERD } from './ejabberd.ts'
import { IDEAL } from './ideal.ts'
import { PROSODY } from './prosody.ts'

export const SERVER_PROFILES: readonly ServerSettings[] = [PROSODY, EJABBERD, IDEAL]

export const findServerProfile = (name: string): ServerSettings | undefined =>
  SERVER_PROFILES.find((profile) => profile.name === name)
