/** Policy texts to checked policies. Knows no files: names and texts come from outside. */
import { type Checked, InputError } from '../json/input-error.ts'
import { meantHint } from '../json/named.ts'
import { parseJson } from '../json/source.ts'
import { type PolicyFile, policySchema } from './schema.ts'

/** Names of the shipped policies, in the order in which to list them. */
export const POLICY_NAMES = [
  'modern',
  'conversations',
  'conversations-background',
  'monal',
  'dino',
  'gajim',
  'siskin',
  'slixmpp',
  'xmpp.js',
  'smack',
  'converse',
  'qxmpp',
  'jitsi',
  'fluux',
  'libstrophe',
  'movim',
  'rfc6120',
] as const

/** What a client does when nothing is said. */
export const USUAL_POLICY = 'modern'

/** `file` names the text in errors. */
export const parsePolicy = (text: string, file: string): Checked<PolicyFile> =>
  parseJson(text, file, policySchema)

/** Whether a text says of itself that it is a policy, well or badly. */
export const saysPolicy = (text: string): boolean => /"format"\s*:\s*"xmpp-rtt\/policy@/.test(text)

export const unknownPolicy = (name: string, field: string): InputError =>
  new InputError({
    code: 'unknown-name',
    field,
    found: JSON.stringify(name),
    expected: `one of ${POLICY_NAMES.join(', ')}, or the path of a .json file${meantHint(name, POLICY_NAMES)}`,
  })
