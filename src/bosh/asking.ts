/** What the client says with a request besides its payload: the attributes of `<body/>`. */
import { XBOSH } from '../xmpp/namespaces.ts'
import type { Attribute, Body } from './body.ts'

export interface Asking {
  readonly number: number
  /** Of the session; undefined: it is asked for. */
  readonly sid: string | undefined
  /** Of the stream that is begun with it, if one is. */
  readonly header: Body['attributes'] | undefined
  /** It ends the session. */
  readonly terminates: boolean
}

const VERSION = '1.11'
/** Seconds that the manager may take to answer, where it has nothing to say: as strophe.js has it. */
const WAIT = '60'
const HOLD = '1'

export function attributesOf({ number, sid, header, terminates }: Asking): readonly Attribute[] {
  const rid: Attribute = ['rid', String(number)]
  const given = (name: string): readonly Attribute[] => {
    const value = header?.[name]
    return value === undefined ? [] : [[name, value]]
  }
  if (sid === undefined) {
    return [
      rid,
      ...given('to'),
      ...given('from'),
      ...given('xml:lang'),
      ['wait', WAIT],
      ['hold', HOLD],
      ['ver', VERSION],
      ['xmpp:version', header?.['version'] ?? '1.0'],
      ['xmlns:xmpp', XBOSH],
    ]
  }
  const session: Attribute = ['sid', sid]
  if (terminates) return [rid, session, ['type', 'terminate']]
  if (header === undefined) return [rid, session]
  // XEP-0206 §5.
  return [
    rid,
    session,
    ...given('to'),
    ...given('xml:lang'),
    ['xmpp:restart', 'true'],
    ['xmlns:xmpp', XBOSH],
  ]
}
