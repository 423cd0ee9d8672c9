"""Logs in and quits: profanity, a program for a terminal, for serve's test. Says what it sees."""
import os
import pty
import re
import select
import sys
import tempfile

HOST, PORT, MODE, CA = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
PATIENCE_S = 250

ACCOUNT = f"""[alice@localhost]
enabled=true
jid=alice@localhost
resource=bench
password={os.environ['XMPP_PASSWORD']}
server={HOST}
port={PORT}
tls.policy={'legacy' if MODE == 'direct' else 'force'}
"""


def write(folder, name, text):
    os.makedirs(os.path.join(folder, 'profanity'), exist_ok=True)
    with open(os.path.join(folder, 'profanity', name), 'w', encoding='utf-8') as file:
        file.write(text)


def await_text(terminal, wanted):
    seen = b''
    while not re.search(wanted, seen):
        ready, _, _ = select.select([terminal], [], [], PATIENCE_S)
        if not ready:
            sys.exit(f'expected {wanted}, found {seen[-2000:]}')
        seen += os.read(terminal, 4096)


with tempfile.TemporaryDirectory() as home:
    write(home, 'accounts', ACCOUNT)
    child, terminal = pty.fork()
    if child == 0:
        environment = {'PATH': os.environ['PATH'], 'HOME': home, 'TERM': 'xterm', 'LANG': 'C.UTF-8'}
        environment |= {'XDG_CONFIG_HOME': home, 'XDG_DATA_HOME': home, 'SSL_CERT_FILE': CA}
        os.execvpe('profanity', ['profanity', '-a', 'alice@localhost'], environment)
    await_text(terminal, rb'logged in successfully')
    print('logged in', flush=True)
    os.write(terminal, b'/quit\n')
    os.waitpid(child, 0)
