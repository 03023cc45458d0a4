"""What a measurement needs around it: provider, Redis, PostgreSQL, nginx and the gateway, all on 127.0.0.1.

Every process is a child that dies with this one, ports are free ones, files live in one temporary folder, and
leaving the `with` block (Ctrl-C included) ends and removes everything.
"""
import argparse
import collections
import ctypes
import glob
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BINARIES = os.path.join(ROOT, "target", "bench")
MASTER_KEY = "sk-bench-master"
JVM_FLAGS = "-Xmx512m"
TICKS = os.sysconf("SC_CLK_TCK")
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Trouble(Exception):
    """Something the person at the terminal has to put right."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def find_java():
    """A JDK 25: JAVA_HOME, else the folders where distributions and version managers put them."""
    home = os.path.expanduser("~")
    places = [os.environ.get("JAVA_HOME", "")]
    for pattern in ("/usr/lib/jvm/*25*", "/opt/*jdk*25*", home + "/.sdkman/candidates/java/25*", home + "/.jdks/*25*"):
        places += sorted(glob.glob(pattern))
    for place in places:
        java = os.path.join(place, "bin", "java")
        if place and os.access(java, os.X_OK):
            said = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
            if 'version "25' in said:
                return java
    raise Trouble("no JDK 25 found: set JAVA_HOME")


def find_program(name, *more):
    found = shutil.which(name)
    for pattern in more:
        for path in sorted(glob.glob(pattern), reverse=True):
            found = found or (path if os.access(path, os.X_OK) else None)
    if not found:
        raise Trouble(f"{name} is not installed (on Debian: apt-get install nginx-light redis-server postgresql)")
    return found


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def await_true(what, condition, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.02)
    raise Trouble(f"{what} within {seconds} s did not happen")


def answers(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def call(method, port, path, key=None, body=None, timeout=10):
    """One request; (status, body), status 0 if nobody answers."""
    headers = {"Content-Type": "application/json"}
    if key:
        headers["Authorization"] = "Bearer " + key
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, headers, method=method)
    try:
        with DIRECTLY.open(request, timeout=timeout) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read()
    except OSError:
        return 0, b""


class Process:
    """A child and all it starts: its CPU and its memory."""

    def __init__(self, name, command, port, log, env=None, user=None):
        self.name, self.port, self.log = name, port, log
        with open(log, "ab") as file:
            # a session of its own: Ctrl-C is for us alone, and we end the others in order
            self.child = subprocess.Popen(command, stdout=file, stderr=file, stdin=subprocess.DEVNULL, cwd="/", env=env,
                                          user=user, preexec_fn=die_with_parent, start_new_session=True)

    @property
    def pid(self):
        return self.child.pid

    def tree(self):
        children = {}
        for path in glob.glob("/proc/[0-9]*/stat"):
            try:
                fields = open(path).read().rsplit(")", 1)[1].split()
                children.setdefault(int(fields[1]), []).append(int(path.split("/")[2]))
            except OSError:
                pass
        found, left = [], [self.pid]
        while left:
            found.append(left.pop())
            left += children.get(found[-1], [])
        return found

    def cpu(self):
        """User and system time so far, in seconds, with that of children already gone."""
        total = 0
        for pid in self.tree():
            try:
                fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
                total += sum(int(field) for field in fields[11:15])
            except OSError:
                pass
        return total / TICKS

    def pss_kb(self):
        total = 0
        for pid in self.tree():
            try:
                for line in open(f"/proc/{pid}/smaps_rollup"):
                    total += int(line.split()[1]) if line.startswith("Pss:") else 0
            except OSError:
                pass
        return total

    def settle(self, seconds=40):
        """Waits until it works no more: what it put off (records of spend) belongs to the load that caused it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            before = self.cpu()
            time.sleep(1)
            if self.cpu() - before < 0.06:
                return

    def tail(self):
        with open(self.log, errors="replace") as file:
            return "".join(file.readlines()[-25:])

    def kill(self):
        self.child.kill()
        self.child.wait()

    def stop(self, how=signal.SIGTERM, patience=15):
        if self.child.poll() is None:
            self.child.send_signal(how)
            try:
                self.child.wait(patience)
            except subprocess.TimeoutExpired:
                self.kill()


class Stage:
    """Starts things on demand and ends them all."""

    def __init__(self, options):
        self.options, self.running, self.sent = options, [], collections.Counter()
        self.dir = tempfile.mkdtemp(prefix="meridian-bench-")
        os.chmod(self.dir, 0o755)
        self.database_url = options.database_url or os.environ.get("DATABASE_URL")
        self.redis = self.postgres = self.provider = self.key = None

    def __enter__(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        subprocess.run(["make", "-s", "-C", HERE, f"OUT={BINARIES}"], check=True)
        return self

    def __exit__(self, *_):
        for process in reversed(self.running):
            if process is self.postgres:
                process.stop(signal.SIGINT)
            else:
                process.stop()
        if self.options.keep:
            print(f"kept: {self.dir}", file=sys.stderr)
        else:
            shutil.rmtree(self.dir, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.dir, name)

    def start(self, name, command, port, ready=None, patience=20, **more):
        process = Process(name, command, port, self.path(name + ".log"), **more)
        self.running.append(process)
        condition = ready or (lambda: answers(port))
        try:
            await_true(f"{name} ready", lambda: process.child.poll() is not None or condition(), patience)
        except Trouble as trouble:
            raise Trouble(f"{trouble}\n{process.tail()}") from None
        if process.child.poll() is not None:
            raise Trouble(f"{name} ended at its start\n{process.tail()}")
        return process

    def start_provider(self, *more):
        port = free_port()
        command = [os.path.join(BINARIES, "upstream"), "--port", str(port), "--model", self.options.provider_model,
                   *map(str, more)]
        self.provider = self.start("upstream", command, port)
        return self.provider

    def start_nginx(self):
        port = free_port()
        text = open(os.path.join(HERE, "nginx.conf")).read()
        for name, value in (("DIR", self.dir), ("PORT", port), ("UPSTREAM", self.provider.port)):
            text = text.replace(f"@{name}@", str(value))
        with open(self.path("nginx.conf"), "w") as file:
            file.write(text)
        return self.start("nginx", [find_program("nginx", "/usr/sbin/nginx"), "-c", self.path("nginx.conf"),
                                    "-p", self.dir, "-e", "stderr"], port)

    def start_redis(self):
        port = free_port()
        self.redis = self.start("redis", [find_program("redis-server"), "--port", str(port), "--bind", "127.0.0.1",
                                          "--save", "", "--appendonly", "no", "--dir", self.dir], port)

    def start_postgres(self):
        """A new cluster with PostgreSQL's own defaults; as an ordinary user, since it refuses to run as root."""
        if self.database_url:
            return
        initdb = find_program("initdb", "/usr/lib/postgresql/*/bin/initdb")
        user = None
        data = self.path("postgres")
        os.mkdir(data, 0o700)
        if os.geteuid() == 0:
            user = next(name for name in ("postgres", "nobody") if name in {entry.pw_name for entry in pwd.getpwall()})
            shutil.chown(data, user)
        subprocess.run([initdb, "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--no-sync"], check=True,
                       user=user, cwd="/", stdout=subprocess.DEVNULL)
        port = free_port()
        self.postgres = self.start("postgres", [os.path.join(os.path.dirname(os.path.realpath(initdb)), "postgres"),
                                                "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", ""], port,
                                   user=user)
        self.database_url = f"postgresql://bench:bench@127.0.0.1:{port}/postgres"
        await_true("a first query", lambda: self.sql("select 1", check=False) == "1", 20)

    def sql(self, query, check=True):
        command = [find_program("psql"), "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", query, self.database_url]
        result = subprocess.run(command, capture_output=True, text=True)
        if check and result.returncode != 0:
            raise Trouble(f"psql: {result.stderr}")
        return result.stdout.strip()

    def gateway_command(self, port):
        options = self.options
        return [find_java(), *(options.jvm or JVM_FLAGS).split(), "-jar", os.path.abspath(options.war), "--port",
                str(port), "--config", os.path.abspath(options.config)]

    def gateway_env(self):
        # nothing else of this shell's: no proxy, no flags, no other database
        env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
        env.update(LITELLM_MASTER_KEY=MASTER_KEY, LITELLM_SALT_KEY="sk-bench-salt", DATABASE_URL=self.database_url,
                   REDIS_HOST="127.0.0.1", REDIS_PORT=str(self.redis.port), MERIDIAN_DATA_DIR=self.path("data"),
                   MERIDIAN_EGRESS_ALLOWED_HOSTS="127.0.0.1",
                   BENCH_UPSTREAM=f"http://127.0.0.1:{self.provider.port}/v1")
        env.update(setting.split("=", 1) for setting in self.options.env)
        return env

    def start_gateway(self, ready=None):
        port = free_port()
        ready = ready or (lambda: call("GET", port, "/health/readiness", timeout=2)[0] == 200)
        return self.start("gateway", self.gateway_command(port), port, ready, patience=60, env=self.gateway_env())

    def make_key(self, gateway):
        """A virtual key whose limits are all checked and never reached."""
        body = {"key_alias": f"bench-{os.getpid()}-{int(time.time())}", "models": [],
                "rpm_limit": 1_000_000_000, "tpm_limit": 1_000_000_000_000,
                "max_parallel_requests": 1_000_000, "max_budget": 1_000_000.0}
        status, answer = call("POST", gateway.port, "/key/generate", MASTER_KEY, body)
        if status != 200:
            raise Trouble(f"/key/generate answered {status}: {answer[:500]!r}\n{gateway.tail()}")
        self.key = json.loads(answer)["key"]
        return self.key

    def driver_command(self, port, mode, connections, seconds, *more):
        return [os.path.join(BINARIES, "driver"), "--port", str(port), "--mode", mode, "--connections",
                str(connections), "--seconds", str(seconds), "--key", self.key or "sk-none", *map(str, more)]

    def drive(self, target, mode, connections, seconds, *more):
        """Load for so long; the driver's figures."""
        command = self.driver_command(target.port, mode, connections, seconds, *more)
        result = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 90,
                                preexec_fn=die_with_parent)
        if result.returncode != 0:
            raise Trouble(f"driver: {result.stderr}")
        return self.count(target, result.stdout)

    def count(self, target, output):
        figures = json.loads(output.splitlines()[-1])
        self.sent[target.name] += figures["started"]
        return figures

    def redis_calls(self):
        """Scripts and functions run so far."""
        said = subprocess.run(["redis-cli", "-p", str(self.redis.port), "info", "commandstats"], capture_output=True,
                              text=True).stdout
        return sum(int(line.split("calls=")[1].split(",")[0]) for line in said.splitlines()
                   if line.startswith(("cmdstat_eval", "cmdstat_fcall")))

    def check_answers(self, gateway):
        """Plain and streamed calls must be answered under the public name, and a wrong key refused."""
        body = {"model": "bench", "messages": [{"role": "user", "content": "hello"}]}
        streamed = {**body, "stream": True}
        wanted = ((self.key, body, 200, b'"usage"'), (self.key, streamed, 200, b"data: [DONE]"),
                  (self.key, body, 200, b'"model":"bench"'), (self.key, streamed, 200, b'"model":"bench"'),
                  ("sk-wrong", body, 401, b'"error"'))
        for key, request, status, part in wanted:
            got, answer = call("POST", gateway.port, "/v1/chat/completions", key, request)
            self.sent[gateway.name] += got == 200
            if got != status or part not in answer:
                raise Trouble(f"wanted {status} with {part!r}, got {got}: {answer[:400]!r}\n{gateway.tail()}")


def arguments(description):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--war", default=os.path.join(ROOT, "target", "meridian.war"))
    parser.add_argument("--config", default=os.path.join(HERE, "config.yaml"))
    parser.add_argument("--jvm", help=f"flags of the gateway's JVM, default {JVM_FLAGS}")
    parser.add_argument("--env", action="append", default=[], metavar="NAME=VALUE", help="for the gateway")
    parser.add_argument("--database-url", help="a PostgreSQL to use; default: one of its own")
    parser.add_argument("--provider-model", default="bench-1", metavar="NAME",
                        help="in the provider's answers; `bench` spares the gateway putting the public name there")
    parser.add_argument("--keep", action="store_true", help="keep logs and data")
    return parser
