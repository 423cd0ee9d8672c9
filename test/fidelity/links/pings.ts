/**
 * Pings over the link of a profile, in virtual time: single packets up, their answers down, and
 * nothing of TCP. Packets beside them, before and in between, keep the radio awake, as what the
 * measurements sent besides did (uploads, other pings).
 */
import { VirtualClock } from '../../../src/clock/virtual.ts'
import { Link } from '../../../src/link/link.ts'
import { linkFor } from '../../../src/profiles/draw.ts'
import type { ResolvedProfile } from '../../../src/profiles/resolve.ts'
import type { Random } from '../../../src/random.ts'
import { type Bytes, instant, milliseconds, seconds, toMilliseconds } from '../../../src/units.ts'
import type { MeasuredLink } from './measured.ts'

/** 38 octets of data and 28 of headers, as in the measurements of 2023 and 2025. */
const PING = 66 as Bytes
const WARM_UP_MS = 2_000
/** Sooner than any radio of a profile falls asleep, and no oftener: packets wait for one another. */
const AWAKE_EVERY_MS = 170
const AWAKE = -1
/** By then every answer has come that will. */
const END = instant(seconds(7_200))

/** One series: round trips in milliseconds as they were sent, undefined where no answer came. */
export function pingSeries(
  profile: ResolvedProfile,
  { everyMs, count }: MeasuredLink['pings'],
  random: Random,
): readonly (number | undefined)[] {
  const { link: settings } = linkFor(profile, random.fork('profile'))
  const clock = new VirtualClock()
  const sentAtMs = (ping: number): number => WARM_UP_MS + ping * everyMs
  const answers = Array.from({ length: count }, (): number | undefined => undefined)
  const flow = new Link<number>({ settings, clock, random: random.fork('link') }).flow({
    deliver: (direction, { body }) => {
      if (direction === 'up') flow.send('down', { size: PING, body })
      else if (body !== AWAKE) answers[body] = toMilliseconds(clock.now()) - sentAtMs(body)
    },
  })
  const sendAt = (ms: number, body: number): void => {
    clock.at(instant(milliseconds(ms)), () => flow.send('up', { size: PING, body }))
  }
  for (let ms = 0; ms < WARM_UP_MS; ms += AWAKE_EVERY_MS) sendAt(ms, AWAKE)
  for (let ping = 0; ping < count; ping += 1) {
    sendAt(sentAtMs(ping), ping)
    for (
      let after = AWAKE_EVERY_MS;
      after <= everyMs - AWAKE_EVERY_MS / 2;
      after += AWAKE_EVERY_MS
    ) {
      sendAt(sentAtMs(ping) + after, AWAKE)
    }
  }
  clock.run(END)
  return answers
}
