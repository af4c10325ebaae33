namespace ArtEngine.Generation.Api.Tracking;

/// <summary>What Swagger shows.</summary>
internal static class Examples
{
    public const string GenerateRequest = """
        {
          "workflow_name": "txt2img",
          "parameters": { "prompt": "a lighthouse at dawn, oil painting", "steps": 20 },
          "metadata": { "album": "coast" }
        }
        """;

    public const string Upload = """
        {
          "id": "01a203c7-1f08-7d1e-9a55-3c1b0f6a2e77",
          "content_type": "image/png",
          "size_bytes": 346964,
          "hash": "sha256:3fb6794df70dfe8bce9b30d365ed330ddfdbe3dae126ee44186a05e6c607c0ac",
          "blake3": "blake3:af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
          "width": 512,
          "height": 512,
          "created_at": "2026-11-22T15:01:40.120Z",
          "expires_at": "2026-11-29T15:01:40.120Z",
          "url": "/image/uploads/01a203c7-1f08-7d1e-9a55-3c1b0f6a2e77/content"
        }
        """;

    public const string Output = """
        {
          "id": "49bc3009-de0b-4a0d-e553-d8d250dca2a6",
          "job_id": "01a203c7-4936-72c9-b08c-8e894fd17201",
          "workflow_name": "txt2img",
          "node_id": "7",
          "name": "01a203c7-4936-72c9-b08c-8e894fd17201_00001_.png",
          "type": "image",
          "content_type": "image/png",
          "size_bytes": 346964,
          "hash": "sha256:3fb6794df70dfe8bce9b30d365ed330ddfdbe3dae126ee44186a05e6c607c0ac",
          "blake3": "blake3:af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
          "width": 512,
          "height": 512,
          "duration_seconds": null,
          "codec": null,
          "created_at": "2026-11-22T15:02:04.239Z",
          "is_favourite": false,
          "folder_id": null,
          "is_reused": false,
          "url": "/image/outputs/49bc3009-de0b-4a0d-e553-d8d250dca2a6",
          "signed_url": "/image/signed/49bc3009-de0b-4a0d-e553-d8d250dca2a6?expires=1790000000&sig=kZ3v..."
        }
        """;

    public const string Job = $$"""
        {
          "id": "01a203c7-4936-72c9-b08c-8e894fd17201",
          "status": "succeeded",
          "workflow_name": "txt2img",
          "workflow_version": "b36e0d94b1b4",
          "parameters": { "prompt": "a lighthouse at dawn, oil painting", "seed": 4229599614572690, "steps": 20 },
          "priority": 0,
          "metadata": { "album": "coast" },
          "created_at": "2026-11-22T15:02:01.905Z",
          "started_at": "2026-11-22T15:02:02.005Z",
          "completed_at": "2026-11-22T15:02:04.241Z",
          "expires_at": null,
          "queue_position": null,
          "wait_reason": null,
          "eta_seconds": null,
          "progress": null,
          "outputs": [{{Output}}],
          "error": null,
          "attempts": 1,
          "backend": "gpu-1",
          "metrics": { "queue_ms": 100, "execution_ms": 2200, "overhead_ms": 36 },
          "urls": {
            "self": "/image/jobs/01a203c7-4936-72c9-b08c-8e894fd17201",
            "cancel": "/image/jobs/01a203c7-4936-72c9-b08c-8e894fd17201/cancel",
            "events": "/image/jobs/01a203c7-4936-72c9-b08c-8e894fd17201/events"
          }
        }
        """;

    public const string QueuedJob = """
        {
          "id": "01a203c7-4936-72c9-b08c-8e894fd17201",
          "status": "queued",
          "workflow_name": "txt2img",
          "workflow_version": "b36e0d94b1b4",
          "parameters": { "prompt": "a lighthouse at dawn, oil painting", "seed": 4229599614572690, "steps": 20 },
          "priority": 0,
          "metadata": { "album": "coast" },
          "created_at": "2026-11-22T15:02:01.905Z",
          "started_at": null,
          "completed_at": null,
          "expires_at": null,
          "queue_position": 2,
          "wait_reason": null,
          "eta_seconds": 9,
          "progress": null,
          "outputs": [],
          "error": null,
          "attempts": 0,
          "backend": null,
          "metrics": { "queue_ms": null, "execution_ms": null, "overhead_ms": null },
          "urls": {
            "self": "/image/jobs/01a203c7-4936-72c9-b08c-8e894fd17201",
            "cancel": "/image/jobs/01a203c7-4936-72c9-b08c-8e894fd17201/cancel",
            "events": "/image/jobs/01a203c7-4936-72c9-b08c-8e894fd17201/events"
          }
        }
        """;

    public const string CanceledJob = """
        {
          "id": "01a203c7-4936-72c9-b08c-8e894fd17201",
          "status": "canceled",
          "workflow_name": "txt2img",
          "workflow_version": "b36e0d94b1b4",
          "parameters": { "prompt": "a lighthouse at dawn, oil painting", "seed": 4229599614572690, "steps": 20 },
          "priority": 0,
          "metadata": { "album": "coast" },
          "created_at": "2026-11-22T15:02:01.905Z",
          "started_at": null,
          "completed_at": "2026-11-22T15:02:04.241Z",
          "expires_at": null,
          "queue_position": null,
          "wait_reason": null,
          "eta_seconds": null,
          "progress": null,
          "outputs": [],
          "error": null,
          "attempts": 0,
          "backend": null,
          "metrics": { "queue_ms": null, "execution_ms": null, "overhead_ms": null },
          "urls": {
            "self": "/image/jobs/01a203c7-4936-72c9-b08c-8e894fd17201",
            "cancel": "/image/jobs/01a203c7-4936-72c9-b08c-8e894fd17201/cancel",
            "events": "/image/jobs/01a203c7-4936-72c9-b08c-8e894fd17201/events"
          }
        }
        """;
}
