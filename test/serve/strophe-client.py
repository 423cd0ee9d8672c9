"""Logs in, loses its connection, comes back: libstrophe, for serve's test. Says what it sees."""
import ctypes
import os
import socket
import sys
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_long, c_ushort, c_void_p

HOST, PORT, MODE, CA = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
# Of strophe.h.
MANDATORY_TLS, LEGACY_SSL = 1 << 1, 1 << 2
CONNECT, DISCONNECT = 0, 2
PING = b"<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>"

strophe = ctypes.CDLL('libstrophe.so.0')
Handler = CFUNCTYPE(None, c_void_p, c_int, c_int, c_void_p, c_void_p)
StanzaHandler = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p)
SocketHandler = CFUNCTYPE(c_int, c_void_p, POINTER(c_int))
strophe.xmpp_ctx_new.restype = c_void_p
strophe.xmpp_ctx_new.argtypes = [c_void_p, c_void_p]
strophe.xmpp_conn_new.restype = c_void_p
strophe.xmpp_conn_new.argtypes = [c_void_p]
for name in ('jid', 'pass', 'cafile'):
    getattr(strophe, f'xmpp_conn_set_{name}').argtypes = [c_void_p, c_char_p]
strophe.xmpp_conn_set_flags.argtypes = [c_void_p, c_long]
strophe.xmpp_conn_set_sockopt_callback.argtypes = [c_void_p, SocketHandler]
strophe.xmpp_conn_get_sm_state.restype = c_void_p
strophe.xmpp_conn_get_sm_state.argtypes = [c_void_p]
strophe.xmpp_conn_set_sm_state.argtypes = [c_void_p, c_void_p]
strophe.xmpp_connect_client.argtypes = [c_void_p, c_char_p, c_ushort, Handler, c_void_p]
strophe.xmpp_id_handler_add.argtypes = [c_void_p, StanzaHandler, c_char_p, c_void_p]
strophe.xmpp_send_raw_string.argtypes = [c_void_p, c_char_p]
for name in ('xmpp_run', 'xmpp_stop', 'xmpp_disconnect'):
    getattr(strophe, name).argtypes = [c_void_p]

strophe.xmpp_initialize()
context = strophe.xmpp_ctx_new(None, None)
sockets = []
connections = 0


@SocketHandler
def opened(_, descriptor):
    sockets.append(descriptor[0])
    return 0


@StanzaHandler
def answered(connection, *_):
    print('answered', flush=True)
    if connections == 1:
        # The connection is gone without a word, as far as both ends can see.
        with socket.socket(fileno=os.dup(sockets[-1])) as lost:
            lost.shutdown(socket.SHUT_RDWR)
    else:
        strophe.xmpp_disconnect(connection)
    return 0


@Handler
def happened(connection, event, *_):
    global connections
    if event == CONNECT:
        connections += 1
        print('connected', flush=True)
        # It asks for stream management now, and tells nobody when it is there: it is when
        # something has been answered that was asked behind it.
        strophe.xmpp_id_handler_add(connection, answered, b'p', None)
        strophe.xmpp_send_raw_string(connection, PING)
    elif event == DISCONNECT and connections == 1:
        begin(strophe.xmpp_conn_get_sm_state(connection))
    else:
        strophe.xmpp_stop(context)


def begin(state=None):
    connection = strophe.xmpp_conn_new(context)
    strophe.xmpp_conn_set_flags(connection, LEGACY_SSL if MODE == 'direct' else MANDATORY_TLS)
    strophe.xmpp_conn_set_jid(connection, b'alice@localhost/bench')
    strophe.xmpp_conn_set_pass(connection, os.environ['XMPP_PASSWORD'].encode())
    strophe.xmpp_conn_set_cafile(connection, CA.encode())
    strophe.xmpp_conn_set_sockopt_callback(connection, opened)
    if state is not None:
        strophe.xmpp_conn_set_sm_state(connection, state)
    strophe.xmpp_connect_client(connection, HOST.encode(), PORT, happened, None)


begin()
strophe.xmpp_run(context)
