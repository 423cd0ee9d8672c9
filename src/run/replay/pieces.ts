/**
 * What arrives, as a recording hears it: of a stream octet by octet, so that what is done can be told from
 * the octet that made it; of messages, none of which is ever heard in part, as it is.
 */
import type { RecordedConversation } from './conversation.ts'

export const piecesOf = (
  bytes: Uint8Array,
  carriedBy: RecordedConversation['carriedBy'],
): readonly Uint8Array[] =>
  carriedBy === 'messages'
    ? [bytes]
    : Array.from({ length: bytes.length }, (_, at) => bytes.subarray(at, at + 1))
