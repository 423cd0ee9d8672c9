/** What the named servers do in XMPP alone, every answer in its median time. */
import { SERVERS } from '../../src/servers/catalogue.ts'
import { EJABBERD as EJABBERD_SERVER } from '../../src/servers/ejabberd.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import { PROSODY as PROSODY_SERVER } from '../../src/servers/prosody/prosody.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { steadySettings } from './steady.ts'

export const PROSODY = steadySettings(PROSODY_SERVER.xmpp)
export const EJABBERD = steadySettings(EJABBERD_SERVER.xmpp)
export const IDEAL = steadySettings(IDEAL_SERVER.xmpp)

const wording = ({ think, ...rest }: ServerSettings): string => JSON.stringify(rest)

/** Of servers that differ in time or in other layers only, the first. */
export const BEHAVIOURS = SERVERS.filter(
  ({ xmpp }, index) => SERVERS.findIndex((one) => wording(one.xmpp) === wording(xmpp)) === index,
).map(({ name, xmpp }) => ({ name, settings: steadySettings(xmpp) }))

/** The same server, taking passwords in the clear as well. */
export const withPlain = (settings: ServerSettings): ServerSettings => {
  const mechanisms = [...new Set([...settings.sasl.mechanisms, 'PLAIN'])]
  return { ...settings, sasl: { ...settings.sasl, mechanisms } }
}
