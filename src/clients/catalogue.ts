/** The clients that have a name; a new one is one file and one line here. */
import { IDEAL_CLIENT } from './ideal.ts'
import type { ClientModel } from './model.ts'
import { NODE20 } from './node20.ts'
import { SLIXMPP } from './slixmpp.ts'
import { XMPPJS } from './xmppjs.ts'

/** In the order in which they are listed. */
export const CLIENTS: readonly ClientModel[] = [NODE20, XMPPJS, SLIXMPP, IDEAL_CLIENT]
