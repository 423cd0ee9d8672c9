/** The servers that have a name; a new one is one file and one line here. */
import { EJABBERD } from './ejabberd.ts'
import { EJABBERD_24_12 } from './ejabberd-24.12.ts'
import { EVERYTHING } from './everything.ts'
import { IDEAL_SERVER } from './ideal.ts'
import type { ServerModel } from './model.ts'
import { NGINX } from './nginx.ts'
import { PROSODY_BUSY_DISK } from './prosody/busy-disk.ts'
import { PROSODY_DEFAULTS } from './prosody/defaults.ts'
import { PROSODY } from './prosody/prosody.ts'
import { PROSODY_13_0_1 } from './prosody/prosody-13.0.1.ts'

/** In the order in which they are listed; what is meant when nothing is said comes first. */
export const SERVERS: readonly ServerModel[] = [
  PROSODY,
  PROSODY_DEFAULTS,
  PROSODY_BUSY_DISK,
  PROSODY_13_0_1,
  EJABBERD,
  EJABBERD_24_12,
  NGINX,
  IDEAL_SERVER,
  EVERYTHING,
]
