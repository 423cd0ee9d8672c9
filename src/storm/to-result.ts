/** A storm that is over, or was interrupted, in the shape that its result has. */
import { profileInResult } from '../profiles/in-result.ts'
import { queueText, rateText } from '../quantities/text.ts'
import { rankOf } from '../record/percentile.ts'
import { byCode } from '../result/by-code.ts'
import { ms } from '../result/milliseconds.ts'
import { STORM_SCHEMA, type StormResult, type StormTally } from '../result/storm.ts'
import { strategyName } from '../run/spec.ts'
import type { Provenance } from '../run/to-result.ts'
import { type Duration, toMilliseconds } from '../units.ts'
import type { Group } from './group.ts'
import type { MixPart, StormSpec } from './spec.ts'
import type { Storm } from './storm.ts'
import { Tally } from './tally.ts'

export function stormInResult(
  spec: StormSpec,
  groups: readonly Group[],
  storm: Storm,
  { interrupted, ...provenance }: Provenance & { readonly interrupted: boolean },
): StormResult {
  const { run, mix, host, occasion } = spec
  const { version, commit, command } = provenance
  const [profile] = run.profiles
  const [server] = run.servers
  if (profile === undefined || server === undefined) throw new RangeError('no profile, no server')
  const { description } = profileInResult(profile)
  const parts = mix.map((part, index) => ({
    part,
    tally: storm.members.tallies[index] ?? new Tally(),
    cost: groups[index]?.cost,
  }))
  const summed = (of: readonly Tally[]): StormTally => tallyInResult(sumOf(of))
  const grouped = (name: (part: MixPart) => string): readonly (readonly [string, StormTally])[] =>
    [...new Set(mix.map(name))].map((one) => [
      one,
      summed(parts.filter(({ part }) => name(part) === one).map(({ tally }) => tally)),
    ])
  return {
    schema: STORM_SCHEMA,
    tool: { name: 'xmpp-rtt', version, ...(commit === undefined ? {} : { commit }) },
    command,
    seed: run.seed,
    ...(interrupted ? { interrupted } : {}),
    occasion: {
      kind: occasion.kind,
      lastsMs: toMilliseconds(occasion.kind === 'within' ? occasion.within : occasion.lasts),
    },
    profile: { name: profile.name, description: [...description] },
    server: server.name,
    timeoutMs: run.timeoutMs,
    host: { ...host },
    cells: cellsInResult(spec.cells),
    lastedMs: rounded((interrupted ? storm.now : storm.overAt) - storm.returned),
    backAfter: backAfter(storm),
    all: summed(storm.members.tallies),
    parts: parts.map(({ part, tally, cost }) => ({
      strategy: strategyName(part.strategy),
      policy: part.policy.name,
      share: part.share,
      loginMs: cost === undefined ? null : toMilliseconds(cost.whole),
      ...tallyInResult(tally),
    })),
    strategies: grouped(({ strategy }) => strategyName(strategy)).map(([strategy, tally]) => ({
      strategy,
      ...tally,
    })),
    policies: grouped(({ policy }) => policy.name).map(([policy, tally]) => ({ policy, ...tally })),
    series: seriesInResult(storm),
  }
}

const cellsInResult = (cells: StormSpec['cells']): StormResult['cells'] =>
  cells === undefined
    ? null
    : {
        count: cells.count,
        up: cells.up === undefined ? 'unlimited' : rateText(cells.up),
        down: cells.down === undefined ? 'unlimited' : rateText(cells.down),
        queue: queueText(cells.queue),
      }

function sumOf(tallies: readonly Tally[]): Tally {
  const sum = new Tally()
  for (const tally of tallies) sum.merge(tally)
  return sum
}

function tallyInResult(tally: Tally): StormTally {
  const { clients, back, gaveUp, unnoticed, attempts, dropped, refused, failures, waits } = tally
  const told = (us: number | undefined): number | null => (us === undefined ? null : ms(us))
  return {
    clients,
    back,
    waiting: clients - back - gaveUp,
    gaveUp,
    unnoticed,
    attempts,
    dropped,
    refused,
    failures: byCode(failures),
    wait: {
      mean: told(waits.mean),
      p50: told(waits.percentile('p50', clients)),
      p95: told(waits.percentile('p95', clients)),
      p99: told(waits.percentile('p99', clients)),
      max: told(back === clients ? waits.max : undefined),
    },
  }
}

/** Exactly: by the times themselves, in their order. */
function backAfter({ members: { roll }, returned }: Storm): StormResult['backAfter'] {
  const times = roll.backTimes().sort()
  const after = (percent: number): number | null => {
    const time = times[rankOf(percent, roll.count) - 1]
    return time === undefined ? null : rounded(time - returned)
  }
  return { p50: after(50), p95: after(95), p99: after(99), p100: after(100) }
}

/** Nanoseconds to whole microseconds, as milliseconds; never before everybody could be back. */
const rounded = (nanoseconds: number): number =>
  ms(Math.max(0, Math.round(nanoseconds / NANOSECONDS_PER_MICROSECOND)))

const NANOSECONDS_PER_MICROSECOND = 1_000

function seriesInResult({ series, returned, now }: Storm): StormResult['series'] {
  const { step } = series
  const steps = series.steps().slice(0, Math.floor(now / step) + 1)
  return {
    stepMs: toMilliseconds(step),
    returnedMs: toMilliseconds(returned as number as Duration),
    attempts: steps.map(({ attempts }) => attempts),
    dropped: steps.map(({ dropped }) => dropped),
    refused: steps.map(({ refused }) => refused),
    back: steps.map(({ back }) => back),
    busy: steps.map(({ busy }) => Number((busy / step).toFixed(6))),
    lineMs: steps.map(({ line }) => rounded(line)),
  }
}
