/**
 * The link options of a command line, as text, read as quantities.
 *
 * Knows the options' names and nothing of how a command line is taken apart.
 */
import {
  duration,
  outage,
  type Parsed,
  packetSize,
  type Quantity,
  type QuantityError,
  queue,
  rate,
  share,
} from '../quantities/quantity.ts'
import { type Overrides, overridesGiven } from './resolve.ts'

/** What was written after `--rtt`, `--loss` and so on; `--outage` may be given more than once. */
export interface OverrideTexts {
  readonly rtt?: string | undefined
  readonly loss?: string | undefined
  readonly jitter?: string | undefined
  readonly down?: string | undefined
  readonly up?: string | undefined
  readonly queue?: string | undefined
  readonly mtu?: string | undefined
  readonly outage?: readonly string[] | undefined
}

export interface OverrideError extends QuantityError {
  /** `--rtt` */
  readonly option: string
}

export type ReadOverrides =
  | { readonly ok: true; readonly value: Overrides }
  | { readonly ok: false; readonly error: OverrideError }

/** One line: `--rtt: found "300", expected a duration …`. */
export const overrideErrorText = ({ option, found, expected }: OverrideError): string =>
  `${option}: found ${found}, expected ${expected}`

/** What is wrong with overriding a profile that lists its impairments, if anything is given. */
export function refusedOverride(profile: string, overrides: Overrides): OverrideError | undefined {
  const [name] = overridesGiven(overrides)
  if (name === undefined) return undefined
  return {
    option: `--${name}`,
    found: `it together with profile "${profile}"`,
    expected: 'a profile of figures (this one lists its impairments explicitly; change its file)',
  }
}

export function readOverrides(texts: OverrideTexts): ReadOverrides {
  const failures: OverrideError[] = []
  const read = <Name extends string, T>(name: Name, quantity: Quantity<T>, text?: string) => {
    if (text === undefined) return {}
    const parsed: Parsed<T> = quantity.parse(text)
    if (parsed.ok) return { [name]: parsed.value } as { [Key in Name]?: T }
    failures.push({ option: `--${name}`, ...parsed.error })
    return {}
  }
  const outages = (texts.outage ?? []).flatMap((text) => {
    const parsed = outage.parse(text)
    if (parsed.ok) return [parsed.value]
    failures.push({ option: '--outage', ...parsed.error })
    return []
  })
  const value: Overrides = {
    ...read('rtt', duration, texts.rtt),
    ...read('loss', share, texts.loss),
    ...read('jitter', duration, texts.jitter),
    ...read('down', rate, texts.down),
    ...read('up', rate, texts.up),
    ...read('queue', queue, texts.queue),
    ...read('mtu', packetSize, texts.mtu),
    ...(outages.length === 0 ? {} : { outage: outages }),
  }
  const error = failures[0]
  return error === undefined ? { ok: true, value } : { ok: false, error }
}
