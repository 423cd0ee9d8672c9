/** Captures of anybody's: our own with octets altered, left out, put in and cut off. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { captureTrace } from '../../../src/index.ts'
import { oneOf, several } from '../draw.ts'
import type { Target } from '../target.ts'
import { orderly } from './orderly.ts'

const CAPTURES = await Promise.all(
  [
    'legacy-resume-starttls',
    'fast-resume-direct+0rtt+tfo',
    'sasl2-direct+tls12+dns',
    'legacy-websocket+dns',
  ].map((strategy) => captureTrace({ strategy, server: 'ideal', rtt: '80ms', loss: '5%' })),
)

const VALUES = [0, 1, 0x16, 0x17, 0x3c, 0x7f, 0x80, 0xff]

export const CAPTURED: Target = {
  name: 'captures',
  share: 4,
  fuzz(random) {
    const which = random.below(CAPTURES.length)
    const capture = CAPTURES[which] ?? new Uint8Array(0)
    const alterations = several(random, 1, 6, () => ({
      kind: oneOf(random, ['set', 'leave-out', 'repeat', 'cut'] as const),
      at: random.below(capture.length),
      length: 1 + random.below(random.chance(0.8) ? 8 : 2_000),
      value: oneOf(random, VALUES),
    }))
    return {
      input: { which, alterations },
      async run() {
        let altered = Buffer.from(capture)
        for (const { kind, at, length, value } of alterations) {
          const [before, after] = [altered.subarray(0, at), altered.subarray(at + length)]
          const between = altered.subarray(at, at + length)
          if (kind === 'set')
            altered = Buffer.concat([before, Buffer.alloc(between.length, value), after])
          else if (kind === 'leave-out') altered = Buffer.concat([before, after])
          else if (kind === 'repeat') altered = Buffer.concat([before, between, between, after])
          else if (random.chance(0.2)) altered = Buffer.from(before)
        }
        const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-fuzz-'))
        try {
          const path = join(folder, 'altered.pcapng')
          writeFileSync(path, altered)
          await orderly(['analyze', path, '-f', oneOf(random, ['text', 'json'])])
        } finally {
          rmSync(folder, { recursive: true })
        }
      },
    }
  },
}
