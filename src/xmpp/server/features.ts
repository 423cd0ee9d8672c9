/** What is announced at each stage of a stream, in each server's order (RFC 6120 §4.3.2). */
import { element, parseElement, type XmlElement } from '../../xml/xml.ts'
import type { Framing } from '../framing/framing.ts'
import {
  BIND,
  BIND2,
  CHANNEL_BINDING,
  CLIENT,
  FAST,
  ISR,
  PIPELINING,
  SASL,
  SASL2,
  SESSION,
  SM,
  STARTTLS,
  STREAMS,
  UPGRADE,
} from '../namespaces.ts'
import type { ChannelOffer } from './channel.ts'
import type {
  Feature,
  FeatureLists,
  InlineFeature,
  Sasl2Settings,
  ServerSettings,
} from './settings.ts'

export interface Offer {
  readonly settings: ServerSettings
  readonly stage: keyof FeatureLists
  /** Whether the client's header said who it is (XEP-0388 §2.1: mechanisms depend on it). */
  readonly from: 'known' | 'unknown'
  /** What can succeed on this connection. */
  readonly channel: ChannelOffer
  readonly framing: Framing['name']
}

export const featuresElement = (offer: Offer): XmlElement => {
  const { features } = offer.settings
  const announced = (features[offer.stage] ?? features.authenticated)
    .map((feature) => featureElement(feature, offer))
    .filter((feature) => feature !== undefined && !isLeftOut(feature.name, offer))
  return element(
    'features',
    STREAMS,
    {},
    ...announced,
    offer.stage === 'secured' ? instantResumption(offer) : undefined,
    // XEP-0305 §4: on every stream that begins.
    offer.settings.extensions.pipelining === 'announced' && offer.stage !== 'ready'
      ? element('pipelining', PIPELINING)
      : undefined,
  )
}

const isLeftOut = (
  name: string,
  { settings, framing }: Pick<Offer, 'settings' | 'framing'>,
): boolean => framing === 'XEP-0206' && settings.leftOutOfBodies.includes(name)

/** XEP-0397 §3: where it is possible, which is before authentication. */
const instantResumption = ({ channel }: Offer): XmlElement | undefined => {
  const names = channel.instant
  return names.length === 0
    ? undefined
    : element('isr', ISR, {}, element('mechanisms', SASL, {}, ...mechanisms(names, SASL)))
}

export const offersSasl1 = ({ features }: ServerSettings): boolean =>
  features.secured.includes('sasl1')

export const offersSasl2 = ({
  settings,
  from,
  framing,
}: Omit<Offer, 'stage' | 'channel'>): boolean =>
  settings.features.secured.includes('sasl2') &&
  !isLeftOut('authentication', { settings, framing }) &&
  (from === 'known' || settings.sasl2.fromRequired !== 'sasl2')

/** Stream management outside SASL2. */
export const offersManagement = ({ features }: ServerSettings): boolean =>
  features.authenticated.includes('sm')

export const offersTokens = (offer: Omit<Offer, 'stage'>): boolean =>
  offersSasl2(offer) &&
  offer.settings.sasl2.inline.includes('fast') &&
  offer.channel.tokens.length > 0 &&
  (offer.from === 'known' || offer.settings.sasl2.fromRequired === 'nothing')

const featureElement = (feature: Feature, offer: Offer): XmlElement | undefined => {
  const { settings, channel } = offer
  if (typeof feature === 'object') return parseElement(feature.xml, CLIENT)
  switch (feature) {
    case 'starttls':
      return element('starttls', STARTTLS, {}, element('required', STARTTLS))
    case 'sasl1':
      return element('mechanisms', SASL, {}, ...mechanisms(channel.mechanisms, SASL))
    case 'sasl2':
      return offersSasl2(offer) ? sasl2(offer) : undefined
    case 'channel-binding':
      return channelBinding(channel.types)
    case 'bind':
      return step('bind', BIND, settings, 'required')
    case 'session':
      return session(settings)
    case 'sm':
      return step('sm', SM, settings, 'optional')
  }
}

const sasl2 = (offer: Offer): XmlElement => {
  const inline = offer.settings.sasl2.inline.map((feature) => inlineElement(feature, offer))
  return element(
    'authentication',
    SASL2,
    {},
    ...mechanisms(offer.channel.mechanisms, SASL2),
    element('inline', SASL2, {}, ...inline),
    ...offer.settings.extensions.upgrades.map((name) => element('upgrade', UPGRADE, {}, name)),
  )
}

const inlineElement = (feature: InlineFeature, offer: Offer): XmlElement | undefined => {
  switch (feature) {
    case 'bind':
      return bind2(offer.settings.sasl2)
    case 'sm':
      return element('sm', SM)
    case 'fast':
      return offersTokens(offer) ? fast(offer) : undefined
  }
}

const bind2 = ({ inlineBind }: Sasl2Settings): XmlElement => {
  const features = inlineBind.map((feature) => element('feature', BIND2, { var: feature }))
  return element('bind', BIND2, {}, element('inline', BIND2, {}, ...features))
}

const fast = ({ settings: { fast: settings }, channel }: Offer): XmlElement =>
  element(
    'fast',
    FAST,
    { 'tls-0rtt': settings.earlyData === 'announced' ? 'true' : undefined },
    ...mechanisms(channel.tokens, FAST),
  )

const mechanisms = (names: readonly string[], namespace: string): XmlElement[] =>
  names.map((name) => element('mechanism', namespace, {}, name))

const channelBinding = (types: readonly string[]): XmlElement | undefined =>
  types.length === 0
    ? undefined
    : element(
        'sasl-channel-binding',
        CHANNEL_BINDING,
        {},
        ...types.map((type) => element('channel-binding', CHANNEL_BINDING, { type })),
      )

const step = (
  name: string,
  namespace: string,
  { steps }: ServerSettings,
  mark: 'required' | 'optional',
): XmlElement => {
  const marked = steps === 'marked' || (steps === 'required-marked' && mark === 'required')
  return element(name, namespace, {}, marked ? element(mark, namespace) : undefined)
}

const session = (settings: ServerSettings): XmlElement | undefined => {
  if (settings.session === 'off') return undefined
  const optional = settings.session === 'optional' ? element('optional', SESSION) : undefined
  return element('session', SESSION, {}, optional)
}
