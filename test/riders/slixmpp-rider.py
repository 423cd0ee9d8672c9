"""Stays online for as long as its standard input is open, and then says goodbye: slixmpp, as its users
have it, but for a shorter keep-alive. Says when it is online."""
import asyncio
import os
import sys

import slixmpp

HOST, PORT, DOMAIN, CA, KEEP_ALIVE = sys.argv[1], int(sys.argv[2]), *sys.argv[3:5], float(sys.argv[5])


class Client(slixmpp.ClientXMPP):
    def __init__(self):
        super().__init__(f'alice@{DOMAIN}', os.environ['XMPP_PASSWORD'])
        self.ca_certs = CA
        self.register_plugin('xep_0198')
        # It asks every so often, and gives up after as long again: 300 s and 30 s, if left alone (0).
        often = {'interval': KEEP_ALIVE, 'timeout': KEEP_ALIVE} if KEEP_ALIVE > 0 else {}
        self.register_plugin('xep_0199', {'keepalive': True} | often)
        # As in serve's test: with TLS 1.3 it cannot bind to the channel.
        mechanisms = self['feature_mechanisms']
        credentials = mechanisms.sasl_callback
        mechanisms.sasl_callback = lambda required, optional: {
            **credentials(required, optional),
            'channel_binding': None,
        }
        self.add_event_handler('session_start', self.started)
        # Its own handler takes the event for an interval, throws, and never asks again.
        self.del_event_handler('session_resumed', self['xep_0199'].enable_keepalive)
        self.add_event_handler('session_resumed', self.resumed)
        self.add_event_handler('disconnected', self.lost)
        self.is_over = False

    def connect(self, *_, **__):
        # Left alone it asks the DNS when it comes back. Direct TLS: else its back-off takes a proxy, whose
        # connect() never fails, for a server.
        return super().connect((HOST, PORT), use_ssl=True)

    def started(self, _):
        print('online', flush=True)
        self.send_presence()

    def resumed(self, _):
        print('resumed', flush=True)
        self['xep_0199'].enable_keepalive()

    async def lost(self, _):
        # It comes back by itself where it has given up, and not where it was broken off.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        if not self.is_over and self._current_connection_attempt is None:
            self.connect()


async def main():
    client = Client()
    client.connect()
    await asyncio.get_event_loop().run_in_executor(None, sys.stdin.read)
    client.is_over = True
    await client.disconnect(wait=1)


asyncio.get_event_loop().run_until_complete(main())
