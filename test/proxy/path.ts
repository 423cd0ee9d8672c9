/** The layers of a proxied connection as a proxy has them. */
import type { PathSettings } from '../../src/attach/path/tcp-ends.ts'
import { type ProxySpec, proxiedPath } from '../../src/run/proxy/proxy.ts'
import { bytes } from '../../src/units.ts'

export const pathOf = (spec: ProxySpec): PathSettings => proxiedPath(spec, bytes(1_500))
