/** Policy texts to checked policies. Knows no files: names and texts come from outside. */
import type { Checked } from '../json/input-error.ts'
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
  'siskin-push',
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
