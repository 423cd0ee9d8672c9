/** `xmpp-rtt list profiles|strategies|modifiers|servers`: what there is, a line each. */

import Table from 'cli-table3'
import { Argument, type Command } from 'commander'
import { loadShippedProfiles } from '../../files/profiles.ts'
import { accepted } from '../../json/input-error.ts'
import { listProfiles } from '../../profiles/catalogue.ts'
import { SERVERS } from '../../servers/catalogue.ts'
import { BASES, MODIFIERS } from '../../strategies/registry.ts'
import type { Surroundings } from '../surroundings.ts'

const LISTS: Readonly<Record<string, () => readonly (readonly string[])[]>> = {
  profiles: () =>
    listProfiles(accepted(loadShippedProfiles())).map(({ name, title, folklore, rtt }) => [
      name,
      `RTT ${rtt}`,
      folklore ? `${title} (folklore)` : title,
    ]),
  strategies: () => BASES.map(({ name, start, summary }) => [name, start.kind, summary]),
  modifiers: () => MODIFIERS.map(({ name, summary }) => [`+${name}`, summary]),
  servers: () => SERVERS.map(({ name, summary }) => [name, summary]),
}

export function addListCommand(root: Command, around: Surroundings): void {
  root
    .command('list')
    .description('list profiles, strategies, modifiers or servers')
    .addArgument(new Argument('<what>').choices(Object.keys(LISTS)))
    .action((what: string) => {
      const table = new Table({ chars: BLANK, style: { 'padding-left': 0, 'padding-right': 2 } })
      table.push(...(LISTS[what]?.() ?? []).map((row) => [...row]))
      around.stdout.write(`${trimmed(table.toString())}\n`)
    })
}

const trimmed = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')

/** No lines at all: one row a line, for people and for `grep`. */
const BLANK = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
} as const
