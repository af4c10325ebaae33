using System.Net;
using System.Net.Sockets;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>Starts that cannot succeed: they say why in a sentence, and whatever runs already is none the worse.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class StartFaultTests
{
    [Fact]
    public async Task A_second_start_in_the_same_folder_says_who_is_there_and_the_first_goes_on()
    {
        using var data = new TempFolder(onRealServers: false);
        await using var first = await ServerProcess.StartHostAsync(data, comfyUi: null, arguments: ["--Simulator:Always=true"]);
        using var client = await ClientAsync(first.Address, data);
        var servers = await client.GetStringAsync("/backends");

        var second = await RefusedAsync([.. data.Settings, "--Simulator:Always=true", "--urls=http://127.0.0.1:0"]);

        second.ShouldContain($"(process {first.Id})");
        second.ShouldContain(data.Path);
        AddressIn(await client.GetStringAsync("/backends")).ShouldBe(AddressIn(servers));
        (await client.WaitForEndAsync((await client.SubmitAsync()).Text("id"))).Text("status").ShouldBe("succeeded");
    }

    [Fact]
    public async Task A_start_on_a_port_that_is_taken_touches_nothing()
    {
        using var data = new TempFolder(onRealServers: false);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var said = await RefusedAsync([.. data.Settings, "--Simulator:Always=true", $"--urls=http://{other.LocalEndpoint}"]);

        said.ShouldContain($"cannot listen at http://{other.LocalEndpoint}");
        Directory.GetFiles(data.Path, "*.db").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--Generation:MaxQueued=many", "Generation:MaxQueued (command line) is \"many\", not a whole number")]
    [InlineData("--Simulator:Always=perhaps", "not true or false")]
    [InlineData("--urls=127.0.0.1:5082", "127.0.0.1:5082 is no address to listen at")]
    [InlineData("--urls=ftp://127.0.0.1:5082", "ftp://127.0.0.1:5082 is no address to listen at")]
    [InlineData("--DataDirectory=/proc/version/art-engine", "the data directory /proc/version/art-engine cannot be written to")]
    [InlineData("--ComfyUi:Server=http://127.0.0.1:1", "ComfyUi:Server (command line) is no setting. Did you mean ComfyUi:Servers?")]
    [InlineData("--ComfyUi:Servers:0:Adress=http://127.0.0.1:1", "ComfyUi:Servers:0:Adress (command line) is no setting.")]
    [InlineData("--Generation:MaxQueud=5", "Did you mean Generation:MaxQueued?")]
    [InlineData("--nosuch", "--nosuch has no value")]
    [InlineData("nosuch", "nosuch is not understood")]
    [InlineData("--nosuch=5", "nosuch (command line) is no setting.")]
    public async Task A_wrong_command_line_is_refused_with_what_is_wrong(string argument, string said)
    {
        using var data = new TempFolder(onRealServers: false);
        (await RefusedAsync([.. data.Settings, "--urls=http://127.0.0.1:0", argument])).ShouldContain(said);
    }

    [Fact]
    public async Task A_damaged_database_file_stops_the_start()
    {
        using var data = new TempFolder(onRealServers: false);
        await File.WriteAllTextAsync(Path.Combine(data.Path, "generation.db"), new string('x', 8192));

        (await RefusedAsync([.. data.Settings, "--urls=http://127.0.0.1:0"])).ShouldContain("the database file cannot be used");
    }

    [Theory]
    [InlineData("Kestrel__Endpoints__Http__Url", "http://0.0.0.0:0")]
    [InlineData("Kestrel__Endpoints__Http__Url", "http://[::]:0")]
    [InlineData("ASPNETCORE_URLS", "http://localhost:0;http://*:0")]
    public async Task The_development_issuer_is_kept_from_the_network_however_the_address_is_set(string name, string address)
    {
        using var data = new TempFolder(onRealServers: false);
        (await RefusedAsync(data.Settings, (name, address))).ShouldContain("development issuer");
    }

    [Fact]
    public async Task A_misspelt_setting_in_the_environment_is_a_warning()
    {
        using var data = new TempFolder(onRealServers: false);
        var address = ServerProcess.FreeAddress();
        var start = Start([.. data.Settings, "--Simulator:Always=true", $"--urls={address}"]);
        start.Environment["Generation__MaxQueud"] = "5";
        start.Environment["SOMEBODY__ELSES"] = "5";
        await using var host = await ServerProcess.StartAsync(start, address, "/health/live");

        host.Output.ShouldContain("Generation:MaxQueud (environment) is no setting. Did you mean Generation:MaxQueued?");
        host.Output.ShouldNotContain("SOMEBODY");
    }

    [Fact]
    public async Task What_is_stored_can_be_read_by_its_owner_only()
    {
        using var data = new TempFolder(onRealServers: false);
        await using var host = await ServerProcess.StartHostAsync(data, comfyUi: null, arguments: ["--Simulator:Always=true"]);
        using var client = await ClientAsync(host.Address, data);
        await client.WaitForEndAsync((await client.SubmitAsync()).Text("id"));

        var files = Directory.GetFiles(data.Path).Concat(Directory.GetFiles(Path.Combine(data.Path, "keys"))).ToList();

        files.ShouldContain(file => file.EndsWith("generation.db-wal", StringComparison.Ordinal));
#pragma warning disable CA1416 // The tests run on Linux.
        files.ShouldAllBe(file => File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
#pragma warning restore CA1416
    }

    [Fact]
    public async Task The_version_is_told()
    {
        await using var host = ServerProcess.Start(Start(["--version"]));

        (await host.WaitForExitAsync()).ShouldBe(0);
        host.Output.ShouldMatch(@"^\d+\.\d+\.\d+");
    }

    private static string AddressIn(string servers) => System.Text.RegularExpressions.Regex.Match(servers, "http://127.0.0.1:\\d+").Value;

    private static async Task<HttpClient> ClientAsync(Uri address, TempFolder data) => new()
    {
        BaseAddress = address,
        DefaultRequestHeaders = { Authorization = new("Bearer", await File.ReadAllTextAsync(Path.Combine(data.Path, "dev-token"))) },
    };

    private static System.Diagnostics.ProcessStartInfo Start(IEnumerable<string> arguments)
    {
        var start = ServerProcess.Dotnet([ServerProcess.BuiltProgram("ArtEngine.Host"), .. arguments]);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment.Remove("ASPNETCORE_URLS");
        return start;
    }

    private static async Task<string> RefusedAsync(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = Start(arguments);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        await using var host = ServerProcess.Start(start);
        (await host.WaitForExitAsync()).ShouldBe(1, host.Output);
        host.Output.ShouldContain("Art Engine does not start");
        host.Output.ShouldNotContain("   at ");
        return host.Output;
    }
}
