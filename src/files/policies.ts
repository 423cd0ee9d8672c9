/** Policies by name, from the shipped files, or from a user's own. */
import type { Checked } from '../json/input-error.ts'
import { POLICY_NAMES, parsePolicy, saysPolicy, unknownPolicy } from '../policy/load.ts'
import type { PolicyFile } from '../policy/schema.ts'
import { isFileThat, loadNamed, type Shipped } from './named-file.ts'

const POLICIES: Shipped<PolicyFile> = {
  folder: 'policies',
  names: POLICY_NAMES,
  parse: parsePolicy,
  unknown: unknownPolicy,
}

export const loadPolicy = (nameOrPath: string, field: string): Checked<PolicyFile> =>
  loadNamed(POLICIES, nameOrPath, field)

export const isPolicyFile = (path: string): boolean => isFileThat(saysPolicy, path)
