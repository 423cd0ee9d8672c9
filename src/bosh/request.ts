/** What a request of BOSH says, as the messages of a stream. */
import type { XmlElement } from '../xml/xml.ts'
import { BODIES } from '../xmpp/framing/bodies.ts'
import { SASL } from '../xmpp/namespaces.ts'
import type { Body } from './body.ts'
import type { BoshSettings } from './settings.ts'

/** What is kept of the request that a session was created with: a restart does not say it again. */
export interface Creation {
  readonly to: string | undefined
  readonly from: string | undefined
  readonly version: string | undefined
}

export const creationOf = ({
  attributes,
  version,
}: Pick<Body, 'attributes' | 'version'>): Creation => ({
  to: attributes['to'],
  from: attributes['from'],
  version,
})

/** Message by message, in their order. `created`: undefined in the request that does it. */
export function messagesOf(
  body: Body,
  created: Creation | undefined,
  behindRestart: BoshSettings['behindRestart'] = 'taken',
): readonly string[] {
  const { attributes, elements, restart } = body
  const written = (some: readonly XmlElement[]): readonly string[] => some.map(BODIES.element)
  const end = attributes['type'] === 'terminate' ? [BODIES.footer] : []
  if (created === undefined) return [headerOf(body, creationOf(body)), ...written(elements), ...end]
  if (!restart) return [...written(elements), ...end]
  // Behind what it follows from (XEP-0206 §5), and before what it is said along with (XEP-0305 §4).
  const isBefore = ({ namespace }: XmlElement): boolean => namespace === SASL
  return [
    ...written(elements.filter(isBefore)),
    headerOf(body, created),
    ...(behindRestart === 'lost' ? [] : written(elements.filter((one) => !isBefore(one)))),
    ...end,
  ]
}

function headerOf({ attributes }: Body, { to, from, version }: Creation): string {
  return BODIES.header({
    to: attributes['to'] ?? to,
    from: attributes['from'] ?? from,
    version,
    lang: attributes['xml:lang'],
    declaration: false,
  })
}
