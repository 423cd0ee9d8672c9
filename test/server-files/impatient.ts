import type { ServerModel } from '../../src/servers/model.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'

/** A server for examples: Prosody that forgets a session after a minute. */
const { xmpp } = PROSODY

export const IMPATIENT: ServerModel = {
  ...PROSODY,
  name: 'impatient',
  summary: 'Prosody whose sessions wait for a minute',
  xmpp: { ...xmpp, sm: { ...xmpp.sm, resumptionSeconds: 60 } },
}
