/**
 * Plain data with typed arrays in it as JSON, and back: what crosses from a worker to its parent, as
 * it crosses from one machine to another. Arrays of numbers of a fixed width are base64 of their
 * octets, the least first; fields that are undefined are left out.
 */

const ARRAYS = { u32: Uint32Array, f64: Float64Array } as const
type Kind = keyof typeof ARRAYS
const WIDTHS: Readonly<Record<Kind, number>> = { u32: 4, f64: 8 }

/** For `JSON.stringify`. */
export function plain(_key: string, value: unknown): unknown {
  if (value instanceof Uint32Array) return { u32: toText('u32', value) }
  return value instanceof Float64Array ? { f64: toText('f64', value) } : value
}

/** For `JSON.parse`. */
export function revived(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const [entry, ...others] = Object.entries(value)
  if (entry === undefined || others.length > 0) return value
  const [kind, text] = entry
  return isKind(kind) && typeof text === 'string' ? fromText(kind, text) : value
}

const isKind = (name: string): name is Kind => Object.hasOwn(ARRAYS, name)

function toText(kind: Kind, values: Uint32Array | Float64Array): string {
  const octets = Buffer.alloc(values.length * WIDTHS[kind])
  values.forEach((value, index) => {
    if (kind === 'u32') octets.writeUInt32LE(value, index * WIDTHS.u32)
    else octets.writeDoubleLE(value, index * WIDTHS.f64)
  })
  return octets.toString('base64')
}

function fromText(kind: Kind, text: string): Uint32Array | Float64Array {
  const octets = Buffer.from(text, 'base64')
  const length = Math.floor(octets.length / WIDTHS[kind])
  const values = new ARRAYS[kind](length)
  for (let index = 0; index < length; index += 1) {
    const at = index * WIDTHS[kind]
    values[index] = kind === 'u32' ? octets.readUInt32LE(at) : octets.readDoubleLE(at)
  }
  return values
}
