/**
 * What a client fetches over HTTPS before its first login by OAuth 2.0 (XEP-0493): what the document of
 * discovery leads to (RFC 8414), and an access token for the code that its user has brought (RFC 6749
 * §4.1.3, with PKCE, RFC 7636), as they are asked for over HTTP/1.1 and answered.
 *
 * Left out: the page on which a person agrees, which is a browser's, and the time that this takes;
 * registering the client (RFC 7591); TLS and addresses of an authorization server of its own.
 */
import { writeHead } from '../http/head.ts'

const octets = (text: string): Uint8Array => new TextEncoder().encode(text)

/** `domain`: as A-labels. */
export const metadataRequest = (domain: string): Uint8Array =>
  octets(
    writeHead('GET /.well-known/oauth-authorization-server HTTP/1.1', [
      ['Host', domain],
      ['Accept', 'application/json'],
    ]),
  )

export const metadataAnswer = (domain: string): Uint8Array =>
  json({
    issuer: `https://${domain}`,
    authorization_endpoint: `https://${domain}/oauth2/authorize`,
    token_endpoint: `https://${domain}/oauth2/token`,
    registration_endpoint: `https://${domain}/oauth2/register`,
    scopes_supported: ['xmpp', 'openid'],
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
  })

/** As long as servers make them (RFC 6749 §4.1.2), and as RFC 7636 §4.1 would have it. */
const CODE = 'SplxlOBeZQQYbYS6WxSbIA'
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const CLIENT = 'd4565fa7-4d72-4749-b3d3-740edbf87770'

export function tokenRequest(domain: string): Uint8Array {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: CODE,
    redirect_uri: 'http://127.0.0.1:49152/',
    client_id: CLIENT,
    code_verifier: VERIFIER,
  }).toString()
  const head = writeHead('POST /oauth2/token HTTP/1.1', [
    ['Host', domain],
    ['Accept', 'application/json'],
    ['Content-Type', 'application/x-www-form-urlencoded'],
    ['Content-Length', String(octets(body).length)],
  ])
  return octets(head + body)
}

export const tokenAnswer = (accessToken: string): Uint8Array =>
  json({
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: 3600,
    // As long as the other one, and never used here.
    refresh_token: accessToken,
    scope: 'xmpp',
  })

function json(value: object): Uint8Array {
  const body = JSON.stringify(value)
  const head = writeHead('HTTP/1.1 200 OK', [
    ['Content-Type', 'application/json'],
    ['Cache-Control', 'no-store'],
    ['Content-Length', String(octets(body).length)],
  ])
  return octets(head + body)
}
