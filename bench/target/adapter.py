"""Art Engine on its embedded parts: one process, SQLite and a folder of pictures.

With ART_ENGINE_FOLLOWS=1 each job is followed by its event stream, as a page does it, instead of being asked for again and again: for
the phases of overhead. Those with a thousand jobs at once ask, which costs less than a thousand streams.
"""
import asyncio
import json
import os

import aiohttp

import bench


class Adapter(bench.Adapter):
    follows = os.environ.get("ART_ENGINE_FOLLOWS") == "1"
    title = "Art Engine (.NET), embedded" + (", followed" if follows else "")
    mode = "push" if follows else "poll"
    crash_roles = ["api"]
    skip = {"fanout": "it tells the length of its own queue, whatever other clients send to ComfyUI"}

    def headers(self):
        """The development user's token. It is written anew with each empty data folder."""
        try:
            with open(os.path.join(self.run_dir, "data", "dev-token")) as f:
                return {"Authorization": "Bearer " + f.read().strip()}
        except FileNotFoundError:
            return {}

    async def open(self):
        self.client.close()
        self.client = bench.Client("127.0.0.1", self.port, self.headers())
        if self.follows:
            self.session = aiohttp.ClientSession(f"http://127.0.0.1:{self.port}", headers=self.headers())

    async def close(self):
        if getattr(self, "session", None):
            await self.session.close()
            self.session = None
        await super().close()

    async def wait(self, job, timeout, every=None):
        if not self.follows:
            return await super().wait(job, timeout, every)
        async with asyncio.timeout(timeout), self.session.get(f"/image/jobs/{job.id}/events") as stream:
            if stream.status != 200:
                raise bench.Failed(f"the events answered {stream.status}")
            event = None
            async for line in stream.content:
                if line.startswith(b"event: "):
                    event = line[7:].strip()
                elif line.startswith(b"data: ") and event == b"output":
                    job.t_done = bench.now()
                    job.extra["url"] = json.loads(line[6:])["url"]
                    return
                elif line.startswith(b"data: ") and event == b"status":
                    if json.loads(line[6:])["status"] in ("failed", "expired", "canceled"):
                        raise bench.Failed("the job failed")
        raise bench.Failed("the events ended without an output")

    def status_request(self, job):
        return "GET", f"/image/jobs/{job.id}", None

    def parse_status(self, resp, job):
        status = super().parse_status(resp, job)
        if status == "done":
            outputs = resp.json()["outputs"]
            if not outputs:
                raise bench.Failed("succeeded, but without an output")
            job.extra["url"] = outputs[0]["url"]
        return status

    def download_request(self, job):
        return "GET", job.extra["url"], None

    async def healthy(self):
        return (await self.client.request("GET", "/health/ready", timeout=2)).status == 200
