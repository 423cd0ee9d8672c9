/** What of an answer is a manager's own: the attributes of its `<body/>`, and how a session ends. */
import { STREAMS } from '../xmpp/namespaces.ts'
import { type Attribute, type Body, writeBody } from './body.ts'
import { type BoshAttribute, type BoshSettings, REQUESTS_AT_MOST } from './settings.ts'

/** What is known of a session. */
export interface Stated {
  readonly sid: string
  /** Seconds. */
  readonly wait: number
  readonly hold: number
  /** The attributes of the last header that was said in it. */
  readonly header: Body['attributes']
}

/** `begins`: a stream does, with this answer; the first, or another one. */
export const attributesOf = (
  settings: BoshSettings,
  begins: 'created' | 'restarted' | undefined,
  stated: Stated,
): readonly Attribute[] =>
  settings.attributes[begins ?? 'others'].map((one) => attribute(one, settings, stated))

function attribute(
  one: BoshAttribute,
  { inactivitySeconds, pauseAtMostSeconds }: BoshSettings,
  { sid, wait, hold, header }: Stated,
): Attribute {
  switch (one) {
    case 'sid':
      return [one, sid]
    case 'authid':
    case 'from':
      return [one, header[one] ?? '']
    case 'wait':
      return [one, String(wait)]
    case 'requests':
      return [one, String(REQUESTS_AT_MOST)]
    case 'hold':
      return [one, String(hold)]
    case 'inactivity':
      return [one, String(inactivitySeconds)]
    case 'maxpause':
      return [one, String(pauseAtMostSeconds)]
    default:
      return one
  }
}

/** §17.2. */
export const ended = (condition: string | undefined, payload = ''): string => {
  const type: Attribute = ['type', 'terminate']
  const declared: readonly Attribute[] = payload === '' ? [] : [['xmlns:stream', STREAMS]]
  return writeBody(
    condition === undefined ? [type, ...declared] : [type, ['condition', condition], ...declared],
    payload,
  )
}
