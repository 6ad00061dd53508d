"""A node's log is searched for secrets, and a node does not outlive whoever started it."""

import subprocess
import sys
from pathlib import Path

import pytest

from chaos.node import LAUNCHER, Node
from support.waiting import wait_until


@pytest.mark.parametrize(("line", "told"), [
    ("debug answered status=200", []),
    ("reset with Kz3-_code and Kz3-_code", ["passwords or codes (1)"]),
    ("hello Changed-abc.1!, hello Kz3-_code", ["passwords or codes (2)"]),
    ("mail to w@people.example.com", ["addresses (1)"]),
    ("no such user walker-17", ["user names (1)"]),
])
def test_a_secret_in_the_log_is_found(tmp_path, line, told):
    node = Node("rekey", tmp_path, None, {})
    node.secrets |= {"Kz3-_code", "Changed-abc.1!"}
    node.output_file.write_text("listening\n")
    node.log_file.write_text(f"info begun\n{line}\nbytes that are no text: \udc00\n", errors="surrogatepass")
    assert node.told() == told


def test_a_node_ends_with_whoever_started_it():
    text = (
        "import os, subprocess, sys\n"
        f"process = subprocess.Popen({[*LAUNCHER, 'sleep', '600']}, stdout=subprocess.DEVNULL)\n"
        "print(process.pid, flush=True)\n"
        "sys.stdin.read(1)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    starter = subprocess.Popen([sys.executable, "-c", text], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    status = Path("/proc") / starter.stdout.readline().strip() / "stat"
    wait_until(lambda: "(sleep)" in status.read_text(), "the node to run")
    starter.communicate("x")
    wait_until(lambda: not status.exists() or ") Z " in status.read_text(), "the node to be gone")
