/** What a script waits for: telling it when it comes, and naming it when it does not. */
import { addressText, bareText, readAddress, sameAddress } from '../../address.ts'

import { type Failure, SHUTDOWN } from '../../transport.ts'
import { type Duration, toMilliseconds } from '../../units.ts'

import type { XmlElement } from '../../xml/xml.ts'
import { CLIENT, STREAM_ERRORS } from '../namespaces.ts'
import type { Addressee, Blocking, Wanted } from './script.ts'

export const isWanted = (wanted: readonly Wanted[], element: XmlElement): boolean => {
  for (const one of wanted) if (matches(one, element)) return true
  return false
}

const matches = (wanted: Wanted, element: XmlElement): boolean => {
  switch (wanted.kind) {
    case 'header':
      return false
    case 'element':
      return element.is(wanted.name, wanted.namespace)
    case 'answer': {
      const type = element.attribute('type')
      const answers = type === 'result' || type === 'error'
      if (!answers || !element.is('iq', CLIENT) || element.attribute('id') !== wanted.id)
        return false
      return isOf(wanted.asked, element.attribute('from'))
    }
  }
}

/**
 * Whoever can send to a client can guess its ids, and does not get to answer for others. What names
 * no sender is the account's own (RFC 6120 §8.1.2.1); servers answer for it under its address, bare
 * or full, or under their own.
 */
const isOf = (asked: Addressee, from: string | undefined): boolean => {
  switch (asked.kind) {
    case 'account': {
      if (from === undefined) return true
      const own = readAddress(asked.bare)
      const sender = readAddress(from)
      return bareText(sender) === bareText(own) || addressText(sender) === own.domain
    }
    case 'address':
      return from !== undefined && sameAddress(from, asked.address)
  }
}

/** It did not come: in words, for people. */
export const brokenOff = (on: Blocking, found: string): Failure => ({
  code: 'connection-closed',
  detail: `expected ${awaited(on)}, found ${found}`,
})

/** It did not come in time. */
export const overdue = (wanted: readonly Wanted[], within: Duration): Failure => ({
  code: 'timeout',
  detail: `expected ${namesOf(wanted)} within ${toMilliseconds(within)} ms, found none`,
})

const awaited = (on: Blocking): string =>
  on.kind === 'expect' ? namesOf(on.wanted) || 'the stream to go on' : AWAITED[on.kind]

const namesOf = (wanted: readonly Wanted[]): string => wanted.map(nameOf).join(' or ')

const nameOf = (wanted: Wanted): string => {
  switch (wanted.kind) {
    case 'header':
      return '<stream:stream>'
    case 'element':
      return `<${wanted.name}/>`
    case 'answer':
      return `the answer to iq ${wanted.id}`
  }
}

const AWAITED: Readonly<Record<Exclude<Blocking['kind'], 'expect'>, string>> = {
  connect: 'a connection',
  secure: 'TLS',
  leaveClear: 'TLS',
  upgrade: 'a WebSocket',
  expectBytes: 'more octets',
}

/**
 * RFC 6120 §4.9.3: one defined condition; its name is all that is kept, and where the server would
 * rather be met (§4.9.3.19). Going there is left out.
 */
export const streamError = (error: XmlElement): Failure => {
  const condition = error.elements().find((child) => child.namespace === STREAM_ERRORS)
  const name = conditionText(condition) ?? 'undefined-condition'
  return {
    code: 'stream-error',
    detail: `the server ended the stream: ${name}`,
    ...(name === SHUTDOWN ? { condition: name } : {}),
  }
}

/** The name of a condition, and the address that some come with (RFC 6120 §4.9.3.19, §8.3.3.14). */
export const conditionText = (condition: XmlElement | undefined): string | undefined => {
  if (condition === undefined) return undefined
  const address = REDIRECTIONS.includes(condition.name) ? condition.text().trim() : ''
  const where = address === '' ? '' : ` (${address.slice(0, ADDRESS_AT_MOST)})`
  return condition.name.slice(0, 64) + where
}

const REDIRECTIONS: readonly string[] = ['see-other-host', 'redirect', 'gone']
/** Characters. */
const ADDRESS_AT_MOST = 128
