/**
 * `npm run -s realtime -- --connections 1000`: the tool's own client, on real sockets, through `proxy` to
 * `serve`, in real time, beside `compare` in virtual time: the same strategy over the same link. Prints
 * both, and how far they are apart; see `--help`.
 *
 * What is compared is a distribution: which packets are lost is chance in either. All connections are
 * open at the same time in the end; they begin one after the other, as fast as this machine can do the
 * cryptography of both ends.
 */
import { parseArgs } from 'node:util'
import { LISTENING_LIMITS } from '../../src/attach/listening/limits.ts'
import { compare } from '../../src/library/compare.ts'
import { openProxy } from '../../src/library/running/proxy.ts'
import { clientCarriage } from '../../src/run/carriage.ts'
import { overTls } from '../../src/strategies/over.ts'
import { parseStrategy } from '../../src/strategies/registry.ts'
import type { Strategy } from '../../src/strategies/strategy.ts'
import { milliseconds } from '../../src/units.ts'
import type { Lateness } from '../../src/watch/lateness.ts'
import { readProxy } from '../../src/words/reading/proxy.ts'
import { BLANK } from '../../src/xmpp/dialogue/memory.ts'
import { kolmogorovSmirnov, quantile } from '../fidelity/statistics.ts'
import { ACCOUNT, HOST, Hosting, PLACE } from '../serve/hosting.ts'
import { SocketClient } from '../serve/socket-client.ts'

const USAGE = `npm run -s realtime -- [--connections N] [--each MS] [--strategy NAME] [--rtt TIME] [--loss SHARE] [--seed S]

  --connections  how many there are in the end (default: 200)
  --each         milliseconds from one to the next (default: 40)
  --strategy     one that connects cold, over direct TLS (default: legacy-direct)
  --rtt          of the link (default: 100ms)
  --loss         each way, of the link that loses (default: 5%)
  --seed         of either (default: 1)
`

/** A sample of virtual time is large, so that it adds little to the distance. */
const TRIALS = 10_000
/** As in virtual time. */
const TIMEOUT_MS = 60_000

interface Timed {
  /** Milliseconds until ready, in ascending order; those that never were, last, as infinite. */
  readonly times: readonly number[]
  readonly lateness: Lateness | undefined
}

const link = (loss: string | undefined, { rtt, seed }: { rtt: string; seed: string }) =>
  ({ rtt, seed, ...(loss === undefined ? {} : { loss }) }) as const

const sorted = (times: readonly number[]): readonly number[] => times.toSorted((a, b) => a - b)

async function inRealTime(
  strategy: Strategy,
  words: ReturnType<typeof link>,
  connections: number,
  eachMs: number,
): Promise<Timed> {
  // More than a server of ours grants strangers.
  const limits = { ...LISTENING_LIMITS, connections: connections + 1 }
  const hosting = await Hosting.open('ideal', { hold: milliseconds(0), limits })
  const to = [`${HOST}:${hosting.port('direct')}`]
  const proxying = await openProxy(readProxy({ ...words, listen: [0], to }), {
    onConnection: () => {},
  })
  const [port = 0] = proxying.ports
  const clients: SocketClient[] = []
  const times: Promise<number>[] = []
  for (let number = 1; number <= connections; number += 1) {
    await new Promise((resolve) => setTimeout(resolve, eachMs))
    const account = { ...ACCOUNT, resource: `bench-${number}`, userAgentId: crypto.randomUUID() }
    const began = performance.now()
    const script = strategy.said.script(account, BLANK)
    const carriage = clientCarriage(strategy.over, PLACE, BLANK)
    const client = new SocketClient(port, script, {}, carriage)
    clients.push(client)
    const late = new Promise<number>((resolve) =>
      setTimeout(() => resolve(Number.POSITIVE_INFINITY), TIMEOUT_MS).unref(),
    )
    const ready = client.outcome.then(({ kind }) =>
      kind === 'ready' ? performance.now() - began : Number.POSITIVE_INFINITY,
    )
    times.push(Promise.race([ready, late]))
  }
  const all = sorted(await Promise.all(times))
  for (const client of clients) client.lose()
  const lateness = proxying.lateness()
  await proxying.close()
  await hosting.close()
  return { times: all, lateness }
}

async function inVirtualTime(strategy: Strategy, words: ReturnType<typeof link>): Promise<Timed> {
  const times: number[] = []
  await compare(
    { ...words, strategies: [strategy.name], servers: ['ideal'], client: 'node20', trials: TRIALS },
    {
      onOutcomes: (_, outcomes) => {
        for (const { readyUs } of outcomes) {
          times.push(readyUs === undefined ? Number.POSITIVE_INFINITY : readyUs / 1_000)
        }
      },
    },
  )
  return { times: sorted(times), lateness: undefined }
}

/** Milliseconds by which a time may differ: what both ends compute, which virtual time has for one machine only. */
const roomOf = (ms: number): number => ms / 100 + 5
/** The time that is just within its room of this one. */
const less = (ms: number): number => (ms - 5) / 1.01

/**
 * The largest difference of the distribution functions that remains when each time may differ by its room.
 * On a link without jitter whole round trips are all that there is, so that without it the smallest delay
 * of all is a distance of one.
 */
const distanceBeyondRoom = (a: readonly number[], b: readonly number[]): number =>
  Math.max(leads(a, b.map(less)), leads(b, a.map(less)))

/** By how much `a`, at most, is ahead of `b`. Both in ascending order. */
function leads(a: readonly number[], b: readonly number[]): number {
  let behind = 0
  let most = 0
  for (const [index, time] of a.entries()) {
    while (behind < b.length && (b[behind] ?? 0) <= time) behind += 1
    most = Math.max(most, (index + 1) / a.length - behind / b.length)
  }
  return most
}

/** Two samples of one distribution are further apart once in twenty times (c(0.05) = 1.358). */
const noiseBound = (a: number, b: number): number => 1.358 * Math.sqrt(1 / a + 1 / b)

function told(name: string, real: Timed, virtual: Timed, isLossless: boolean): string {
  const figure = (q: number): string => {
    const [one, other] = [quantile(real.times, q), quantile(virtual.times, q)]
    return `p${100 * q} ${one.toFixed(1)} ms in real time, ${other.toFixed(1)} ms in virtual time (${(one - other).toFixed(1)} ms)`
  }
  const [p50, expected] = [quantile(real.times, 0.5), quantile(virtual.times, 0.5)]
  const strict = kolmogorovSmirnov(real.times, virtual.times)
  const distance = distanceBeyondRoom(real.times, virtual.times)
  const bound = noiseBound(real.times.length, virtual.times.length)
  const verdict = isLossless
    ? `p50 within 1 % + 5 ms: ${Math.abs(p50 - expected) <= roomOf(expected) ? 'yes' : 'no'}`
    : `KS distance beyond 1 % + 5 ms ${distance.toFixed(3)}, noise to ${bound.toFixed(3)}: ${distance <= bound ? 'within' : 'beyond'} (${strict.toFixed(3)} without that room)`
  const failed = real.times.filter((time) => !Number.isFinite(time)).length
  return [
    `${name}: ${verdict}`,
    ...[0.5, 0.9, 0.99].map((q) => `  ${figure(q)}`),
    `  ${failed} of ${real.times.length} never became ready`,
    `  lateness: p50 ${real.lateness?.p50} ms, p99 ${real.lateness?.p99} ms, at most ${real.lateness?.max} ms${real.lateness?.tooBusy ? ': the machine was too busy for this to be believed' : ''}`,
    `  memory: ${Math.round(process.resourceUsage().maxRSS / 1_024)} MB at most, of both ends and the link`,
    '',
  ].join('\n')
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', default: false },
      connections: { type: 'string', default: '200' },
      each: { type: 'string', default: '40' },
      strategy: { type: 'string', default: 'legacy-direct' },
      rtt: { type: 'string', default: '100ms' },
      loss: { type: 'string', default: '5%' },
      seed: { type: 'string', default: '1' },
    },
  })
  if (values.help) {
    process.stdout.write(USAGE)
    return
  }
  const strategy = parseStrategy(values.strategy)
  if (strategy.kind === 'strategy-error') throw new Error(strategy.message)
  if (!overTls(strategy)) throw new Error(`expected direct TLS, found ${strategy.name}`)
  const connections = Number(values.connections)
  for (const [name, loss] of [
    [`RTT ${values.rtt}, lossless`, undefined],
    [`RTT ${values.rtt}, loss ${values.loss}`, values.loss],
  ] as const) {
    const words = link(loss, values)
    const virtual = await inVirtualTime(strategy, words)
    const real = await inRealTime(strategy, words, connections, Number(values.each))
    const head = `${strategy.name} with ${connections} connections, ${name}`
    process.stdout.write(told(head, real, virtual, loss === undefined))
  }
}

await main()
