/** The servers that can be named; one line per file. */
import type { ServerSettings } from '../../xmpp/server/settings.ts'
import { EJABBERD } from './ejabberd.ts'
import { IDEAL } from './ideal.ts'
import { PROSODY } from './prosody.ts'

export const SERVER_PROFILES: readonly ServerSettings[] = [PROSODY, EJABBERD, IDEAL]
