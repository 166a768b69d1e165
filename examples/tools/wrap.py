#!/usr/bin/env python3
"""Prints a recording (see record.py) as a CI provider's job log.

usage: wrap.py RECORDING NAME > LOG

The shape comes from the recording: buildkite, github, gitlab, travis, travis-vm (Travis CI's
virtual machines of around 2018, every command of the script in its own right), xtrace
(a runner that shows nothing but `set -x`) or plain (the tools' output alone).
NAME seeds the invented parts (commit, branch, agent, build number), so that the same
recording always gives the same log.
"""
import datetime
import json
import random
import sys
import zlib

ESC, BEL = "\x1b", "\x07"
GREY, RED, GREEN, CYAN, YELLOW, OFF = (ESC + c for c in ("[90m", "[31m", "[32;1m", "[36;1m", "[33;1m", "[0m"))


class Job:
    """The recording and everything about the job that is invented."""

    def __init__(self, recording, name):
        self.head, self.steps, self.status = recording["head"], recording["steps"], recording["status"]
        self.random = random.Random(zlib.crc32(name.encode()))
        self.repo = self.head.get("repo", "acme/shop")
        self.commit = "%040x" % self.random.getrandbits(160)
        self.branch = self.random.choice(
            ["main", "main", "release/4.2", "feature/cart-totals", "bump-deps", "fix/1873"]
        )
        self.number = self.random.randrange(200, 9000)
        self.subject = self.random.choice(
            [
                "Round the totals of a cart once",
                "Bump the build image",
                "Read the settings at start",
                "Handle an empty answer",
                "Merge pull request #1873 from acme/fix/error-page",
                "Say which rule failed",
                "Drop the old API",
            ]
        )
        self.begin = datetime.datetime.fromtimestamp(recording["begin"], datetime.timezone.utc)
        self.directory = recording["directory"]
        self.artifacts = len(recording["artifacts"])

    def time(self, at):
        return self.begin + datetime.timedelta(seconds=at)

    def shown(self, step):
        return step["script"].strip("\n").split("\n")


def buildkite(job, out):
    home = "/var/lib/buildkite-agent"
    clock = -9.0

    def line(text, at=None):
        nonlocal clock
        clock = at if at is not None else clock + job.random.random() * 0.2
        stamp = f"{ESC}_bk;t={int(job.time(clock).timestamp() * 1000)}{BEL}"
        for erase in ("[K", "[0K", "[2K"):
            text = text.replace(ESC + erase, ESC + erase + stamp)
        out(stamp + text + "\r\n")

    def comment(text):
        line(f"{GREY}# {text}{OFF}")

    def prompt(text, at=None):
        first, *more = text.split("\n")
        line(f"{GREY}${OFF} {first}", at)
        for rest in more:
            line(rest)

    hook = job.head.get("hook")
    line("~~~ Running agent environment hook")
    prompt(f"{home}/hooks/environment")
    line("~~~ Preparing working directory")
    if job.random.random() < 0.5:
        comment(f'Creating "{job.directory}"')
        prompt(f"cd {job.directory}")
        prompt(f"git clone -v -- git@git.example.com:{job.repo}.git .")
        count = job.random.randrange(400, 9000)
        line("Cloning into '.'...")
        line(f"remote: Enumerating objects: {count}, done.{ESC}[K")
        line(f"remote: Counting objects: 100% ({count}/{count}), done.{ESC}[K")
        line(f"remote: Compressing objects: 100% ({count // 3}/{count // 3}), done.{ESC}[K")
        line(
            "".join(f"Receiving objects: {p:3d}% ({count * p // 100}/{count})\r" for p in (1, 27, 53, 79))
            + f"Receiving objects: 100% ({count}/{count}), 2.31 MiB | 11.20 MiB/s, done."
        )
        line(f"Resolving deltas: 100% ({count // 2}/{count // 2}), done.")
    else:
        prompt(f"cd {job.directory}")
        prompt(f"git remote set-url origin git@git.example.com:{job.repo}.git")
    prompt("git clean -ffxdq")
    comment("Fetch and checkout commit")
    prompt(f"git fetch -v --prune -- origin {job.commit}")
    line("From git.example.com:" + job.repo)
    line(f" * branch            {job.commit} -> FETCH_HEAD")
    prompt(f"git checkout -f {job.commit}")
    line(f"Note: switching to '{job.commit}'.")
    line("")
    line("You are in 'detached HEAD' state. You can look around, make experimental")
    line("changes and commit them, and you can discard any commits you make in this")
    line("state without impacting any branches by switching back to a branch.")
    line("")
    line("Turn off this advice by setting config variable advice.detachedHead to false")
    line("")
    line(f"HEAD is now at {job.commit[:7]} {job.subject}")
    prompt("git clean -ffxdq")
    comment("Checking to see if git commit information needs to be sent to Buildkite...")
    prompt("buildkite-agent meta-data exists buildkite:commit")
    if hook:
        line(f"~~~ Running agent {hook} hook")
        prompt(f"{home}/hooks/{hook}")
        line("Logged in to the package registry as ci-reader")

    scripted = job.head.get("style") == "script"
    line("~~~ Running script" if scripted else "~~~ Running commands", 0)
    if scripted:
        prompt(job.head.get("script", ".buildkite/run.sh"), 0)
    else:
        prompt("\n".join(text for s in job.steps if not s["always"] for text in job.shown(s)), 0)
    for step in job.steps:
        if step["title"]:
            line(f"--- {step['title']}", step["at"])
        for at, text in step["lines"]:
            line(text, at)
    line("^^^ +++", job.steps[-1]["end"])
    line(f"{RED}🚨 Error: The command exited with status {job.status}{OFF}")
    line("^^^ +++")
    if job.random.random() < 0.7:
        line("~~~ Running agent post-command hook")
        prompt(f"{home}/hooks/post-command")
        line(f"Disk use of {home}/builds: 61%")
        line("Pruned 0 stale checkouts")
    line(f"user command error: exit status {job.status}")
    if "artifacts" in job.head:
        pattern = job.head["artifacts"]
        line("~~~ Uploading artifacts")
        prompt(f'buildkite-agent artifact upload "{pattern}"')
        stamp = job.time(clock).strftime("%Y-%m-%d %H:%M:%S")
        if not job.artifacts:
            line(f"{stamp} WARN   No files matched paths: {pattern}")
        else:
            line(f'{stamp} INFO   Found {job.artifacts} files that match "{pattern}"')
            line(f"{stamp} INFO   Creating (0-{job.artifacts})/{job.artifacts} artifacts")
            line(f"{stamp} INFO   Uploading {job.artifacts} artifacts")
            line(f"{stamp} INFO   Artifact uploads completed successfully")
    line("~~~ Running agent pre-exit hook")
    prompt(f"{home}/hooks/pre-exit")


def github(job, out):
    clock = -12.0
    fresh = True

    def line(text, at=None):
        nonlocal clock, fresh
        clock = at if at is not None else clock + job.random.random() * 0.05
        bom = "\ufeff" if fresh else ""
        fresh = False
        time = job.time(clock)
        out(f"{bom}{time:%Y-%m-%dT%H:%M:%S.%f}{job.random.randrange(10)}Z {text}\n")

    def group(title, lines=()):
        line(f"##[group]{title}")
        for text in lines:
            line(text)
        line("##[endgroup]")

    line("Current runner version: '2.328.0'")
    group("Runner Image Provisioner", ["Hosted Compute Agent", "Version: 20260512.112"])
    group("Operating System", ["Ubuntu", "24.04.3", "LTS"])
    group("GITHUB_TOKEN Permissions", ["Contents: read", "Metadata: read", "Packages: read"])
    line("Secret source: Actions")
    line("Prepare workflow directory")
    line("Prepare all required actions")
    line("Getting action download info")
    line("Download action repository 'actions/checkout@v4' (SHA:%040x)" % job.random.getrandbits(160))
    line(f"Complete job name: {job.head.get('job', 'build')}")
    fresh = True
    group(
        "Run actions/checkout@v4",
        [
            "with:",
            f"  repository: {job.repo}",
            "  token: ***",
            "  persist-credentials: true",
            "  clean: true",
            "  fetch-depth: 1",
            "  lfs: false",
            "  submodules: false",
        ],
    )
    line(f"Syncing repository: {job.repo}")
    group(
        "Getting Git version info",
        [f"Working directory is '{job.directory}'", "[command]/usr/bin/git version", "git version 2.51.0"],
    )
    line(f"Deleting the contents of '{job.directory}'")
    group(
        "Initializing the repository",
        [
            f"[command]/usr/bin/git init {job.directory}",
            "hint: Using 'master' as the name for the initial branch. This default branch name",
            "hint: is subject to change.",
            f"Initialized empty Git repository in {job.directory}/.git/",
            f"[command]/usr/bin/git remote add origin https://github.com/{job.repo}",
        ],
    )
    group(
        "Fetching the repository",
        [
            f"[command]/usr/bin/git -c protocol.version=2 fetch --no-tags --prune --no-recurse-submodules --depth=1 origin +{job.commit}:refs/remotes/origin/{job.branch}",
            f"From https://github.com/{job.repo}",
            f" * [new ref]         {job.commit} -> origin/{job.branch}",
        ],
    )
    group(
        "Checking out the ref",
        [
            f"[command]/usr/bin/git checkout --progress --force -B {job.branch} refs/remotes/origin/{job.branch}",
            f"Switched to a new branch '{job.branch}'",
        ],
    )
    for step in job.steps:
        fresh = True
        shown = job.shown(step)
        line(f"##[group]Run {shown[0]}", step["at"])
        for text in shown:
            line(f"{CYAN}{text}{OFF}")
        line("shell: /usr/bin/bash --noprofile --norc -e -o pipefail {0}")
        line("##[endgroup]")
        for at, text in step["lines"]:
            line(text, max(at, clock))
        if step["code"]:
            line(f"##[error]Process completed with exit code {step['code']}.", step["end"])
    fresh = True
    line("Post job cleanup.")
    for text in (
        "[command]/usr/bin/git version",
        "git version 2.51.0",
        "Adding repository directory to the temporary git global config as a safe directory",
        f"[command]/usr/bin/git config --global --add safe.directory {job.directory}",
        r"[command]/usr/bin/git config --local --name-only --get-regexp core\.sshCommand",
        r"[command]/usr/bin/git config --local --name-only --get-regexp http\.https\:\/\/github\.com\/\.extraheader",
        "http.https://github.com/.extraheader",
        "[command]/usr/bin/git config --local --unset-all http.https://github.com/.extraheader",
    ):
        line(text)
    fresh = True
    line("Cleaning up orphan processes")


def gitlab(job, out):
    clock = -15.0
    stamped = job.random.random() < 0.5
    opened = []

    def line(text, at=None, stream="00O"):
        nonlocal clock
        clock = at if at is not None else clock + job.random.random() * 0.1
        out((f"{job.time(clock):%Y-%m-%dT%H:%M:%S.%f}Z {stream} " if stamped else "") + text + "\n")

    def marker(kind, name):
        return f"section_{kind}:{int(job.time(clock).timestamp())}:{name}\r{ESC}[0K"

    def section(name, title):
        end = marker("end", opened.pop()) if opened else ""
        opened.append(name)
        line(end + marker("start", name) + f"{ESC}[0K{CYAN}{title}{ESC}[0;m")

    runner = "%06x" % job.random.getrandbits(24)
    line(f"{ESC}[0KRunning with gitlab-runner 18.9.0 ({runner}){ESC}[0;m")
    line(f"{ESC}[0K  on docker-{job.random.randrange(1, 9)}.ci.example.com t3_{runner}, system ID: s_{runner}{ESC}[0;m")
    section("prepare_executor", 'Preparing the "docker" executor')
    image = job.head.get("image", "registry.example.com/acme/build:12")
    line(f"{ESC}[0KUsing Docker executor with image {image} ...{ESC}[0;m")
    line(f'{ESC}[0KUsing locally found image version due to "if-not-present" pull policy{ESC}[0;m')
    line(f"{ESC}[0KUsing docker image sha256:{job.commit}{runner} for {image} ...{ESC}[0;m")
    section("prepare_script", "Preparing environment")
    line(f"Running on runner-t3{runner}-project-{job.number}-concurrent-0 via docker.ci.example.com...")
    section("get_sources", "Getting source from Git repository")
    line(f"{GREEN}Gitaly correlation ID: 01K{job.commit[:23].upper()}{ESC}[0;m")
    line(f"{GREEN}Fetching changes with git depth set to 20...{ESC}[0;m")
    line(f"Reinitialized existing Git repository in {job.directory}/.git/")
    line(f"{GREEN}Checking out {job.commit[:8]} as detached HEAD (ref is {job.branch})...{ESC}[0;m")
    line("")
    line(f"{GREEN}Skipping Git submodules setup{ESC}[0;m")
    section("restore_cache", "Restoring cache")
    line(f"{GREEN}Checking cache for {job.branch.replace('/', '-')}-non_protected...{ESC}[0;m")
    if job.random.random() < 0.5:
        line(
            "No URL provided, cache will not be downloaded from shared cache server. Instead a local version of cache will be extracted. "
        )
        line(f"{YELLOW}WARNING: Cache file does not exist                {ESC}[0;m ")
        line(f"{YELLOW}Failed to extract cache{ESC}[0;m")
    else:
        line(f"{GREEN}Successfully extracted cache{ESC}[0;m")
    section("step_script", 'Executing "step_script" stage of the job script')
    for step in job.steps:
        if step["always"]:
            section("after_script", "Running after_script")
            line(f"{GREEN}Running after script...{ESC}[0;m")
        for at, text in step["lines"]:
            line(text, max(at, clock), "01O")
    if "artifacts" in job.head:
        section("upload_artifacts_on_failure", "Uploading artifacts for failed job")
        line(f"{GREEN}Uploading artifacts...{ESC}[0;m")
        if not job.artifacts:
            line(
                f"{YELLOW}WARNING: {job.head['artifacts']}: no matching files. Ensure that the artifact path is relative to the working directory ({job.directory}){ESC}[0;m "
            )
            line(f"{RED}ERROR: No files to upload                         {ESC}[0;m ")
        else:
            line(f"{job.head['artifacts']}: found {job.artifacts} matching artifact files and directories{ESC}[0;m ")
            line(
                f'Uploading artifacts as "junit" to coordinator... 201 Created{ESC}[0;m  correlation_id=01K{runner.upper()} id={job.number}7 responseStatus=201 Created token=64_{runner}'
            )
    section("cleanup_file_variables", "Cleaning up project directory and file based variables")
    line(marker("end", opened.pop()) + f"{ESC}[31;1mERROR: Job failed: exit code {job.status}")
    line(f"{ESC}[0;m", stream="00O")


def travis(job, out):
    def line(text=""):
        out(text + "\r\n")

    def fold(name, lines):
        line(f"travis_fold:start:{name}\r{ESC}[0K" + lines[0])
        for text in lines[1:]:
            line(text)
        line(f"travis_fold:end:{name}\r{ESC}[0K")

    fold(
        "worker_info",
        [
            f"{YELLOW}Worker information{OFF}",
            f"hostname: worker-{job.number}.example.com",
            "version: 6.2.22",
            "instance: job-%x" % job.number,
        ],
    )
    fold(
        "system_info",
        [
            f"{YELLOW}Build system information{OFF}",
            "Build language: generic",
            "Build dist: bookworm",
            f"Build id: {job.number}31",
            f"Job id: {job.number}32",
            "Runtime kernel version: 6.1.0-21-amd64",
        ],
    )
    fold(
        "git.checkout",
        [
            f"$ git clone --depth=50 --branch={job.branch} https://git.example.com/{job.repo}.git {job.repo}",
            f"Cloning into '{job.repo}'...",
            f"$ cd {job.repo}",
            f"$ git checkout -qf {job.commit}",
        ],
    )
    line()
    for number, step in enumerate(job.steps):
        key = "%08x" % job.random.getrandbits(32)
        shown = job.shown(step)
        title = "after_failure" if step["always"] else step["title"].lower().replace(" ", "_")
        begin = int(job.time(step["at"]).timestamp() * 10**9)
        end = int(job.time(step["end"]).timestamp() * 10**9)
        if not step["code"]:
            line(f"travis_fold:start:{title}.{number}\r{ESC}[0Ktravis_time:start:{key}\r{ESC}[0K$ {'; '.join(shown)}")
        else:
            line(f"travis_time:start:{key}\r{ESC}[0K$ {'; '.join(shown)}")
        for _, text in step["lines"]:
            line(text)
        line(
            f"travis_time:end:{key}:start={begin},finish={end},duration={end - begin},event={title}\r{ESC}[0K"
            + ("" if step["code"] else f"travis_fold:end:{title}.{number}\r{ESC}[0K")
        )
        if step["code"]:
            line(f'{ESC}[31;1mThe command "{shown[-1]}" exited with {step["code"]}.{OFF}')
            line()
        elif not step["always"]:
            line(f'{ESC}[32;1mThe command "{shown[-1]}" exited with 0.{OFF}')
            line()
    line()
    line(f"Done. Your build exited with {job.status}.")


def travis_vm(job, out):
    def line(text=""):
        out(text + "\r\n")

    def name(text):
        return f"{ESC}[34m{ESC}[1m{text}{ESC}[0m"

    def timed(key, step):
        begin, end = (int(job.time(step[at]).timestamp() * 10**9) for at in ("at", "end"))
        return f"travis_time:end:{key}:start={begin},finish={end},duration={end - begin}\r{ESC}[0K"

    dist, release = job.random.choice([("trusty", "14.04.5"), ("xenial", "16.04.6"), ("xenial", "16.04.5")])
    language = job.head.get("language", "generic")
    out(f"travis_fold:start:worker_info\r{ESC}[0K{YELLOW}Worker information{OFF}\n")
    out(f"hostname: {job.commit[:8]}-{job.commit[8:12]}@1.worker-{job.commit[12:22]}.ci.example.com\n")
    out("version: v6.2.0 https://git.example.com/ci/worker/tree/%s\n" % job.commit[::-1])
    out(f"instance: ci-job-{job.commit[22:30]} ci-{language}-{dist}-15{job.number}0{job.number} (via amqp)\n")
    out(f"startup: {job.random.randrange(5, 9)}.{job.random.randrange(10**8)}s\n")
    out(f"travis_fold:end:worker_info\r{ESC}[0K")
    line(f"travis_fold:start:system_info\r{ESC}[0K{YELLOW}Build system information{OFF}")
    for text in (
        f"Build language: {language}",
        "Build group: stable",
        f"Build dist: {dist}",
        f"Build id: {job.number}71244",
        f"Job id: {job.number}71245",
        "Runtime kernel version: 4.15.0-1028-gcp",
        f"travis-build version: {job.commit[30:39]}",
        name("Build image provisioning date and time"),
        "Tue Mar 12 09:12:51 UTC 2019",
        name("Operating System Details"),
        "Distributor ID:\tUbuntu",
        f"Description:\tUbuntu {release} LTS",
        f"Release:\t{release[:5]}",
        f"Codename:\t{dist}",
        name("git version"),
        "git version 2.21.0",
        name("bash version"),
        "GNU bash, version 4.3.48(1)-release (x86_64-pc-linux-gnu)",
        name("gcc version"),
        "gcc (Ubuntu 5.4.0-6ubuntu1~16.04.11) 5.4.0 20160609",
        "This is free software; see the source for copying conditions.  There is NO",
        "warranty; not even for MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.",
        "",
        name("docker version"),
        "Client:",
        " Version:           18.06.0-ce",
        " OS/Arch:           linux/amd64",
        " Experimental:      false",
        name("clang version"),
        "clang version 7.0.0 (tags/RELEASE_700/final)",
        name("jq version"),
        "jq-1.5",
        name("shellcheck version"),
        "0.6.0",
        name("cmake version"),
        "cmake version 3.12.4",
        name("mysql version"),
        "mysql  Ver 14.14 Distrib 5.7.25, for Linux (x86_64) using  EditLine wrapper",
        name("openssl version"),
        "OpenSSL 1.0.2g  1 Mar 2016",
        name("sudo version"),
        "Sudo version 1.8.16",
        "Send mail if the user is not in sudoers",
        "Lecture user the first time they run sudo",
        "Incorrect password message: Sorry, try again.",
        "Subject line for mail messages: *** SECURITY information for %h ***",
        name("Pre-installed Ruby versions"),
        "ruby-2.4.5",
        "ruby-2.5.3",
        name("Pre-installed Node.js versions"),
        "v8.12.0",
        "v10.15.1",
        name("redis version"),
        "redis-server 5.0.4",
    ):
        line(text)
    line(f"travis_fold:end:system_info\r{ESC}[0K")
    line("Network availability confirmed.")
    line()
    clone = f"git clone --depth=50 --branch={job.branch} https://git.example.com/{job.repo}.git {job.repo}"
    line(f"travis_fold:start:git.checkout\r{ESC}[0Ktravis_time:start:{job.commit[:8]}\r{ESC}[0K$ {clone}")
    count = job.random.randrange(300, 4000)
    line(f"Cloning into '{job.repo}'...")
    line(f"remote: Enumerating objects: {count}, done.        ")
    line(
        "".join(f"remote: Counting objects: {p:3d}% ({count * p // 100}/{count})        \r" for p in (1, 34, 67))
        + f"remote: Counting objects: 100% ({count}/{count}), done.        "
    )
    line(f"remote: Total {count} (delta {count // 2}), reused {count // 3} (delta {count // 5})        ")
    line(f"Resolving deltas: 100% ({count // 2}/{count // 2}), done.")
    line(f"travis_time:end:{job.commit[:8]}:start=1,finish=2,duration=1\r{ESC}[0K$ cd {job.repo}")
    line(f"$ git checkout -qf {job.commit}")
    line(f"travis_fold:end:git.checkout\r{ESC}[0K")
    line()
    if "env" in job.head:
        line(f"{YELLOW}Setting environment variables from .travis.yml{OFF}")
        for variable in job.head["env"].split():
            line(f"$ export {variable}")
        line()
    if "cache" in job.head:
        line(f"travis_fold:start:cache.1\r{ESC}[0KSetting up build cache")
        line("$ export CASHER_DIR=$HOME/.casher")
        line(f"{GREEN}attempting to download cache archive{ESC}[0m")
        line(f"{GREEN}fetching {job.branch}/cache-linux-{dist}-{job.commit[::-1]}.tgz{ESC}[0m")
        line(f"{GREEN}found cache{ESC}[0m")
        line(f"adding {job.head['cache']} to cache")
        line(f"travis_fold:end:cache.1\r{ESC}[0K")
    numbers = {}
    for step in job.steps:
        phase, shown = step["title"], step["script"].strip("\n")
        if phase == "announce":
            line(f"$ {shown}")
            for _, text in step["lines"]:
                line(text)
            continue
        key = "%08x" % job.random.getrandbits(32)
        numbers[phase] = number = numbers.get(phase, 0) + 1
        several = sum(s["title"] == phase for s in job.steps) > 1
        fold = "" if phase == "script" else f"{phase}.{number}" if several else phase
        start = f"travis_fold:start:{fold}\r{ESC}[0K" if fold else ""
        line(start + f"travis_time:start:{key}\r{ESC}[0K$ " + shown.replace("\n", "\r\n"))
        for _, text in step["lines"]:
            line(text)
        end = timed(key, step)
        if phase == "script":
            color = f"{ESC}[31;1m" if step["code"] else GREEN
            line(end + f'{color}The command "{shown}" exited with {step["code"]}.{OFF}')
            line()
        elif step["code"] and not step["always"]:
            line(end + f'{ESC}[31;1mThe command "{shown}" failed and exited with {step["code"]} during .{OFF}')
            line()
            line("Your build has been stopped.")
            return
        else:
            out(end + f"travis_fold:end:{fold}\r{ESC}[0K")
    if "cache" in job.head:
        line(f"travis_fold:start:cache.2\r{ESC}[0Kstore build cache")
        line(f"{GREEN}nothing changed, not updating cache{ESC}[0m")
        line(f"travis_fold:end:cache.2\r{ESC}[0K")
    line()
    line("Done. Your build exited with 1.")


def plain(job, out):
    for step in job.steps:
        for _, text in step["lines"]:
            out(text + "\n")


SHAPES = {"buildkite": buildkite, "github": github, "gitlab": gitlab, "travis": travis, "travis-vm": travis_vm, "xtrace": plain, "plain": plain}


def main():
    recording, name = sys.argv[1:]
    with open(recording, encoding="utf-8") as file:
        job = Job(json.load(file), name)
    sys.stdout.reconfigure(encoding="utf-8", newline="")
    SHAPES[job.head["shape"]](job, sys.stdout.write)


if __name__ == "__main__":
    main()
