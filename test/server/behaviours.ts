/** What the named servers do in XMPP alone. */
import { SERVERS } from '../../src/servers/catalogue.ts'
import { EJABBERD as EJABBERD_SERVER } from '../../src/servers/ejabberd.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import { PROSODY as PROSODY_SERVER } from '../../src/servers/prosody.ts'

export const PROSODY = PROSODY_SERVER.xmpp
export const EJABBERD = EJABBERD_SERVER.xmpp
export const IDEAL = IDEAL_SERVER.xmpp

/** Of servers that differ in other layers only, the first. */
export const BEHAVIOURS = SERVERS.filter(
  ({ xmpp }, index) => SERVERS.findIndex((one) => one.xmpp === xmpp) === index,
).map(({ name, xmpp }) => ({ name, settings: xmpp }))
