using System.Net;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>The ways in which a caller gives a picture.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class InputSourceTests
{
    [Fact]
    public async Task A_picture_may_come_with_the_request_or_be_an_output_of_the_callers()
    {
        await using var service = await Service.StartAsync();
        var picture = Pictures.Png(24, 16);
        var upload = await service.Client.UploadAsync(picture);
        var url = $"data:image/png;base64,{Convert.ToBase64String(picture)}";
        var job = await service.Client.WaitForEndAsync((await service.Client.SubmitAsync(Pictures.Request(url))).Text("id"));
        job.Text("status").ShouldBe("succeeded", job.ToString());
        job.GetProperty("parameters").Text("image").ShouldBe(upload.Text("id"), "the same bytes are the same picture");

        var output = job.GetProperty("outputs")[0].Text("id");
        var next = await service.Client.WaitForEndAsync((await service.Client.SubmitAsync(Pictures.Request(output))).Text("id"));
        next.Text("status").ShouldBe("succeeded", next.ToString());
        var taken = next.GetProperty("parameters").Text("image");
        (await service.GetAsync($"/image/uploads/{taken}")).Text("hash").ShouldBe(job.GetProperty("outputs")[0].Text("hash"));

        using var stranger = service.ClientOf(service.Token("stranger"));
        using var refused = await stranger.GenerateAsync(Pictures.Request(output));
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task What_is_no_picture_is_refused_with_a_code_and_nothing_is_left()
    {
        using var folder = new TempFolder(onRealServers: false);
        string[] settings = ["--Uploads:MaxBytes=100000", "--Uploads:MaxPixels=1000000"];
        await using var service = await Service.StartAsync(folder: folder, settings: settings);
        var png = Pictures.Png(8, 8);
        byte[] huge = [.. png];
        // Width and height of 2^31 - 1 and of 2^31.
        (huge[16], huge[17], huge[18], huge[19], huge[20], huge[21], huge[22], huge[23]) = (0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF);
        byte[] negative = [.. png];
        negative[16] = 0x80;
        (string Given, string Code)[] cases =
        [
            (Url([]), "not_a_picture"),
            (Url("GIF89a"u8.ToArray()), "not_a_picture"),
            (Url("<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray()), "not_a_picture"),
            (Url("<html><script>alert(1)</script></html>"u8.ToArray()), "not_a_picture"),
            (Url("%PDF-1.4 \u0089PNG"u8.ToArray()), "not_a_picture"),
            (Url("MZ"u8.ToArray()), "not_a_picture"),
            (Url(huge), "too_many_pixels"),
            (Url(negative), "not_a_picture"),
            (Url(Pictures.Png(1_001, 1_000)), "too_many_pixels"),
            (Url([.. png, .. new byte[200_000]]), "body_too_large"),
            ("data:image/png;base64,@@@@", "not_base64"),
            ("https://127.0.0.1/a.png", "address_not_allowed"),
            ("file:///etc/passwd", "address_not_allowed"),
            ("a-word", "invalid_parameters"),
        ];
        foreach (var (given, code) in cases)
        {
            using var answer = await service.Client.GenerateAsync(Pictures.Request(given));
            var problem = await answer.JsonAsync();
            problem.Text("code").ShouldBe(code, $"{given[..Math.Min(60, given.Length)]}: {problem}");
            problem.GetProperty("errors")[0].Text("pointer").ShouldBe("/parameters/image");
        }

        Directory.EnumerateFiles(Path.Combine(folder.Path, "outputs"), "*", SearchOption.AllDirectories).ShouldBeEmpty();
        (await service.GetAsync("/image/jobs")).GetProperty("jobs").GetArrayLength().ShouldBe(0);
    }

    private static string Url(byte[] bytes) => $"data:image/png;base64,{Convert.ToBase64String(bytes)}";
}
