/**
 * What boxes on the path are known to do to Fast Open (RFC 7413 §7.1; Mandalari et al., PAM 2018;
 * Paasch, "Network support for TCP Fast Open", 2016): drop the SYN, strip its option, or strip
 * its payload. A filter of the client's segments, to be put between the endpoint and the link.
 */
import { type Segment, SYN } from './segment.ts'

export type MiddleboxFault = 'syn-dropped' | 'option-stripped' | 'payload-stripped'

/** The segment as it comes out, or undefined when the box swallows it. */
export const throughMiddlebox = (fault: MiddleboxFault, segment: Segment): Segment | undefined => {
  if ((segment.flags & SYN) === 0) return segment
  const concerned = segment.fastOpen !== undefined || segment.length > 0
  if (!concerned) return segment
  switch (fault) {
    case 'syn-dropped':
      return undefined
    case 'option-stripped':
      return { ...segment, fastOpen: undefined }
    case 'payload-stripped':
      return { ...segment, length: 0 }
  }
}
