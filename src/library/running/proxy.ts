/** Opens a proxy. */
import { accepted } from '../../json/input-error.ts'
import { readOrder } from '../../run/proxy/order.ts'
import { type ProxySpec, proxy } from '../../run/proxy/proxy.ts'
import { toMilliseconds } from '../../units.ts'
import type { ProxyOptions, ProxyServing } from '../terms/proxy.ts'
import { RunError } from '../terms/run-error.ts'

/** Stands for the place of an order in what is said about it. */
const ORDER = 'order'

export async function openProxy(spec: ProxySpec, options: ProxyOptions): Promise<ProxyServing> {
  const run = await proxy(spec, options).catch((error: unknown) => {
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
      const order = accepted(readOrder(line, ORDER))
      run.obey(order)
      return order.do
    },
    lateness,
    close,
  }
}
