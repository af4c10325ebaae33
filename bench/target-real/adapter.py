"""Art Engine on PostgreSQL, Redis and S3, each a process of this machine. It speaks as the embedded one does."""
import importlib.util
import os

here = os.path.dirname(os.path.realpath(__file__))
for folder in (os.path.join(here, "..", "target"), os.path.join(here, "..", "art-engine")):
    if os.path.exists(os.path.join(folder, "adapter.py")):
        spec = importlib.util.spec_from_file_location("art_engine_embedded", os.path.join(folder, "adapter.py"))
        embedded = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(embedded)
        break


class Adapter(embedded.Adapter):
    title = "Art Engine (.NET), PostgreSQL + Redis + S3"
