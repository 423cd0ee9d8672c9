/** Every base, in the order in which they are listed. A new one is one file and one line here. */
import type { Base } from './base.ts'
import { continuedBosh } from './continued-bosh.ts'
import { fastClientRevokedDirect } from './fast-client-revoked-direct.ts'
import { fastExpiredDirect } from './fast-expired-direct.ts'
import { fastIapDirect } from './fast-iap-direct.ts'
import { fastIapMismatchDirect } from './fast-iap-mismatch-direct.ts'
import { fastKnownDeviceDirect } from './fast-known-device-direct.ts'
import { fastRejectedDirect } from './fast-rejected-direct.ts'
import { fastReplacedDirect } from './fast-replaced-direct.ts'
import { fastResumeDirect } from './fast-resume-direct.ts'
import { fastResumeFailedDirect } from './fast-resume-failed-direct.ts'
import { fastResumeQuic } from './fast-resume-quic.ts'
import { fastResumeStarttls } from './fast-resume-starttls.ts'
import { fastResumeWebsocket } from './fast-resume-websocket.ts'
import { isrDirect } from './isr-direct.ts'
import { legacyBosh } from './legacy-bosh.ts'
import { legacyDirect } from './legacy-direct.ts'
import { legacyIsrDirect } from './legacy-isr-direct.ts'
import { legacyQuickstartStarttls } from './legacy-quickstart-starttls.ts'
import { legacyResumeDirect } from './legacy-resume-direct.ts'
import { legacyResumeFailedDirect } from './legacy-resume-failed-direct.ts'
import { legacyResumeQuickstartStarttls } from './legacy-resume-quickstart-starttls.ts'
import { legacyResumeStarttls } from './legacy-resume-starttls.ts'
import { legacyResumeWebsocket } from './legacy-resume-websocket.ts'
import { legacyStarttls } from './legacy-starttls.ts'
import { legacyWebsocket } from './legacy-websocket.ts'
import { quicMigration } from './quic-migration.ts'
import { sasl2AloneDirect } from './sasl2-alone-direct.ts'
import { sasl2Direct } from './sasl2-direct.ts'
import { sasl2Quic } from './sasl2-quic.ts'
import { sasl2ResumeDirect } from './sasl2-resume-direct.ts'
import { sasl2ResumeStaleDirect } from './sasl2-resume-stale-direct.ts'
import { sasl2ResumeStarttls } from './sasl2-resume-starttls.ts'
import { sasl2Starttls } from './sasl2-starttls.ts'
import { sasl2TotpAskedDirect } from './sasl2-totp-asked-direct.ts'
import { sasl2TotpDirect } from './sasl2-totp-direct.ts'
import { sasl2UpgradeDirect } from './sasl2-upgrade-direct.ts'
import { sasl2Websocket } from './sasl2-websocket.ts'

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
  sasl2AloneDirect,
  sasl2TotpDirect,
  sasl2TotpAskedDirect,
  sasl2UpgradeDirect,
  sasl2ResumeStaleDirect,
  fastReplacedDirect,
  fastExpiredDirect,
  fastClientRevokedDirect,
  fastKnownDeviceDirect,
  fastIapDirect,
  fastIapMismatchDirect,
  legacyWebsocket,
  sasl2Websocket,
  legacyResumeWebsocket,
  fastResumeWebsocket,
  legacyIsrDirect,
  isrDirect,
  sasl2Quic,
  fastResumeQuic,
  quicMigration,
  legacyBosh,
  continuedBosh,
  legacyQuickstartStarttls,
  legacyResumeQuickstartStarttls,
]
