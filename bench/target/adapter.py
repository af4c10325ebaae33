"""Art Engine on its embedded parts: one process, SQLite and a folder of pictures."""
import os

import bench


class Adapter(bench.Adapter):
    title = "Art Engine (.NET), embedded"
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
