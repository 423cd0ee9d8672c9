/** A storm as sheets: who is back when, how each part of the mix and each policy fared, what happened when. */
import { printable } from '../../foreign-text.ts'
import type { StormResult, StormTally } from '../../result/storm.ts'
import { NOTHING, share } from '../figures.ts'
import { howMany } from '../how-many.ts'
import type { Column, Sheet } from '../sheet.ts'

export const stormSheets = (storm: StormResult): readonly Sheet[] => [
  backSheet(storm),
  ...tallySheets(storm),
  courseSheet(storm),
]

/** Seconds with three digits at most behind the point. */
const seconds = (ms: number | null): string =>
  ms === null ? NOTHING : (ms / 1000).toFixed(ms < 10_000 ? 2 : 1)

const left = (head: string): Column => ({ head, align: 'left' })
const right = (...heads: readonly string[]): readonly Column[] =>
  heads.map((head) => ({ head, align: 'right' }))

function backSheet(storm: StormResult): Sheet {
  const { backAfter, all, profile } = storm
  const unnoticed = all.unnoticed ?? 0
  const unaware =
    unnoticed === 0
      ? { heads: [], cells: [] }
      : { heads: ['never noticed'], cells: [share(unnoticed, all.clients)] }
  return {
    title: 'Until so many are back',
    notes: [profile.name, ...profile.description].map(printable),
    columns: right(
      '50 % back, s',
      '95 % back, s',
      '99 % back, s',
      '100 % back, s',
      'back',
      'waiting',
      'gave up',
      ...unaware.heads,
    ),
    rows: [
      [
        ...[backAfter.p50, backAfter.p95, backAfter.p99, backAfter.p100].map(seconds),
        share(all.back, all.clients),
        share(all.waiting - unnoticed, all.clients),
        share(all.gaveUp, all.clients),
        ...unaware.cells,
      ],
    ],
    remarks: [],
  }
}

/** Each part; and each policy and strategy where several parts have it. */
function tallySheets({ parts, policies, strategies }: StormResult): readonly Sheet[] {
  const names = (part: { readonly strategy: string; readonly policy: string }) => [
    printable(part.strategy),
    printable(part.policy),
  ]
  return [
    {
      title: 'Who came, and how they fared',
      notes: [],
      columns: [left('strategy'), left('policy'), ...right('login ms'), ...TALLY_COLUMNS],
      rows: parts.map((part) => [
        ...names(part),
        part.loginMs === null ? NOTHING : part.loginMs.toFixed(2),
        ...tallyRow(part),
      ]),
      remarks: parts.flatMap((part) => remarksOn(names(part).join(' by '), part)),
    },
    ...(policies.length > 1 && policies.length < parts.length
      ? [
          summed(
            'By policy',
            'policy',
            policies.map((one) => [one.policy, one]),
          ),
        ]
      : []),
    ...(strategies.length > 1 && strategies.length < parts.length
      ? [
          summed(
            'By strategy',
            'strategy',
            strategies.map((one) => [one.strategy, one]),
          ),
        ]
      : []),
  ]
}

const summed = (
  title: string,
  head: string,
  rows: readonly (readonly [name: string, tally: StormTally])[],
): Sheet => ({
  title,
  notes: [],
  columns: [left(head), ...TALLY_COLUMNS],
  rows: rows.map(([name, tally]) => [printable(name), ...tallyRow(tally)]),
  remarks: [],
})

const TALLY_COLUMNS = right(
  'clients',
  'p50 s',
  'p95 s',
  'p99 s',
  'max s',
  'attempts',
  'dropped',
  'refused',
  'back',
)

const tallyRow = (tally: StormTally): readonly string[] => {
  const { clients, attempts, dropped, refused, back, wait } = tally
  return [
    String(clients),
    ...[wait.p50, wait.p95, wait.p99, wait.max].map(seconds),
    clients === 0 ? NOTHING : (attempts / clients).toFixed(2),
    clients === 0 ? NOTHING : (dropped / clients).toFixed(2),
    clients === 0 ? NOTHING : (refused / clients).toFixed(2),
    share(back, clients),
  ]
}

const remarksOn = (name: string, tally: StormTally): readonly string[] => [
  ...failureRemark(name, tally),
  ...((tally.unnoticed ?? 0) === 0
    ? []
    : [`${name}: ${tally.unnoticed} never tried: by nothing that a storm models do they notice`]),
]

function failureRemark(name: string, { failures }: StormTally): readonly string[] {
  const codes = Object.entries(failures)
  if (codes.length === 0) return []
  const failed = codes.reduce((sum, [, count]) => sum + count, 0)
  return [`${name}: ${failed} attempts failed (${codes.map((code) => code.join(' ')).join(', ')})`]
}

/** As many rows as a page has room for. */
const ROWS_MAX = 20

/** What happened when, several steps to a row. */
function courseSheet({ series, all }: StormResult): Sheet {
  const { stepMs, returnedMs } = series
  const steps = series.attempts.length
  const size = Math.max(1, Math.ceil(steps / ROWS_MAX))
  let back = 0
  const rows = Array.from({ length: Math.ceil(steps / size) }, (_, row) => {
    const of = (values: readonly number[]): readonly number[] =>
      values.slice(row * size, (row + 1) * size)
    const perSecond = (values: readonly number[]): string => {
      const part = of(values)
      return ((sum(part) * 1000) / (part.length * stepMs)).toFixed(1)
    }
    back += sum(of(series.back))
    const busy = of(series.busy)
    return [
      seconds(Math.min((row + 1) * size, steps) * stepMs - returnedMs).replace(/^-/, '−'),
      perSecond(series.attempts),
      perSecond(series.dropped),
      perSecond(series.refused),
      perSecond(series.back),
      share(back, all.clients),
      (sum(busy) / Math.max(1, busy.length)).toFixed(2),
      of(series.lineMs)
        .reduce((most, one) => Math.max(most, one), 0)
        .toFixed(0),
    ]
  })
  return {
    title: 'What happened when',
    notes: [],
    columns: right(
      'until s',
      'attempts /s',
      'dropped /s',
      'refused /s',
      'back /s',
      'back',
      'cores busy',
      'line ms',
    ),
    rows,
    remarks: [],
  }
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0)

/** What a reader must know, one line each. */
export const stormLegend = (storm: StormResult): readonly string[] => [
  `Times in seconds ${SINCE[storm.occasion.kind]}${WANTED[storm.occasion.kind]}.`,
  'attempts, dropped, refused: per client; of SYNs that met silence, of attempts that met a reset.',
  'login ms: what a login takes of the server’s processor, as measured: the CPU time of 300 logins one after the other at Prosody 13 and at ejabberd 24.12; more or less by as much as a server’s answers take other times.',
  'line: how long work had to wait for a core.',
]

const SINCE: Readonly<Record<StormResult['occasion']['kind'], string>> = {
  within: 'from the first moment on at which anybody came',
  'server-restart': 'from when the server was there again',
  'cell-outage': 'from when there was a network again',
}

/** Of p50 to max: where everybody can be back at one moment, it counts for each of them as well. */
const WANTED: typeof SINCE = {
  within: '; p50 to max: from when a client wanted to be back',
  'server-restart': ', p50 to max as well',
  'cell-outage': ', p50 to max as well',
}

/** Of which tool, which chance, who, and to what. */
export const stormFacts = (storm: StormResult): readonly string[] =>
  [
    `${storm.tool.name} ${storm.tool.version}${storm.tool.commit === undefined ? '' : ` (${storm.tool.commit})`}`,
    `seed ${storm.seed}`,
    `${storm.all.clients} clients ${occasionText(storm.occasion)}`,
    `server ${storm.server}`,
    ...hostFacts(storm.host),
    ...cellFacts(storm.cells),
    ...(storm.interrupted === true ? ['interrupted'] : []),
  ].map(printable)

function occasionText({ kind, lastsMs }: StormResult['occasion']): string {
  const time = `${lastsMs / 1000} s`
  if (kind === 'within') return `within ${time}`
  return kind === 'server-restart' ? `after a restart of ${time}` : `after an outage of ${time}`
}

const hostFacts = (host: StormResult['host']): readonly string[] => [
  howMany(host.cores, 'core'),
  `accept queue ${host.backlog}`,
  ...(host.synBacklog === 'unlimited' ? [] : [`SYN backlog ${host.synBacklog}`]),
  ...(host.connections === 'unlimited' ? [] : [`at most ${host.connections} connections`]),
  ...(host.connectRate === 'unlimited' ? [] : [`at most ${host.connectRate} SYNs a second`]),
  ...(host.passwords === 'plain' ? ['passwords hashed for each login'] : []),
  ...(host.sessions === 'lost' ? ['sessions lost'] : []),
  ...(host.tickets === 'lost' ? ['TLS tickets lost'] : []),
]

const cellFacts = (cells: StormResult['cells']): readonly string[] =>
  cells === null
    ? []
    : [
        `${howMany(cells.count, 'cell')} of ${cells.down} down, ${cells.up} up, queue ${cells.queue}`,
      ]
