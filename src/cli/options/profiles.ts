/** The option of `compare` and `live` that names links. */
import { Option } from 'commander'
import { USUAL_PROFILES } from '../../words/compare.ts'

export const profilesOption = (): Option =>
  new Option(
    '-p, --profile <name...>',
    `profiles by name, ./file.json, or all (default: ${USUAL_PROFILES.join(', ')})`,
  )
