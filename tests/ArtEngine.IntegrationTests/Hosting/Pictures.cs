using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace ArtEngine.IntegrationTests.Hosting;

/// <summary>Input pictures, and what callers do with them.</summary>
internal static class Pictures
{
    /// <summary>A picture of one colour; another one for another colour, or for more bytes behind it.</summary>
    public static byte[] Png(int width, int height, byte grey = 128, int padding = 0)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        var row = new byte[1 + (width * 3)];
        row.AsSpan(1).Fill(grey);
        var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                zlib.Write(row);
            }
        }

        return
        [
            0x89, .. "PNG\r\n\u001a\n"u8, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, pixels.ToArray()),
            .. padding == 0 ? [] : Chunk("prVt"u8, new byte[padding]), .. Chunk("IEND"u8, []),
        ];
    }

    public static object Request(string uploadId, string prompt = "a lighthouse") => new
    {
        workflow_name = "img2img",
        parameters = new { image = uploadId, prompt, steps = 2, seed = 7 },
    };

    /// <summary>As a browser's form sends it.</summary>
    public static async Task<HttpResponseMessage> PostPictureAsync(
        this HttpClient client, byte[] picture, string field = "image", string fileName = "picture.png")
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(picture), field, fileName } };
        return await client.PostAsync(new Uri("/image/uploads", UriKind.Relative), form);
    }

    /// <summary>As the body itself.</summary>
    public static async Task<HttpResponseMessage> PostBodyAsync(this HttpClient client, HttpContent body, string? contentType)
    {
        using var content = body;
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return await client.PostAsync(new Uri("/image/uploads", UriKind.Relative), content);
    }

    public static async Task<JsonElement> UploadAsync(this HttpClient client, byte[] picture)
    {
        using var answer = await client.PostPictureAsync(picture);
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.OK);
        return await answer.JsonAsync();
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] chunk = [0, 0, 0, 0, .. type, .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(
            chunk.AsSpan(chunk.Length - 4), ComfySimulator.Painting.Png.Crc(chunk.AsSpan(4, data.Length + 4)));
        return chunk;
    }
}
