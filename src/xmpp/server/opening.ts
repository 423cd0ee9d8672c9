/** How a stream begins (RFC 6120 §4.2, §4.3, §4.7): the two headers, and what is announced. */
import { createHash } from 'node:crypto'
import { bareText, readAddress, sameDomain } from '../../address.ts'
import { element, type StreamEvent, XmlElement } from '../../xml/xml.ts'
import { CLIENT, IAP, STREAMS } from '../namespaces.ts'
import type { Answer, StreamCondition } from './answer.ts'
import { channelOffer, offerName } from './channel.ts'
import type { Conversation } from './conversation.ts'
import { featuresElement } from './features.ts'
import { streamId } from './identifiers.ts'
import type { FeatureLists } from './settings.ts'

export type HeaderEvent = Extract<StreamEvent, { kind: 'header' }>

/** Answers the client's header with ours and the features, or says what is wrong with it. */
export function openStream(
  event: HeaderEvent,
  stage: Exclude<keyof FeatureLists, 'unbound' | 'ready'>,
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
  // Leading zeros are ignored (RFC 6120 §4.7.5).
  if (version === undefined || !/^0*[1-9][0-9]*\.[0-9]+$/.test(version))
    return 'unsupported-version'
  if (from !== undefined && readAddress(from).domain !== domain) return 'invalid-from'
  return undefined
}

/** What is announced at a stage, on a connection like this one. */
export function features(stage: keyof FeatureLists, conversation: Conversation): string {
  const { domain, framing } = conversation
  const name = `${framing.name} ${nameOf(stage, conversation)}`
  return domain.text(name, () => {
    const announced = announcedAt(stage, conversation)
    const version = stage === 'secured' ? configVersion(conversation) : undefined
    if (version === undefined) return framing.element(announced)
    const { name, namespace, attributes, children } = announced
    const versioned = element('config-version', IAP, { value: version })
    return framing.element(new XmlElement(name, namespace, attributes, [...children, versioned]))
  })
}

/**
 * Of the settings that decide on what is announced (XEP-0509 §3.3): a hash, and the same on every
 * connection, so that a ticket or a channel more changes nothing. Undefined where none is told.
 */
export function configVersion({ domain }: Pick<Conversation, 'domain'>): string | undefined {
  const { features, session, steps, sasl, sasl2, fast, extensions } = domain.settings
  if (extensions.configVersion === 'unknown') return undefined
  return domain.text('config-version', () =>
    createHash('sha256')
      .update(JSON.stringify([features, session, steps, sasl, sasl2, fast, extensions]))
      .digest('base64')
      .slice(0, CONFIG_VERSION_CHARACTERS),
  )
}

const CONFIG_VERSION_CHARACTERS = 8

const announcedAt = (
  stage: keyof FeatureLists,
  { domain, from, tls, framing }: Conversation,
): XmlElement =>
  featuresElement({
    settings: domain.settings,
    stage,
    from: known(from),
    channel: channelOffer(domain, tls, from),
    framing: framing.name,
  })

/** Connections on which the same is announced have the same. */
const nameOf = (stage: keyof FeatureLists, { domain, from, tls }: Conversation): string =>
  stage === 'secured' ? `${stage} ${known(from)} ${offerName(domain, tls, from)}` : stage

const known = (from: string | undefined): 'known' | 'unknown' =>
  from === undefined ? 'unknown' : 'known'
