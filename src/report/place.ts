/** Where cells that are compared were measured: `lte_good`, or `lte_good, tunnel`. */
import { printable } from '../foreign-text.ts'

export const placeText = ({
  profile,
  scenario,
}: {
  readonly profile: string
  readonly scenario?: string | undefined
}): string => printable([profile, scenario].filter((part) => part !== undefined).join(', '))
