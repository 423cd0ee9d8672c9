/**
 * The tables in `results/`: which runs they are made of, and how each is made again with the
 * command line alone. The numbers are the tool's; nothing here knows any.
 */

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

/** Small enough that a test makes it again and compares it byte for byte. */
export const ROUND_TRIPS: PublishedTable = {
  file: 'round-trips.md',
  about: 'Round trips of every strategy, layer by layer: ideal link, ideal server.',
  arguments: ['-p', 'ideal', '-s', 'all', '-n', '2', '--server', 'ideal', '--seed', '1', ...FORMAT],
}

/** Arguments of `compare` for the README: none. */
export const README_TABLE: readonly string[] = []

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
  ROUND_TRIPS,
  EARLY_DATA,
  ...profiles.map(ofProfile),
]

/** The summary of `results/fidelity.md`, which the README quotes. */
export function fidelitySummary(text: string): string {
  const [, summary = ''] = /\n## Summary\n\n([\s\S]*?)\n\n## /.exec(text) ?? []
  return `${summary}\n`
}
