/** What a server adds to a stanza that it passes on: who it is from and to, since when it has waited. */
import { element, type XmlAttributes, XmlElement } from '../../xml/xml.ts'
import { DELAY } from '../namespaces.ts'
import type { ServerSettings } from './settings.ts'
import type { DelayStamp } from './storage-settings.ts'
import { utc } from './utc.ts'

/** XEP-0203. `at`: milliseconds since 1970. */
export const delayed = (
  stanza: XmlElement,
  { by, digits, text }: DelayStamp,
  {
    account,
    domain,
    at,
  }: { readonly account: string; readonly domain: string; readonly at: number },
): XmlElement => {
  const from = by === 'account' ? account : domain
  const stamp = element('delay', DELAY, { from, stamp: utc(at, digits) }, text)
  return withChildren(stanza, stamp)
}

export const withChildren = (
  { name, namespace, attributes, children }: XmlElement,
  ...more: readonly XmlElement[]
): XmlElement => new XmlElement(name, namespace, attributes, [...children, ...more])

export const withAttributes = (
  { name, namespace, attributes, children }: XmlElement,
  more: XmlAttributes,
): XmlElement => new XmlElement(name, namespace, { ...attributes, ...more }, children)

/** Presence with the language of its stream (RFC 6120 §8.1.5), where the server writes that much. */
export const presenceTo = (
  address: string,
  stanza: XmlElement,
  { answers }: ServerSettings,
): XmlElement =>
  withAttributes(stanza, {
    'xml:lang': answers === 'brief' ? undefined : (stanza.attribute('xml:lang') ?? 'en'),
    to: answers === 'in-full' ? address : undefined,
  })
