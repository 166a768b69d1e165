#!/usr/bin/env python3
"""Runs a recipe's steps and records what they print, with times.

usage: record.py RECIPE DIRECTORY > RECORDING

A recipe is a text file: bash, cut into steps by directive lines.

    #@ shape buildkite            who is to print it: see wrap.py
    #@ repo acme/shop             the repository's invented name
    #@ artifacts target/*.xml     what the job uploads at its end
    #@ step Install               begins a step; the commands follow
    npm ci
    #@ step Test
    npm test
    #@ always Collect             a step that runs after a failure as well

In the shape travis-vm a step is one command, and its title is the phase that it belongs to
(before_install, install, before_script, script, after_failure; or announce): as there, a
command of the phase script runs although another one failed before it.

Every step runs in DIRECTORY under `bash -e`, on a terminal of 160x100 for the
shapes whose agents give one, else on a pipe. The first step that fails ends
the job. Exit status: 0 if the job failed as it should, 1 if it passed.
"""
import fcntl
import glob
import json
import os
import pty
import shlex
import struct
import subprocess
import sys
import termios
import time

ON_TERMINAL = {"buildkite", "travis", "travis-vm"}


def parse(path):
    head, steps = {}, []
    for line in open(path, encoding="utf-8"):
        if line.startswith("#@ "):
            key, _, value = line[3:].strip().partition(" ")
            if key in ("step", "always"):
                steps.append({"title": value, "always": key == "always", "script": ""})
            else:
                head[key] = value
        elif steps:
            steps[-1]["script"] += line
    return head, steps


def echoing(script):
    """Lets every line (each must be a whole command) be shown before it runs."""
    show = r"printf '\033[32;1m$ %s\033[0;m\n' "
    return "".join(f"{show}{shlex.quote(line)}\n{line}\n" for line in script.strip().split("\n"))


def run(step, directory, shape, emit):
    script = echoing(step["script"]) if shape == "gitlab" else step["script"]
    options = "-ex" if shape == "xtrace" else "-e"
    command = ["bash", "--noprofile", "--norc", "-o", "pipefail", options, "-c", script]
    environment = dict(os.environ, CI="true", TERM="xterm-256color", PWD=directory)
    if shape in ON_TERMINAL:
        reader, writer = pty.openpty()
        fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 100, 160, 0, 0))
    else:
        reader, writer = os.pipe()
    process = subprocess.Popen(
        command,
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=writer,
        stderr=writer,
        start_new_session=True,
    )
    os.close(writer)
    rest = b""
    while True:
        try:
            piece = os.read(reader, 65536)
        except OSError:
            piece = b""
        if not piece:
            break
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            emit(line)
    if rest:
        emit(rest)
    os.close(reader)
    code = process.wait()
    return 128 - code if code < 0 else code


def main():
    recipe, directory = sys.argv[1:]
    head, steps = parse(recipe)
    begin = time.time()
    status, stopped = 0, False
    for step in steps:
        more = head["shape"] == "travis-vm" and step["title"] == "script" and not stopped
        if status and not step["always"] and not more:
            continue
        lines = []

        def emit(line):
            text = line.decode("utf-8", "replace").removesuffix("\r")
            lines.append([round(time.time() - begin, 3), text])

        at = round(time.time() - begin, 3)
        code = run(step, directory, head["shape"], emit)
        step.update(at=at, end=round(time.time() - begin, 3), code=code, lines=lines)
        status = status or code
        stopped = stopped or (code != 0 and step["title"] != "script" and not step["always"])
    kept = glob.glob(head.get("artifacts", ""), root_dir=directory, recursive=True)
    steps = [step for step in steps if "at" in step]
    json.dump(
        {"head": head, "directory": directory, "begin": begin, "steps": steps, "status": status, "artifacts": kept},
        sys.stdout,
    )
    return 0 if status else 1


if __name__ == "__main__":
    sys.exit(main())
