/** What the named servers do in XMPP alone, every answer in its median time. */
import { SERVERS } from '../../src/servers/catalogue.ts'
import { EJABBERD_24_12 } from '../../src/servers/ejabberd-24.12.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import { PROSODY_13_0_1 } from '../../src/servers/prosody/prosody-13.0.1.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { steadySettings } from './steady.ts'

/** In the versions whose sessions were written down. */
export const PROSODY = steadySettings(PROSODY_13_0_1.xmpp)
export const EJABBERD = steadySettings(EJABBERD_24_12.xmpp)
export const IDEAL = steadySettings(IDEAL_SERVER.xmpp)

const wording = ({ think, ...rest }: ServerSettings): string => JSON.stringify(rest)

/** Of servers that differ in time or in other layers only, the first. */
export const BEHAVIOURS = SERVERS.filter(
  ({ xmpp }, index) => SERVERS.findIndex((one) => wording(one.xmpp) === wording(xmpp)) === index,
).map(({ name, xmpp }) => ({ name, settings: steadySettings(xmpp) }))

/** The same server, keeping nothing for anybody. */
export const withoutStorage = (settings: ServerSettings): ServerSettings => ({
  ...settings,
  storage: {
    ...settings.storage,
    offline: { kind: 'refused' },
    leftOver: 'returned',
    archive: { kind: 'none' },
  },
})

/** The same server, taking passwords in the clear as well. */
export const withPlain = (settings: ServerSettings): ServerSettings => {
  const mechanisms = [...new Set([...settings.sasl.mechanisms, 'PLAIN'])]
  return { ...settings, sasl: { ...settings.sasl, mechanisms } }
}
