"""What the measurements in Python share: a host on a folder of its own, simulated ComfyUI servers, a PostgreSQL."""
import base64
import hashlib
import http.client
import json
import os
import pathlib
import secrets
import socket
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SERVERS = ROOT / "tests" / "servers"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def program(name, built):
    """What "dotnet build -c Release" or Debug left."""
    path = ROOT / "artifacts" / "bin" / name / built / f"{name}.dll"
    if not path.exists():
        raise SystemExit(f"{path} is not there: build it first, with -c {built.capitalize()}")
    return path


def end(process):
    process.terminate()
    process.wait()


class Simulator:
    """A ComfyUI server of placeholders, as a process of its own."""

    def __init__(self, folder, built, step_ms):
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        with open(folder / f"simulator-{self.port}.log", "w") as log:
            self.process = subprocess.Popen(
                ["dotnet", str(program("ArtEngine.ComfySimulator", built)), "--port", str(self.port), "--step-time", str(step_ms),
                 "--load-time", "0", "--no-previews"], stdout=log, stderr=log)

    def renders(self):
        """What became of each prompt, by its id."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", "/simulator/log")
        return json.loads(connection.getresponse().read())

    def stop(self):
        end(self.process)


class Postgres:
    """A PostgreSQL of its own, which flushes what it commits."""

    def __init__(self, folder):
        self.folder, self.port = folder / "postgres", free_port()
        self.folder.mkdir()
        os.chmod(folder, 0o755)
        subprocess.run([SERVERS / "start-postgres.sh", self.folder, str(self.port)], env=os.environ | {"POSTGRES_FSYNC": "on"},
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.address = f"Host=127.0.0.1;Port={self.port};Username=postgres;Database=postgres"

    def run(self, statements, schema="public"):
        """By its own program; what it answers, a line for each row, with tabs between the values."""
        return subprocess.run(
            ["psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-qAtF", "\t"],
            input=statements, env=os.environ | {"PGOPTIONS": f"-c search_path={schema}"}, check=True, text=True,
            stdout=subprocess.PIPE).stdout

    def ask(self, question, schema="public"):
        return [line.split("\t") for line in self.run(question, schema).splitlines()]

    def tables(self):
        """How many rows each table has."""
        names = self.ask("SELECT format('%I.%I', schemaname, relname) FROM pg_stat_user_tables ORDER BY 1")
        counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name, in names)
        return {name: int(count) for name, count in self.ask(counts)}

    def stop(self):
        subprocess.run([SERVERS / "stop.sh", self.folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Redis:
    """A Redis of its own."""

    def __init__(self, folder):
        self.folder, self.port = folder / "redis", free_port()
        self.folder.mkdir()
        subprocess.run([SERVERS / "start-redis.sh", self.folder, str(self.port)],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def commands(self):
        """How many it was given so far."""
        info = subprocess.run(["redis-cli", "-p", str(self.port), "INFO", "stats"], check=True, capture_output=True, text=True).stdout
        return next(int(line.split(":")[1]) for line in info.splitlines() if line.startswith("total_commands_processed:"))

    def stop(self):
        subprocess.run([SERVERS / "stop.sh", self.folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Host:
    """The host on a folder of its own, with the simulator in it unless others are given. Each of its users has a key, unless those of
    another host are given."""

    def __init__(self, folder, built, settings=(), users=("caller",), servers=(), postgres=None, keys=None):
        self.folder, self.port, self.built = folder, free_port(), built
        self.keys = keys or {user: "ae_" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode().rstrip("=") for user in users}
        self.settings = [f"--DataDirectory={folder}", "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:ArtEngine=Warning",
                         "--Generation:MaxQueuedPerUser=100000", "--Generation:MaxQueued=100000", *settings]
        for number, (user, key) in enumerate(self.keys.items()):
            self.settings += [f"--Identity:Keys:{number}:Name={user}",
                              f"--Identity:Keys:{number}:Hash={hashlib.sha256(key.encode()).hexdigest()}"]
        for number, server in enumerate(servers):
            self.settings.append(f"--ComfyUi:Servers:{number}:Url={server.address}")
        if postgres:
            self.settings.append(f"--ConnectionStrings:Postgres={postgres.address}")

    def start(self):
        environment = os.environ | {"ASPNETCORE_ENVIRONMENT": "Development", "ASPNETCORE_URLS": f"http://127.0.0.1:{self.port}"}
        with open(self.folder / "log", "a") as log:
            self.process = subprocess.Popen(
                ["dotnet", str(program("ArtEngine.Host", self.built)), *self.settings], cwd=ROOT, env=environment, stdout=log, stderr=log)
        while True:
            try:
                if self.call("GET", "/health/ready")[0] == 200:
                    return
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit((self.folder / "log").read_text())
            time.sleep(0.2)

    def stop(self):
        end(self.process)

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def call(self, method, path, body=None, connection=None, user=None):
        mine = connection or self.connect()
        headers = {"X-API-Key": self.keys[user or next(iter(self.keys))], "Content-Type": "application/json"}
        mine.request(method, path, json.dumps(body) if body else None, headers)
        answer = mine.getresponse()
        text = answer.read()
        if connection is None:
            mine.close()
        return answer.status, text

    def get(self, path, user=None):
        status, text = self.call("GET", path, user=user)
        assert status == 200, (path, status, text)
        return json.loads(text)

    def generate(self, connection=None, user=None, **parameters):
        parameters = {"prompt": "a lighthouse", "steps": 1, "width": 64, "height": 64} | parameters
        status, text = self.call("POST", "/image/generate", {"workflow_name": "txt2img", "parameters": parameters}, connection, user)
        assert status in (200, 202), text
        return json.loads(text)["id"]


def pss(pid):
    with open(f"/proc/{pid}/smaps_rollup") as text:
        return next(int(line.split()[1]) for line in text if line.startswith("Pss:")) / 1024
