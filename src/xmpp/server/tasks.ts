/**
 * Tasks (XEP-0388 §2.6.3): what is asked of a client that has authenticated before it is let in. One
 * after the other; which are due depends on the account and on what the client itself has asked for.
 */

import { toBase64 } from '../../sasl/octets.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import { SASL2 } from '../namespaces.ts'
import type { Conversation, Turn } from './conversation.ts'
import { passwordUpgrade } from './password-upgrade.ts'
import type { Phase, Sasl2Exchange, Unfinished } from './phases.ts'
import { secondFactor } from './second-factor.ts'
import type { Task } from './task.ts'

/** XEP-0484 §4.2: who proves a token is asked for nothing. */
export const tasksDue = (
  { request, authentication: { mechanism } }: Sasl2Exchange,
  user: string,
  conversation: Conversation,
): readonly Task[] => {
  const { domain, login } = conversation
  if (mechanism.proves === 'token') return []
  const { extensions } = domain.settings
  const factor = extensions.secondFactor === 'asked' ? secondFactor(user, domain) : undefined
  // Who has been granted something does not get to say what the password is (XEP-0493 §3).
  const asked = login?.rights.access === 'unrestricted' ? request.upgrades : []
  const upgrades = asked
    .filter((name) => extensions.upgrades.some((known) => known === name))
    .map((name) => passwordUpgrade(name, user, conversation))
  // XEP-0480 §3.2: behind everything that has to do with who it is.
  return [factor, ...upgrades].filter((task) => task !== undefined)
}

/** `<continue/>`; what the mechanism has to say comes with the first. */
export const askForTask = (
  { exchange, proven, due }: Omit<Unfinished, 'begun'>,
  additional: Uint8Array | undefined,
  { answer }: Turn,
): Phase => {
  const [task] = due
  answer
    .say(
      element(
        'continue',
        SASL2,
        {},
        additional && element('additional-data', SASL2, {}, toBase64(additional)),
        element('tasks', SASL2, {}, task && element('task', SASL2, {}, task.name)),
      ),
    )
    .after('challenge')
  return { kind: 'task', unfinished: { exchange, proven, due, begun: 'no' } }
}

export const sayTaskData = (data: XmlElement, unfinished: Unfinished, { answer }: Turn): Phase => {
  answer.say(element('task-data', SASL2, {}, data)).after('challenge')
  return { kind: 'task', unfinished: { ...unfinished, begun: 'yes' } }
}
