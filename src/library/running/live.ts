/** Visits a real server: as whom, where it is, what is found, what comes of it. */
import { webcrypto } from 'node:crypto'
import { provenance, toolVersion } from '../../files/tool.ts'
import { LiveCapture } from '../../run/live/capture.ts'
import { endpointsOf } from '../../run/live/endpoints.ts'
import { runLive } from '../../run/live/live.ts'
import { nameInResult, toLiveResult } from '../../run/live/result.ts'
import type { LiveSpec } from '../../run/live/spec.ts'
import { type LiveVisit, refuseVainTime } from '../../words/reading/live.ts'
import type { LiveMeasured, LiveOptions } from '../terms/live.ts'
import { RunError } from '../terms/run-error.ts'
import { extentOf } from './extent.ts'
import { histogramsOf } from './histograms.ts'

export async function visit(
  { spec: wanted, peer, target, command, percentiles }: LiveVisit,
  password: string,
  options: LiveOptions,
): Promise<LiveMeasured> {
  const { signal, onProgress, onWaiting, onFound, onOutcomes, commit } = options
  const { outcomes, capture: wantsCapture } = options
  const endpoints = await endpointsOf(target.domain, target, wanted.seed)
  refuseVainTime(wanted, endpoints)
  const spec: LiveSpec = {
    ...wanted,
    password,
    peer: peer && { local: peer.local, password: peer.password ?? password },
    guest: Buffer.from(webcrypto.getRandomValues(new Uint8Array(16))).toString('hex'),
    endpoints,
  }
  const ip = spec.tcp.ip ?? 'ipv4'
  const capture = wantsCapture && new LiveCapture({ ip, domain: spec.domain, ...wantsCapture })
  let trials = 0
  let server = ''
  const run = await runLive(spec, {
    ...(signal === undefined ? {} : { signal }),
    ...(onWaiting === undefined ? {} : { onWaiting }),
    ...(capture === undefined ? {} : { capture }),
    onPlan: (plan) => {
      trials = plan.trials
      server = nameInResult(spec, plan.found)
      const { software, runnable, obstacles } = plan.found
      onFound?.({ software, runnable: runnable.map(({ name }) => name), obstacles })
      onProgress?.(0, trials)
    },
    onProgress: (done) => onProgress?.(done, trials),
    ...(onOutcomes === undefined
      ? {}
      : { onOutcome: (cell, outcome) => onOutcomes({ ...cell, server }, [outcome]) }),
  })
  if ('code' in run) {
    if (run.code === 'interrupted') throw new RunError(run.code, run.detail)
    throw new RunError('login-failed', `cannot log in to ${spec.domain}: ${run.detail}`)
  }
  return {
    result: toLiveResult(spec, run, provenance(command, commit), {
      extent: extentOf({ outcomes }),
      chosen: percentiles,
    }),
    histograms: run.cells.flatMap(({ strategy, profile, stats }) =>
      histogramsOf({ strategy, profile }, stats),
    ),
    versions: run.versions,
    obstacles: run.obstacles,
    givenUp: run.givenUp,
    gone: run.gone,
    refused: run.refused,
    sessionsLeft: run.sessionsLeft,
    tokensLeft: run.tokensLeft,
    capture: capture?.file(`xmpp-rtt ${toolVersion()}`, command),
  }
}
