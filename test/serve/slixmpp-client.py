"""Logs in, loses its connection, comes back: slixmpp, for serve's test. Says what it sees."""
import asyncio
import os
import sys

import slixmpp

HOST, PORT, MODE, CA = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]


class Client(slixmpp.ClientXMPP):
    def __init__(self):
        super().__init__('alice@' + os.environ.get('XMPP_DOMAIN', 'localhost'), os.environ['XMPP_PASSWORD'])
        self.ca_certs = CA
        self.register_plugin('xep_0198')
        # It knows tls-unique only, which TLS 1.3 does not define (RFC 8446 appendix C.5): without
        # this it tries -PLUS, and then says that the server has no channel binding, a lie.
        mechanisms = self['feature_mechanisms']
        credentials = mechanisms.sasl_callback
        mechanisms.sasl_callback = lambda required, optional: {
            **credentials(required, optional),
            'channel_binding': None,
        }
        mechanisms.use_mech = os.environ.get('XMPP_MECHANISM', 'SCRAM-SHA-1')
        self.add_event_handler('session_start', self.started)
        self.add_event_handler('sm_enabled', self.enabled)
        self.add_event_handler('session_resumed', self.resumed)
        self.add_event_handler('failed_auth', lambda _: self.end('refused'))
        self.outcome = asyncio.get_event_loop().create_future()

    def go(self):
        self.connect((HOST, PORT), use_ssl=MODE == 'direct', force_starttls=MODE == 'starttls')

    def started(self, _):
        print('started', flush=True)

    def enabled(self, _):
        print('enabled', flush=True)
        self.add_event_handler('disconnected', lambda _: self.go(), disposable=True)
        self.transport.abort()

    def resumed(self, _):
        self.end('resumed')

    def end(self, outcome):
        print(outcome, flush=True)
        if not self.outcome.done():
            self.outcome.set_result(outcome)


async def main():
    client = Client()
    client.go()
    await client.outcome
    await client.disconnect(wait=1)


asyncio.get_event_loop().run_until_complete(main())
