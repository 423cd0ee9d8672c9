/**
 * The rates that `tc` sets beside netem, by tbf and htb. A qdisc above netem sends what netem has held
 * back, and netem's limit is its queue; one below it gets what netem has let go, and queues itself.
 *
 * Left out, and named: bursts, peak rates, and every command that is not on the way through netem.
 */
import { briefly } from '../../../foreign-text.ts'
import type { Checked } from '../../../json/input-error.ts'
import { bpsText } from '../decimal.ts'
import { type ImportSource, refused, type Unused, type WrittenStage } from '../importer.ts'
import { commandLines, type TcCommand, type TcTree, tcCommand, treeOf } from './tc.ts'
import { octetsOf, rateOf, timeOf } from './words.ts'

export interface Shaping {
  /** In bit/s, of what is above netem. */
  readonly above: readonly number[]
  /** What is below netem, with its queue. */
  readonly below: readonly WrittenStage[]
  readonly unused: readonly Unused[]
  readonly notes: readonly string[]
}

const COMMANDS_MAX = 256
const SHOWN = 200

export function shapingOf(source: ImportSource): Checked<Shaping> {
  const all = commandLines(source.text).flatMap((line) => tcCommand(line) ?? [])
  if (all.length > COMMANDS_MAX) {
    return refused(source, `${all.length} commands of tc`, `at most ${COMMANDS_MAX}`)
  }
  const netem = all.find(({ kind }) => kind === 'netem')
  const here = all.filter(({ device }) => device === undefined || device === netem?.device)
  const tree = treeOf(here)
  const found = netem === undefined ? [] : [...aboveIt(netem, tree), ...belowIt(netem, tree)]
  const wrong = found.find(({ bps }) => bps === undefined || bps < 1)
  if (wrong !== undefined) {
    return refused(
      source,
      briefly(wrong.command.text, SHOWN),
      'its rate and queue, as in "tbf rate 1mbit burst 4kb latency 400ms" or "htb rate 1mbit"',
    )
  }
  const used = new Set([netem, ...found.flatMap(({ used }) => used)])
  return {
    ok: true,
    value: {
      above: found.flatMap(({ bps, queue }) => (queue === undefined ? (bps ?? []) : [])),
      below: found.flatMap(({ bps = 0, queue }) =>
        queue === undefined ? [] : [{ kind: 'rate', rate: bpsText(bps), queue }],
      ),
      unused: [
        ...found.flatMap(({ unused }) => unused),
        ...all.filter((one) => !used.has(one) && one.kind !== 'noqueue').map(unusedCommand),
      ],
      notes: found.some(({ queue }) => queue === DEVICE_QUEUE)
        ? ['htb’s queue is that of a device as usual: 1000 packets.']
        : [],
    },
  }
}

const unusedCommand = ({ object, kind, text }: TcCommand): Unused => ({
  figure: `tc ${object}${kind === '' ? '' : ` ${kind}`}`,
  value: briefly(text, SHOWN),
  reason: 'No rate on the way through netem comes of it.',
})

interface Shaper {
  readonly command: TcCommand
  readonly used: readonly TcCommand[]
  readonly bps: number | undefined
  /** Undefined where it is netem's limit. */
  readonly queue?: string
  readonly unused: readonly Unused[]
}

function aboveIt(netem: TcCommand, tree: TcTree): readonly Shaper[] {
  const path = tree.above(netem)
  return path.flatMap((command, index): readonly Shaper[] => {
    if (command.kind === 'tbf') return [tbf(command, 'of netem')]
    // Of classes within one another the innermost says what the others let it have.
    const isInner = isClass(command) && !(index > 0 && isClass(path[index - 1]))
    return isInner ? [htb(command, tree)] : []
  })
}

function belowIt(netem: TcCommand, tree: TcTree): readonly Shaper[] {
  return tree.below(netem).flatMap((command): readonly Shaper[] => {
    if (command.kind === 'tbf') return [tbf(command, 'its own')]
    const leaf = command.kind === 'htb' ? leafOf(command, tree) : undefined
    return leaf === undefined ? [] : [{ ...htb(leaf, tree), queue: DEVICE_QUEUE }]
  })
}

const isClass = (command: TcCommand | undefined): boolean =>
  command?.object === 'class' && command.kind === 'htb'

/** Where packets go that no filter sends elsewhere, or the only class there is. */
function leafOf(qdisc: TcCommand, tree: TcTree): TcCommand | undefined {
  const leaves = tree.commands.filter(
    (one) =>
      isClass(one) && tree.above(one).includes(qdisc) && !tree.below(one).some((it) => isClass(it)),
  )
  const { found } = settingsOf(qdisc, ['default'])
  const usual = `${qdisc.handle ?? ''}${(found.get('default') ?? '').replace(/^0x0*/, '')}`
  return (
    leaves.find(({ handle }) => handle === usual) ?? (leaves.length === 1 ? leaves[0] : undefined)
  )
}

/** That of a device (`txqueuelen`), as each class of htb has it. */
const DEVICE_QUEUE = '1000packets'

function tbf(command: TcCommand, queue: 'of netem' | 'its own'): Shaper {
  const { found, rest } = settingsOf(command, ['rate', 'latency', 'lat', 'limit'])
  const bps = rateOf(found.get('rate'))
  const latency = found.get('latency') ?? found.get('lat')
  const limit = found.get('limit')
  const unused = leftOut('tbf', rest)
  if (queue === 'its own') {
    const octets = octetsOf(limit) ?? octetsWithin(bps, latency, settingsOf(command, BURST).found)
    const isWrong = octets === undefined || octets < 1
    return {
      command,
      used: [command],
      bps: isWrong ? undefined : bps,
      queue: `${Math.round(octets ?? 0)}B`,
      unused,
    }
  }
  const written = latency === undefined ? `limit ${limit}` : `latency ${latency}`
  const reason = 'netem is below it, and its limit is the queue.'
  return {
    command,
    used: [command],
    bps,
    unused: [{ figure: 'queue of tbf', value: written, reason }, ...unused],
  }
}

const BURST = ['burst', 'buffer', 'maxburst']

/** tc-tbf(8): what waits at most so long, with a burst on top. */
function octetsWithin(
  bps: number | undefined,
  latency: string | undefined,
  bursts: ReadonlyMap<string, string>,
): number | undefined {
  const time = timeOf(latency)
  const [burst] = bursts.values()
  if (bps === undefined || time === undefined) return undefined
  return (bps * time) / 8e3 + (octetsOf(burst) ?? 0)
}

/**
 * tc-htb(8): alone on its link, a class has its own rate, and up to its ceiling what the class above
 * can lend it; one that is below none borrows nothing.
 */
function htb(command: TcCommand, tree: TcTree): Shaper {
  const above = tree.above(command)
  const end = above.findIndex((one) => !isClass(one))
  const [classes, qdiscs] =
    end === -1 ? [above, []] : [above.slice(0, end), above.slice(end, end + 1)]
  const all = [command, ...classes]
  const bps = all.reduceRight<number | undefined>((lent, one, index) => {
    const { found } = settingsOf(one, ['rate', 'ceil'])
    const rate = rateOf(found.get('rate'))
    const ceil = rateOf(found.get('ceil')) ?? rate
    const isOutermost = index === all.length - 1
    if (isOutermost || rate === undefined) return rate
    return lent === undefined || ceil === undefined
      ? undefined
      : Math.max(rate, Math.min(ceil, lent))
  }, undefined)
  const { rest } = settingsOf(command, ['rate', 'ceil'])
  return { command, used: [...all, ...qdiscs], bps, unused: leftOut('htb', rest) }
}

const leftOut = (kind: string, rest: readonly string[]): readonly Unused[] =>
  rest.length === 0
    ? []
    : [
        {
          figure: kind,
          value: briefly(rest.join(' '), SHOWN),
          reason: 'Packets leave one by one, at the rate.',
        },
      ]

interface Settings {
  readonly found: ReadonlyMap<string, string>
  readonly rest: readonly string[]
}

/** Those of the names, and what else there is. */
function settingsOf({ values }: TcCommand, names: readonly string[]): Settings {
  const found = new Map<string, string>()
  const rest: string[] = []
  for (let at = 0; at < values.length; at += 1) {
    const word = values[at] ?? ''
    if (names.includes(word)) {
      at += 1
      found.set(word, values[at] ?? '')
    } else {
      rest.push(word)
    }
  }
  return { found, rest }
}
