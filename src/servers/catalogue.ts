/** The servers that have a name; a new one is one file and one line here. */
import { EJABBERD } from './ejabberd.ts'
import { EVERYTHING } from './everything.ts'
import { IDEAL_SERVER } from './ideal.ts'
import type { ServerModel } from './model.ts'
import { PROSODY_BUSY_DISK } from './prosody/busy-disk.ts'
import { PROSODY_DEFAULTS } from './prosody/defaults.ts'
import { PROSODY } from './prosody/prosody.ts'

/** In the order in which they are listed; what is meant when nothing is said comes first. */
export const SERVERS: readonly ServerModel[] = [
  PROSODY,
  PROSODY_DEFAULTS,
  PROSODY_BUSY_DISK,
  EJABBERD,
  IDEAL_SERVER,
  EVERYTHING,
]
