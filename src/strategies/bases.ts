/** Every base, in the order in which they are listed. A new one is one file and one line here. */
import type { Base } from './base.ts'
import { fastRejectedDirect } from './fast-rejected-direct.ts'
import { fastResumeDirect } from './fast-resume-direct.ts'
import { fastResumeFailedDirect } from './fast-resume-failed-direct.ts'
import { fastResumeQuic } from './fast-resume-quic.ts'
import { fastResumeStarttls } from './fast-resume-starttls.ts'
import { legacyDirect } from './legacy-direct.ts'
import { legacyResumeDirect } from './legacy-resume-direct.ts'
import { legacyResumeFailedDirect } from './legacy-resume-failed-direct.ts'
import { legacyResumeStarttls } from './legacy-resume-starttls.ts'
import { legacyStarttls } from './legacy-starttls.ts'
import { quicMigration } from './quic-migration.ts'
import { sasl2Direct } from './sasl2-direct.ts'
import { sasl2Quic } from './sasl2-quic.ts'
import { sasl2ResumeDirect } from './sasl2-resume-direct.ts'
import { sasl2ResumeStarttls } from './sasl2-resume-starttls.ts'
import { sasl2Starttls } from './sasl2-starttls.ts'

export const BASES: readonly Base[] = [
  legacyStarttls,
  legacyDirect,
  sasl2Starttls,
  sasl2Direct,
  legacyResumeStarttls,
  legacyResumeDirect,
  legacyResumeFailedDirect,
  sasl2ResumeStarttls,
  sasl2ResumeDirect,
  fastResumeStarttls,
  fastResumeDirect,
  fastResumeFailedDirect,
  fastRejectedDirect,
  sasl2Quic,
  fastResumeQuic,
  quicMigration,
]
