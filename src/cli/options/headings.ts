/** Under which headings options stand in helps, so that each of many is found. */
import type { Option } from 'commander'

export const HEADINGS = {
  what: 'Strategies and links:',
  lives: 'Lives (the others need --scenario):',
  run: 'Run:',
  output: 'Output:',
  limits: 'Limits (exit code 1 beyond them):',
  link: 'Link, in the place of what -p says:',
  tcp: 'TCP:',
  ends: 'Server and client:',
  storms: 'Storms (the others need --storm):',
} as const

export const under = (heading: string, options: readonly Option[]): readonly Option[] =>
  options.map((option) => option.helpGroup(heading))
