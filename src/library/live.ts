/** Strategies against a real server, over the simulated link. */
import { webcrypto } from 'node:crypto'
import { provenance } from '../files/tool.ts'
import { endpointsOf } from '../run/live/endpoints.ts'
import { type Found, type LiveRun, runLive } from '../run/live/live.ts'
import { toLiveResult } from '../run/live/result.ts'
import type { LiveSpec } from '../run/live/spec.ts'
import { type LiveVisit, type LiveWords, readLive } from '../words/live-words.ts'
import { wrongPassword } from '../words/password.ts'
import { type Following, histogramsOf, type Measured } from './measured.ts'
import { RunError } from './run-error.ts'

export interface LiveOptions extends Following {
  /** Called once, when it is known who the server is and what can be run. */
  readonly onFound?: ((found: Found) => void) | undefined
}

export interface LiveMeasured extends Measured, Pick<LiveRun, 'obstacles' | 'givenUp'> {}

/**
 * Runs strategies against the server of an account, politely, and leaves nothing behind. Takes
 * as long as the server works on them, whatever the link.
 *
 * @throws {InputError} (as a rejection) when what it is told cannot be run.
 * @throws {RunError} `login-failed`.
 */
export async function live(words: LiveWords, options: LiveOptions = {}): Promise<LiveMeasured> {
  const wanted = readLive(words)
  if (wanted.password === undefined) throw wrongPassword('none', 'one, or a passwordFile')
  return await visit(wanted, wanted.password, options)
}

export async function visit(
  { spec: wanted, target, command }: LiveVisit,
  password: string,
  { signal, onProgress, onFound, commit }: LiveOptions,
): Promise<LiveMeasured> {
  const spec: LiveSpec = {
    ...wanted,
    password,
    guest: Buffer.from(webcrypto.getRandomValues(new Uint8Array(16))).toString('hex'),
    endpoints: await endpointsOf(target.domain, target),
  }
  let trials = 0
  const run = await runLive(spec, {
    ...(signal === undefined ? {} : { signal }),
    onPlan: (plan) => {
      trials = plan.trials
      onFound?.(plan.found)
      onProgress?.(0, trials)
    },
    onProgress: (done) => onProgress?.(done, trials),
  })
  if ('code' in run) {
    throw new RunError('login-failed', `cannot log in to ${spec.domain}: ${run.detail}`)
  }
  return {
    result: toLiveResult(spec, run, provenance(command, commit)),
    histograms: run.cells.flatMap(({ strategy, profile, stats }) =>
      histogramsOf({ strategy, profile }, stats),
    ),
    obstacles: run.obstacles,
    givenUp: run.givenUp,
  }
}
