/**
 * The tables in `results/`: which runs they are made of, and how each is made again with the
 * command line alone. The numbers are the tool's; nothing here knows any.
 */

import { CHANGES } from './changes.ts'
import { ROUND_TRIP_PAGE } from './round-trip-table.ts'
import { SCENARIO_PAGE } from './scenarios.ts'
import { SOFTWARE_PAGE } from './software-table.ts'
import { STORM_PAGE } from './storms.ts'
import { STRATEGY_PAGE } from './strategy-table.ts'

export interface PublishedTable {
  /** In `results/`. */
  readonly file: string
  /** What the table is for, one line. */
  readonly about: string
  /** Arguments of `compare` that give this table again, format and trials included. */
  readonly arguments: readonly string[]
}

export const PUBLISHED_TRIALS = 1000

const FORMAT = ['-f', 'markdown'] as const

/** Arguments of `compare` for the README: none. */
export const README_TABLE: readonly string[] = []

/** Arguments of `compare` for the README's second table: when does my message arrive? */
export const README_STORY: readonly string[] = [
  ...['-p', 'lte_good'],
  ...['-s', 'legacy-starttls+no-sm', 'legacy-resume-starttls', 'fast-resume-direct+pipelined'],
  ...['--scenario', 'tunnel', '--policy', 'modern', 'xmpp.js', '-n', '50'],
]

/** Figures: the README's two tables, drawn. */
export const FIGURES: readonly PublishedTable[] = [
  {
    file: 'headline.svg',
    about: 'What reconnects cost on three mobile links: what `npm start` prints, as a figure.',
    arguments: [...README_TABLE, '-f', 'svg'],
  },
  {
    file: 'story.svg',
    about: 'When everything is delivered again after a tunnel, by policy and by strategy.',
    arguments: [...README_STORY, '-f', 'svg'],
  },
]

const EARLY_DATA: PublishedTable = {
  file: 'early-data.md',
  about:
    'FAST in TLS early data, which no released Prosody or ejabberd accepts: every profile, ideal server.',
  arguments: [
    '-p',
    'all',
    '-s',
    'fast-resume-direct',
    'fast-resume-direct+pipelined',
    'fast-resume-direct+pipelined+tfo',
    'fast-resume-direct+pipelined+0rtt',
    'fast-resume-direct+pipelined+0rtt+tfo',
    'fast-resume-direct+pipelined+0rtt-rejected',
    '-n',
    String(PUBLISHED_TRIALS),
    '--server',
    'ideal',
    '--seed',
    '1',
    ...FORMAT,
  ],
}

const ofProfile = (profile: string): PublishedTable => ({
  file: `${profile}.md`,
  about: `Every base with its useful modifiers on ${profile}, against Prosody.`,
  arguments: [
    '-p',
    profile,
    '-s',
    'all',
    '-n',
    String(PUBLISHED_TRIALS),
    '--server',
    'prosody',
    '--seed',
    '1',
    ...FORMAT,
  ],
})

export const publishedTables = (profiles: readonly string[]): readonly PublishedTable[] => [
  EARLY_DATA,
  ...profiles.map(ofProfile),
]

/**
 * Debian releases whose servers were run beside the machine's own: `servers-NAME.md` each, written
 * by `npm run servers -- --release NAME`.
 */
export const SERVER_RELEASES: readonly string[] = ['sid']

/** `results/README.md`: what is there, what made it, and where to look for the rest. */
export const indexPage = (tables: readonly PublishedTable[]): string =>
  [
    '# Benchmark tables',
    '',
    'Written by `npm run results`; each can be made again with the command beside it, to the byte.',
    '',
    ...[...FIGURES, ...tables].flatMap((table) => [
      `* [${table.file}](${table.file}): ${table.about}`,
      '',
      `      npx xmpp-rtt ${['compare', ...table.arguments].join(' ')} --no-commit`,
      '',
    ]),
    ...[ROUND_TRIP_PAGE, SCENARIO_PAGE, STORM_PAGE].flatMap(({ file, about }) => [
      `* [${file}](${file}): ${about}`,
      '',
      `      npm run results -- ${file}`,
      '',
    ]),
    ...[STRATEGY_PAGE, SOFTWARE_PAGE].flatMap(({ file, about }) => [
      `* [${file}](${file}): ${about}`,
      '',
      '      npm run generate',
      '',
    ]),
    '* [fidelity.md](fidelity.md): the TCP model against the kernel, and whole reconnects against real ones, links against measured ones.',
    '',
    '      npm run fidelity -- --ablation --write',
    '',
    '* [servers.md](servers.md): the embedded server against the real ones.',
    '',
    '      npm run servers',
    '',
    ...SERVER_RELEASES.flatMap((release) => [
      `* [servers-${release}.md](servers-${release}.md): the same with those of Debian ${release}.`,
      '',
      `      npm run servers -- --release ${release}`,
      '',
    ]),
    'Latencies are simulated: how they are made is told in the [project’s README](../README.md), what',
    'each link is made of in [profiles/](../profiles/README.md). [result.schema.json](result.schema.json)',
    'is the schema of `-f json`, and part of the package; the tables are not.',
    '',
    '## What changed, and why',
    '',
    'In the figures of these tables, since the version before:',
    '',
    ...CHANGES.map((change) => `* ${change}`),
    '',
    '## What writes them',
    '',
    '| file | for |',
    '|---|---|',
    '| `published.ts` | which tables and figures there are, and this page |',
    '| `write-results.ts` | `npm run results [FILE…]`: the tables, the figures, this page, and what the README shows |',
    '| `write-generated.ts` | `npm run generate`: schemas, and tables in READMEs that are made of code |',
    '| `scenarios.ts` | what `scenarios.md` is made of |',
    '| `storms.ts` | what `storms.md` is made of |',
    '| `round-trip-sheet.ts`, `round-trip-table.ts` | the rows of `round-trips.md`, where their sources disagree, and the page |',
    '| `strategy-table.ts`, `software-table.ts` | `strategies.md` and `software.md` |',
    '| `changes.ts` | what changed in the tables, and why |',
    '| `phase-table.ts`, `policy-table.ts`, `scenario-table.ts` | tables in READMEs: the server’s phases, the shipped policies and scenarios |',
    '| `generated.ts` | the marks around what is generated |',
    '',
    'They are for maintainers, run from a checkout, and never part of the package.',
    '',
  ].join('\n')

/** What the README quotes of `results/fidelity.md`: the table under a heading. */
export function fidelitySummary(text: string, heading: 'Summary' | 'End to end' | 'Links'): string {
  const [, part = ''] = text.split(`\n## ${heading}\n`)
  const [section = ''] = part.split(/\n##+ /)
  const from = section.indexOf('\n|')
  return from < 0 ? '' : `${section.slice(from + 1).replace(/\n+$/, '')}\n`
}
