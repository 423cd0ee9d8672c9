/** How a stream begins (RFC 6120 §4.2, §4.3, §4.7): the two headers, and what is announced. */
import { bareText, readAddress, sameDomain } from '../../address.ts'
import type { StreamEvent } from '../../xml/xml.ts'
import { CLIENT, STREAMS } from '../namespaces.ts'
import type { Answer, StreamCondition } from './answer.ts'
import { channelName, channelOffer } from './channel.ts'
import type { Conversation } from './conversation.ts'
import { featuresElement } from './features.ts'
import { streamId } from './identifiers.ts'
import type { FeatureLists } from './settings.ts'

export type HeaderEvent = Extract<StreamEvent, { kind: 'header' }>

/** Answers the client's header with ours and the features, or says what is wrong with it. */
export function openStream(
  event: HeaderEvent,
  stage: Exclude<keyof FeatureLists, 'ready'>,
  conversation: Conversation,
  answer: Answer,
): StreamCondition | undefined {
  const from = event.attributes['from']
  sayHeader(from, conversation, answer)
  const problem = problemOf(event, conversation.domain.name)
  if (problem !== undefined) return problem
  conversation.from = from === undefined ? undefined : bareText(readAddress(from))
  answer.say(features(stage, conversation))
  return undefined
}

export function sayHeader(
  to: string | undefined,
  { domain, random }: Conversation,
  answer: Answer,
): void {
  answer.open({
    id: streamId(domain.settings, random),
    to,
    from: domain.name,
    version: '1.0',
    lang: 'en',
    declaration: true,
  })
}

/** RFC 6120 §4.7 and §4.8. */
function problemOf(event: HeaderEvent, domain: string): StreamCondition | undefined {
  const { to, from, version } = event.attributes
  if (event.namespace !== STREAMS) return 'invalid-namespace'
  if (event.name !== 'stream') return 'bad-format'
  if (event.content !== CLIENT) return 'invalid-namespace'
  if (to === undefined || !sameDomain(to, domain)) return 'host-unknown'
  if (version === undefined || !/^[1-9][0-9]*\.[0-9]+$/.test(version)) return 'unsupported-version'
  if (from !== undefined && readAddress(from).domain !== domain) return 'invalid-from'
  return undefined
}

/** What is announced at a stage, on a connection like this one. */
export function features(
  stage: keyof FeatureLists,
  { domain, from, tls, framing }: Conversation,
): string {
  const { settings } = domain
  const known = from === undefined ? 'unknown' : 'known'
  const name = stage === 'secured' ? `${stage} ${known} ${channelName(domain, tls)}` : stage
  return domain.text(`${framing.name} ${name}`, () =>
    framing.element(
      featuresElement({ settings, stage, from: known, channel: channelOffer(domain, tls) }),
    ),
  )
}
