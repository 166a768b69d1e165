#!/usr/bin/env python3
"""Marks the line that is the cause in a log.

usage: mark.py LOG LINE       mark that line (counted from 1), and no other
       mark.py LOG...         show each log's marked line

The mark is an application program command, ESC _destill;cause BEL, at the very
start of the line: no terminal shows it.
"""
import sys

MARK = b"\x1b_destill;cause\x07"


def lines_of(path):
    with open(path, "rb") as file:
        return file.read().split(b"\n")


def main(arguments):
    if len(arguments) == 2 and arguments[1].isdigit():
        path, number = arguments[0], int(arguments[1])
        lines = [line.replace(MARK, b"") for line in lines_of(path)]
        lines[number - 1] = MARK + lines[number - 1]
        with open(path, "wb") as file:
            file.write(b"\n".join(lines))
        arguments = [path]
    wrong = 0
    for path in arguments:
        lines = lines_of(path)
        marked = [i for i, line in enumerate(lines, 1) if MARK in line]
        if (
            len(marked) != 1
            or not lines[marked[0] - 1].startswith(MARK)
            or not lines[marked[0] - 1][len(MARK) :].strip()
        ):
            wrong += 1
            print(f"{path}: {len(marked)} marks; there must be one, at the start of a line that is not blank")
            continue
        print(
            f"{path}:{marked[0]} of {len(lines)}: {lines[marked[0] - 1][len(MARK):].decode('utf-8', 'replace').strip()!r}"
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
