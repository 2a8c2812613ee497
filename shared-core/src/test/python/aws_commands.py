"""Gives commands to the command line of AWS, which checks them as ever, where no service answers.

Reads a JSON list of commands, each as a shell would be given it; writes a JSON list of [exit code, all that it printed].
"""
import contextlib
import io
import json
import os
import shlex
import sys

os.environ.update(
    AWS_ENDPOINT_URL="http://127.0.0.1:9",
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_DEFAULT_REGION="us-east-1",
    AWS_MAX_ATTEMPTS="1",
    AWS_EC2_METADATA_DISABLED="true",
    AWS_CONFIG_FILE=os.devnull,
    AWS_SHARED_CREDENTIALS_FILE=os.devnull,
)

from awscli.clidriver import create_clidriver

results = []
for command in json.load(sys.stdin):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            code = create_clidriver().main(shlex.split(command)[1:])
        except SystemExit as end:
            code = end.code
    results.append([code, said.getvalue()])
json.dump(results, sys.stdout)
