/** Policies by name, from the shipped files, or from a user's own. */
import { accepted, type Checked } from '../json/input-error.ts'
import { POLICY_NAMES, parsePolicy } from '../policy/load.ts'
import type { Policy } from '../policy/policy.ts'
import { POLICY_FORMAT, type PolicyFile } from '../policy/schema.ts'
import { isFileOf, loadNamed, type Shipped } from './named-file.ts'

const POLICIES: Shipped<PolicyFile> = {
  folder: 'policies',
  names: POLICY_NAMES,
  parse: parsePolicy,
}

export const loadPolicy = (nameOrPath: string, field: string): Checked<PolicyFile> =>
  loadNamed(POLICIES, nameOrPath, field)

export const shippedPolicies = (): readonly Policy[] =>
  POLICY_NAMES.map((name) => accepted(loadPolicy(name, 'policy')).policy)

export const isPolicyFile = (path: string): boolean => isFileOf(POLICY_FORMAT, path)
