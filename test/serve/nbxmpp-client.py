"""Logs in, loses its connection, comes back: nbxmpp, for serve's test. Says what it sees."""
import os
import sys

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib
from nbxmpp.client import Client
from nbxmpp.const import ConnectionProtocol, ConnectionType

HOST, PORT, MODE, CA = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
POLL_MS = 10

loop = GLib.MainLoop()
client = Client(log_context='test')
client.set_domain('localhost')
client.set_username('alice')
client.set_password(os.environ['XMPP_PASSWORD'])
client.set_resource('bench')
client.set_accepted_certificates([Gio.TlsCertificate.new_from_file(CA)])
kind = ConnectionType.DIRECT_TLS if MODE == 'direct' else ConnectionType.START_TLS
client.set_custom_host(f'{HOST}:{PORT}', ConnectionProtocol.TCP, kind)


def say(text):
    print(text, flush=True)


def end(text):
    say(text)
    client.disconnect()
    GLib.timeout_add(100, loop.quit)


def lose():
    # It tells nobody when stream management is there.
    if not client.resumeable:
        return GLib.SOURCE_CONTINUE
    say('resumable')
    client.disconnect(immediate=True)
    return GLib.SOURCE_REMOVE


def connected(*_):
    say('connected')
    GLib.timeout_add(POLL_MS, lose)


def disconnected(*_):
    if client.resumeable:
        # Its own objects have to be gone first.
        GLib.idle_add(client.connect)
    else:
        loop.quit()


client.subscribe('connected', connected)
client.subscribe('resume-successful', lambda *_: end('resumed'))
client.subscribe('resume-failed', lambda *_: end('not resumed'))
client.subscribe('connection-failed', lambda *_: end('no connection'))
client.subscribe('disconnected', disconnected)
client.connect()
loop.run()
