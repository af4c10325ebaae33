using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Infrastructure.ComfyUi;

namespace ArtEngine.UnitTests.Generation.Domain;

public sealed class BackendAddressTests
{
    [Theory]
    [InlineData("http://gpu:8188", "http://gpu:8188/", null)]
    [InlineData("https://gpu/comfy/", "https://gpu/comfy/", null)]
    [InlineData("http://user:pw@gpu:8188/comfy", "http://gpu:8188/comfy/", "user:pw")]
    [InlineData("http://us%40er:p%3Aw@gpu", "http://gpu/", "us@er:p:w")]
    [InlineData("http://user@gpu", "http://gpu/", "user:")]
    public void Credentials_are_taken_out_of_an_address(string address, string root, string? credentials)
    {
        BackendAddress.Fault(address).ShouldBeNull();
        var read = BackendAddress.Read(address);
        read.Root.ToString().ShouldBe(root);
        read.Authorization.ShouldBe(
            credentials is null ? null : $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(credentials))}");
    }

    [Theory]
    [InlineData(null, "http or https")]
    [InlineData("", "http or https")]
    [InlineData("gpu:8188", "http or https")]
    [InlineData("ftp://gpu", "http or https")]
    [InlineData("http://gpu/\0", "http or https")]
    [InlineData("http://gpu?x=1", "no query")]
    [InlineData("http://gpu/?", "no query")]
    [InlineData("http://gpu/#x", "no fragment")]
    public void What_is_wrong_is_told_in_a_sentence(string? address, string sentence) =>
        BackendAddress.Fault(address).ShouldNotBeNull().ShouldContain(
        sentence.Replace("no fragment", "no query and no fragment", StringComparison.Ordinal));

    [Fact]
    public void Settings_are_refused_without_showing_credentials_and_servers_are_named_without_them()
    {
        var options = new ComfyUiOptions
        {
            Servers = [new() { Url = "http://user:s3cret@gpu:8188?x" },
            new() { Url = "ftp://user:s3cret@gpu" }]
        };
        options.Faults().Count().ShouldBe(2);
        options.Faults().ShouldAllBe(
            fault => !fault.Contains("s3cret", StringComparison.Ordinal) && fault.Contains("***@gpu", StringComparison.Ordinal));
        new ComfyUiServerOptions { Url = "http://user:s3cret@gpu:8188" }.EffectiveName.ShouldBe("gpu:8188");
    }

    [Fact]
    public void What_no_administrator_could_give_a_server_no_setting_can()
    {
        var servers = new ComfyUiServerOptions[]
        {
            new() { Url = "http://a", Depth = 17 }, new() { Url = "http://b", Weight = 0 },
            new() { Url = "http://c", Headers = new Dictionary<string, string> { ["X"] = "a\nb" } },
        };
        new ComfyUiOptions { Servers = servers }.Faults().Count().ShouldBe(3);
    }
}
