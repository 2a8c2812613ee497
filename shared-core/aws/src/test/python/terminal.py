"""Runs a command on a terminal of its own: what it shows goes to the output, what is read from the input is typed."""
import os
import pty
import select
import signal
import sys

child, terminal = pty.fork()
if child == 0:
    # Where a build ignores Ctrl-C, as one in the background does, its children would, too.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execvp(sys.argv[1], sys.argv[1:])
sources = [terminal, 0]
while terminal in sources:
    for source in select.select(sources, [], [])[0]:
        try:
            read = os.read(source, 4096)
        except OSError:  # the terminal's other side is closed
            read = b""
        if not read:
            sources.remove(source)
        else:
            os.write(1 if source == terminal else terminal, read)
status = os.waitpid(child, 0)[1]
sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
