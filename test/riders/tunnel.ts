/**
 * `npm run -s riders`: clients that others wrote, as they are, through a scenario behind `serve -p`, side by
 * side. Prints a table of what each did. It takes as long as the scenario, and five minutes more for
 * whoever has not noticed by then.
 */
import { parseArgs } from 'node:util'
import type { LikenedEpisode } from '../../src/watch/visit-episode.ts'
import { isThere, PROFANITY, Rider, type RiderProgram, SLIXMPP, XMPPJS } from './clients.ts'
import { servedStand } from './stands.ts'

const AS_IT_IS = 0

const HEAD = [
  '| client | waits, first | noticed | attempts | back | recovered | waits, again | messages resent, doubled, lost |',
  '|---|---:|---:|---:|---:|---:|---:|---|',
]

async function ride(
  program: RiderProgram,
  link: { profile: string; scenario: string },
  ms: number,
) {
  const stand = await servedStand(link)
  const rider = new Rider(program, stand.destination, AS_IT_IS)
  try {
    await rider.hasSaid(1)
    let over = (): void => {}
    const patience = new Promise<void>((resolve) => (over = resolve))
    const timer = setTimeout(over, ms)
    await Promise.race([stand.episodes(1), patience])
    clearTimeout(timer)
  } finally {
    rider.kill()
    await stand.close()
  }
  const [episode] = stand.seen.episodes
  const first = stand.seen.served.find(({ number }) => number === 1)
  return row(program.name, first?.waits.total, episode)
}

const seconds = (ms: number | undefined): string =>
  ms === undefined ? 'never' : `${(ms / 1_000).toFixed(1)} s`

function row(name: string, first: number | undefined, episode: LikenedEpisode | undefined): string {
  if (episode === undefined) return `| ${name} | ${first ?? '–'} | – | – | – | – | – | – |`
  const { noticedMs, attempts, backMs, by, recoveredMs, messages } = episode
  const again = attempts.findLast(({ readyMs }) => readyMs !== undefined)
  const lived = by === 'same-connection'
  return `| ${[
    name,
    first ?? '–',
    lived ? 'its connection lived' : seconds(noticedMs),
    attempts.length,
    seconds(backMs),
    seconds(recoveredMs),
    again === undefined ? '–' : `${again.waits} (${again.served?.outcome})`,
    messages === undefined
      ? '–'
      : `${messages.down.resent}, ${messages.down.doubled}, ${messages.down.lost}`,
  ].join(' | ')} |`
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      profile: { type: 'string', short: 'p', default: 'lte_good' },
      scenario: { type: 'string', default: 'tunnel' },
      for: { type: 'string', default: '420' },
    },
  })
  const { profile, scenario } = values
  const there: RiderProgram[] = []
  for (const program of [XMPPJS, SLIXMPP, PROFANITY])
    if (await isThere(program)) there.push(program)
  const rows = await Promise.all(
    there.map((program) => ride(program, { profile, scenario }, 1_000 * Number(values.for))),
  )
  const today = new Date().toISOString().slice(0, 10)
  process.stdout.write(
    `${[`${profile}, ${scenario}, ${today}`, '', ...HEAD, ...rows].join('\n')}\n`,
  )
}

await main()
