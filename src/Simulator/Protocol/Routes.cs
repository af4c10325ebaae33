namespace ArtEngine.ComfySimulator.Protocol;

/// <summary>The table of routes. Each exists with and without <c>/api</c>, but for the jobs, which exist only with it.</summary>
internal static class Routes
{
    private static readonly string[] Reading = ["GET", "HEAD"];
    private static readonly string[] Writing = ["POST"];

    public static void Map(IEndpointRouteBuilder routes, ComfyServices services)
    {
        MapBoth(routes.MapGroup(""), services);
        MapBoth(routes.MapGroup("/api"), services);
        MapJobs(routes.MapGroup("/api/jobs"), new JobRoutes(services));
    }

    /// <summary>
    /// Whatever no route took: a server with a web page looks for a file then, so reading is 404 and anything else 405.
    /// </summary>
    public static Task NotFoundAsync(HttpContext context)
    {
        if (Reading.Contains(context.Request.Method))
        {
            return context.EmptyAsync(StatusCodes.Status404NotFound);
        }

        context.Response.Headers.Allow = "GET,HEAD,POST";
        return context.TextAsync("405: Method Not Allowed", StatusCodes.Status405MethodNotAllowed);
    }

    private static void MapBoth(RouteGroupBuilder routes, ComfyServices services)
    {
        var (prompt, queue, history) = (new PromptRoutes(services), new QueueRoutes(services), new HistoryRoutes(services));
        var info = new InfoRoutes(services);
        var (view, upload, socket) = (new ViewRoute(services), new UploadRoutes(services), new SocketRoute(services, info));
        Read(routes, "/prompt", prompt.CountAsync);
        Write(routes, "/prompt", prompt.SubmitAsync);
        Read(routes, "/queue", queue.ShowAsync);
        Write(routes, "/queue", queue.ChangeAsync);
        Write(routes, "/interrupt", queue.InterruptAsync);
        Write(routes, "/free", queue.FreeAsync);
        Read(routes, "/history", history.ListAsync);
        Read(routes, "/history/{id}", history.OneAsync);
        Write(routes, "/history", history.ForgetAsync);
        Read(routes, "/view", view.ShowAsync);
        Write(routes, "/upload/image", upload.UploadAsync);
        Write(routes, "/upload/mask", upload.UploadAsync);
        Read(routes, "/system_stats", info.SystemStatsAsync);
        Read(routes, "/features", info.FeaturesAsync);
        Read(routes, "/object_info", info.AllNodesAsync);
        Read(routes, "/object_info/{name}", info.OneNodeAsync);
        Read(routes, "/models", info.ModelFoldersAsync);
        Read(routes, "/models/{folder}", info.ModelsAsync);
        Read(routes, "/embeddings", info.EmbeddingsAsync);
        Read(routes, "/extensions", context => context.JsonAsync(Array.Empty<string>()));
        Read(routes, "/ws", socket.ServeAsync);
    }

    private static void MapJobs(RouteGroupBuilder routes, JobRoutes jobs)
    {
        Read(routes, "", jobs.ListAsync);
        Read(routes, "/{id}", jobs.OneAsync);
        Write(routes, "/{id}/cancel", jobs.CancelOneAsync);
        Write(routes, "/cancel", jobs.CancelManyAsync);
    }

    private static void Read(IEndpointRouteBuilder routes, string path, RequestDelegate handler) =>
        routes.MapMethods(path, Reading, handler);

    private static void Write(IEndpointRouteBuilder routes, string path, RequestDelegate handler) =>
        routes.MapMethods(path, Writing, handler);
}
