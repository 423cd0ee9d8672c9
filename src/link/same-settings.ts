/** Whether two impairments are the same by what they say: plain data, compared member by member. */

export const areSame = (one: unknown, other: unknown): boolean => {
  if (Object.is(one, other)) return true
  // What is no plain data (a generator, a shared stage) is the same only as itself.
  if (!isData(one) || !isData(other)) return false
  const names = Object.keys(one)
  return (
    Array.isArray(one) === Array.isArray(other) &&
    names.length === Object.keys(other).length &&
    names.every((name) => areSame(one[name], other[name]))
  )
}

const isData = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === Array.prototype
}
