/** Opens a proxy. */
import { accepted } from '../../json/input-error.ts'
import { readOrder } from '../../run/proxy/order.ts'
import { type ProxySpec, proxy } from '../../run/proxy/proxy.ts'
import { toMilliseconds } from '../../units.ts'
import type { ProxyOptions, ProxyServing } from '../terms/proxy.ts'
import { RunError } from '../terms/run-error.ts'
import { aside } from './aside.ts'

/** Stands for the place of an order in what is said about it. */
const ORDER = 'order'

export async function openProxy(spec: ProxySpec, options: ProxyOptions): Promise<ProxyServing> {
  const { onConnection, onEpisode, onHappening, onOver, onRemark } = options
  const told: Required<ProxyOptions> = {
    onConnection: aside(onConnection),
    onEpisode: aside(onEpisode),
    onHappening: aside(onHappening),
    onOver: aside(onOver),
    onRemark: aside(onRemark),
  }
  const run = await proxy(spec, told).catch((error: unknown) => {
    if (!(error instanceof Error)) throw error
    throw new RunError('cannot-serve', `cannot proxy: ${error.message}`, { cause: error })
  })
  const { ports, path, lateness, close } = run
  return {
    ports,
    path: {
      roundTripMs: toMilliseconds(path.roundTrip),
      takenOffMs: toMilliseconds(path.takenOff),
    },
    order: (line) => {
      const order = accepted(
        readOrder(line, ORDER, spec.restart === undefined ? 'of-others' : 'own'),
      )
      run.obey(order)
      return order.do
    },
    lateness,
    close,
  }
}
