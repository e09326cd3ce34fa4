using System.Buffers.Binary;
using FlowCore.Outside;
using SkiaSharp;

namespace FlowCore.Tests.Imaging;

/// <summary>
/// Pictures with something in them, large enough that damage has somewhere to be. What the library cannot write was written by
/// libjpeg (44 columns, 36 rows, quality 60, colour at half the resolution) and by a packer of GIF's codes.
/// </summary>
internal static class TexturedPictures
{
    public static byte[] File(string name) => name switch
    {
        "gray.jpg" => Encoded(SKEncodedImageFormat.Jpeg, SKColorType.Gray8, 128, 96, 80),
        "colour.jpg" => Encoded(SKEncodedImageFormat.Jpeg, SKColorType.Rgba8888, 64, 48, 70),
        "progressive.jpg" => Convert.FromBase64String(Progressive),
        "progressive-restarts.jpg" => Convert.FromBase64String(ProgressiveRestarts),
        "restarts.jpg" => Convert.FromBase64String(Restarts),
        "scans.jpg" => Convert.FromBase64String(Scans),
        "gray.png" => PngBytes.InParts(PngBytes.OfGray(36, 44, Texture), 60),
        "colour.png" => PngBytes.InParts(PngBytes.OfColour(36, 44, (y, x) => (Texture(y, x), Texture(x, y), 3 * x)), 200),
        "codes.gif" => Convert.FromBase64String(Codes),
        "lossy.webp" => Encoded(SKEncodedImageFormat.Webp, SKColorType.Rgba8888, 64, 48, 80),
        "lossless.webp" => Encoded(SKEncodedImageFormat.Webp, SKColorType.Rgba8888, 64, 48, 100),
        _ => throw new ArgumentException(name),
    };

    /// <summary>The first byte of the packed pixels, by the marker, chunk or block that they follow.</summary>
    public static int DataOf(string name, byte[] file) => Path.GetExtension(name) switch
    {
        ".jpg" => file.AsSpan().IndexOf<byte>([0xFF, 0xDA]),
        ".png" => file.AsSpan().IndexOf("IDAT"u8),
        ".gif" => 13 + (3 * 16) + 8 + 11,
        _ => 30,
    };

    /// <summary>A file that ends early, or has other data, with an end that looks like one.</summary>
    public static byte[] Ending(string name, byte[] body) => Path.GetExtension(name) switch
    {
        ".jpg" => [.. body, 0xFF, 0xD9],
        ".png" => [.. body, 0, 0, 0, 0, .. "IEND"u8, 0xAE, 0x42, 0x60, 0x82],
        ".gif" => [.. body, 0, 0x3B],
        _ => Promising(body),
    };

    /// <summary>Bytes of the end that <see cref="Ending"/> gives.</summary>
    public static int EndOf(string name) => Path.GetExtension(name) switch
    {
        ".jpg" or ".gif" => 2,
        ".png" => 12,
        _ => 0,
    };

    // Both lengths that a WebP of one chunk has.
    private static byte[] Promising(byte[] body)
    {
        byte[] file = [.. body];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), file.Length - 20);
        return file;
    }

    private static int Texture(int y, int x) =>
        (int)Math.Clamp(128 + (90 * Math.Sin((x * 0.31) + (y * 0.11)) * Math.Cos(y * 0.17)) + ((x * y * 7) % 23), 0, 255);

    private static byte[] Encoded(SKEncodedImageFormat format, SKColorType type, int height, int width, int quality)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, type, SKAlphaType.Opaque));
        foreach (var (y, x) in Each.Of(height, width))
        {
            bitmap.SetPixel(x, y, new SKColor((byte)Texture(y, x), (byte)Texture(x, y), (byte)(3 * x)));
        }

        return bitmap.Encode(format, quality).ToArray();
    }

    private const string Progressive =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpR"
        + "Uk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wgARCAAkACwDASIAAhEB"
        + "AxEB/8QAGgAAAwEBAQEAAAAAAAAAAAAAAAMEBQIBBv/EABgBAQEBAQEAAAAAAAAAAAAAAAMCBAEF/9oADAMBAAIQAxAAAAFQsPRdRhss9WzA6gdgieUz"
        + "se25xV7nid+auB/Q5cEZrVBnD//EABsQAAIDAQEBAAAAAAAAAAAAAAABAgMREhMh/9oACAEBAAEFAo2fOyuxDtQmm04irHA1oTZ3grmQgssgjy1+WKys"
        + "8iN+Hpp2kdJnKOYiZF/JSZXJjkzpn//EAB4RAAICAgIDAAAAAAAAAAAAAAABAgMRMRITBCEj/9oACAEDAQE/AZqNq9CqTXGIqOsxKMeKKrJVbO55zIo2"
        + "SX0PK2f/xAAbEQADAQADAQAAAAAAAAAAAAAAAQIDBBExMv/aAAgBAgEBPwHPLPrtj48ej4yYppDuidmP5KKP/8QAFBABAAAAAAAAAAAAAAAAAAAAQP/a"
        + "AAgBAQAGPwJ3/8QAHxAAAwACAgIDAAAAAAAAAAAAAAERITEQQVFhcYGR/9oACAEBAAE/IYh3sR9ngbLhx/RHlIYxqVej4HEbGIcOROuIyuomnf4IRGLY"
        + "u1xG7J5Bl2MV0r2OPLEkV7P/2gAMAwEAAgADAAAAEArQiu7XAgv/xAAZEQEBAQEBAQAAAAAAAAAAAAABABExQRD/2gAIAQMBAT8Qw/B8fa0Ox7jbXqAc"
        + "AVsDzEDf/8QAIhEAAQQABQUAAAAAAAAAAAAAAQARsfAhQWGBwTFRkaHh/9oACAECAQE/EBxA5Nc6J5gHgcv7ZGMhsg4J7CH5fZE2/Y6KVCJQhrohwFzX"
        + "/8QAIxABAAICAgEEAwEAAAAAAAAAAQARITFBUXFhkbHwgaHh8f/aAAgBAQABPxBRLuKrVC88TCuT0RYFBwLalUA4g1Qw/PHJHhINFe0XUWHVbZZyOvL5"
        + "gwN75b/kwhkNcwCoZawymMjCu2Veze3r0goBxX+xSrBdffeGFi6u3ywivQtXAl9Wxgael/PrBoGObuXKfzHHmvY7jSWrBuUWrtP3UAwYU48Q/wAFnmNW"
        + "8jiXG9K4Op//2Q==";

    private const string ProgressiveRestarts =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpR"
        + "Uk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wgARCAAkACwDASIAAhEB"
        + "AxEB/8QAGQAAAwEBAQAAAAAAAAAAAAAAAAMEBQIB/8QAFwEBAQEBAAAAAAAAAAAAAAAAAwIEAf/dAAQAA//aAAwDAQACEAMQAAABULD0XUYbLPVswOoH"
        + "/9DRIn5jnY9tzir3PE7/AP/RyrgXXy4IzWqDOH//xAAbEAACAwEBAQAAAAAAAAAAAAAAAQIDERITIf/aAAgBAQABBQKNnzsrsR//0HahNNpxP//RVY4G"
        + "tH//0k2d4K5n/9OEFlkEeWv/1PLFZWeR/9WN+Hpp2kf/1ukzlHMT/9dMi/kpM//QrkxyZ0z/xAAeEQACAgICAwAAAAAAAAAAAAAAAQIDETESEwQhI//a"
        + "AAgBAwEBPwGajavQqk1xiKjrP//QxKMeKKrJVbO55zI//9GjZJfQ8rZ//8QAGxEAAwEAAwEAAAAAAAAAAAAAAAECAwQRMTL/2gAIAQIBAT8Bzyz67Y+P"
        + "Ho+Mmf/QU0h3ROzP/9F/JRR//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQAGPwJ//9B//9F//9J//9N//9R//9V//9Z//9d//9B//8QAHxAAAwAD"
        + "AAEFAAAAAAAAAAAAAAERITFBURBhcYGR/9oACAEBAAE/IYh3sR9z/9DwNlw4/ojykf/RYxqVej4B/9IjYxH/03DkTnpP/9RldRNO/h//1UIjFsXUf//W"
        + "I3ZPIf/XZdjFdK9n/9Bx5YkivT//2gAMAwEAAgADAAAAEArQv//QK7t//9FwIL//xAAZEQEBAQEBAQAAAAAAAAAAAAABABExQRD/2gAIAQMBAT8Qw/B8"
        + "fa0O3//QPcba9QDj/9ECtgeYgb//xAAiEQABBAAFBQAAAAAAAAAAAAABABGx8CFBYYHBMVGRoeH/2gAIAQIBAT8QHEDk1zonmAeBy/tkYyGy/9AOCewh"
        + "+X2RNv2Oilf/0YRKENdEOAua/8QAIxABAAICAgEEAwEAAAAAAAAAAQARITFBUXFhkbHwgaHh8f/aAAgBAQABPxBRLuKrVC88TCuT0T//0FgUHAtqVQDi"
        + "DVDP/9E/PHJHhINFe0XUWHVbZ//Ss5HXl8wYG98t/wAmEMhrmf/TAqGWsMpjIwrtlXs3t69J/9QUA4r/AGKVYLr77wwsXV2+Wf/VIr0LVwJfVsYGnpfz"
        + "6z//1hoGObuXKfzHHmvY7n//12ktWDcotXafuoBgwpx4n//QP8FnmNW8jiXG9K4Op//Z";

    private const string Restarts =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpR"
        + "Uk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAkACwDASIAAhEB"
        + "AxEB/8QAGQAAAwEBAQAAAAAAAAAAAAAAAAQFBgMC/8QAKxAAAQQBAwMCBQUAAAAAAAAAAQACAxEEBSExEkFRInEUYZGx8RWBoeHw/8QAFwEBAQEBAAAA"
        + "AAAAAAAAAAAAAwQFAv/EACoRAAEDAgMGBwEAAAAAAAAAAAEAAgMEETGx8AUSE0FhgRQhM1GRocHh/90ABAAC/9oADAMBAAIRAxEAPwBXH1MtiAu0Ozy4"
        + "240Ce/ZLxac9437dwiXAe1pe4ENHAr6IKakpgwOcLk6uei0JmxVbLNwCu6fqMLNj6ifAT8mqxEAdIBdsLNLEGWWM0LaDxXJTEMkt7g8e590r9nw33rD4"
        + "H7f7sgbSMezhRr//0KkE0UknU4NcO3pViKfFDKc1gWBdmvhABvnub/pdI9bk6aG4HHdA/ZrXHkOyNtB4YkDFbDBw43QAkDc1sUahhRU4N3Ddq8lRsbXG"
        + "xsaL4BNWnRqYlaPV+SpWxSsAJ9hlf9v2RhkscfDZiv/R7/pAllNjnk+PkmHaQI4SAO1flPMzIYyD1D5X9/mmRlxykAbd7tSOmlOtf3KSkqJaW+9isZqW"
        + "nOLjWwuv99UszSnBosOPi239yty/Fjfbif3Xk42Nt12T5B5Tx1rsM10KxweXSL//0srFI8vA6jWw5V3Hke2DrDjdkfzSEKp3pdhmtahALjdcsjKmDyA8"
        + "gUdvZOaZkyveOp3Fj3QhFKBbXRZsjQanBf/TqS5UrWE3uDslfiZnE27iuw8IQpJR5DXNS7VADwv/2Q==";

    private const string Scans =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYVpQYEpR"
        + "Uk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCAAkACwDASIAAhEB"
        + "AxEB/8QAGgAAAgMBAQAAAAAAAAAAAAAABAUAAgMGB//EACsQAAEDAwMDAgYDAAAAAAAAAAECAxEABCEFMUESUXEiYRQVgZGx8aHh8P/aAAgBAQAAPwAW"
        + "31MpaAmair8qMqMAnnimun6iyjB9RPYUe5qrRAHSAVYEmKxYeacc6lBKhx6acNP2oRCkoFcC1py1jPHIqO2C0pK1AhI2EfahC662YEpB2jc0Qy47OQdv"
        + "J81dV6tkAGd+TP8AVaN6250wMgbc12FjZtqYBIGTGDU1CyahQTkJxHc0k+UB10yN9z29qIVpAbZIA4j90j1LTlFRjAmP996GRpSgkSFHtKZ/Jp/ba4lt"
        + "CROwJiaNGph1I9X7NbovGWyD1D2n8+9Ei7bdIAxzM1Rdq2uVE/Wqm2tsdck9wd680acWVgdRjA3p7buLSx1hRmSP5isri6eCyAsgQceKM0y5dWsdStpH"
        + "mnTt06lBM5BxQvxLyiZVtHA7V//EABYBAQEBAAAAAAAAAAAAAAAAAAMEBf/EACgRAAEDAgQEBwAAAAAAAAAAAAEAAhED8AQFgbESQWHBITEzUZGh4f/a"
        + "AAgBAhEAPwAMNhMMGBzhJNyeiV+X0Z4oHwO8/cIn5a1x5DRStpVWAE+w2nvOiZ1aqbv92enjXeW6ud6Wg3RVQIvos+qPAXzX/8QAFwEAAwEAAAAAAAAA"
        + "AAAAAAAAAgMFBP/EAB4RAAIDAAIDAQAAAAAAAAAAAAECAAMEETEFEhMU/9oACAEDEQA/AKFy1a04XoRC5EdPlXMS4PzEgdxYS2uv5p3AyaLcvPt3CGxg"
        + "5ayX8IBY8ybYoOnqYfKgBxP/2Q==";

    private const string Codes =
        "R0lGODlhKAAeAIMAAAAA/xAl9iBK7TBv5ECU21C50mDeyXADwIAot5BNrqBypbCXnMC8k9DhiuAGgfAreCH5BAAAAAAALAAAAAAoAB4AAARksAAQwCh4"
        + "pTdCUQgBMIn0GENzfGkSIIWbWMNAFHeCOIwAFIvH4jB4FAINmAOmAigYt4FCoCgYrgcDUPFodIAIhkHgKBzIksZRQVAZHYbH4ZSoV58PnxbUCCAxAEJx"
        + "BQIMBwFsH2QBMwg/DI8FDA8VAStBDQIGDDgASQQXhwsEDisFDQSbapJGFAACOAU7PQcLQERlHgmFBgG1SwBzWryvAgOvWTFdlTcKYw4LWgkEvQW4CwtS"
        + "rwMLrxgGWUo9AAY3akjSBQ8KA2I/ZNU7BqqoBwj1OrUMXpW+PgwhkQgOPMOAQECtRbEWvbi2IF+1CuSqOBhARAihEp32pCsYhduUBg5CGglgzJKpAQBG"
        + "VYEgnjINlZcEw9i44zmKoCwGgTiUixGAIklI6xicAlCITChkFEEigIANCIRCQZVAzBqDkQIHYFyoBUliwDDEGgUG4dtQFQ5NhOL7MhAUD/PgsagoAzvH"
        + "jAtAiAqfGQWFBTW4gYCRBDgAAQeKgZ8ABq0vAK2BBR/MAbWGBocHnIE2FpyAgoaZ02SFA4EFAtEGA4APVIKwBwDdABilggVFEgMWApiE4gcDyAOdgdQC"
        + "IqEEgIFqJAIDJgcO2oW5kYkAiyQEgQZmBaUFToF0g/e/BMKHr1UErgLHVhzUgzsxDAccGPCTLRAhBg98kELQZODUMwBzMJRj4E9JuwDTcizgwKBBQl5m"
        + "ftHzUaXYOE7+XkEoJ5RGWC34PRCAUBAK4jDh8izH4BQBkwiMUSyEgwBHYThGQCAchHqLxKNBISAUBoHrmSAEFoVcdTEoCLSLYo+HWJhkBABRovFSEwYP"
        + "xQADsOZcasblgNgnbA1GwwDFkYMZBhUDwoFLwQNCV0FBAgBCQMLggtWfw0cNicMAi82BQN+ZAYBCI4IIw8CXaoODywMnEc9RIABBgZPAWw3rg8zGwYMP"
        + "zyJFEEQRgVjZmeSa4tVBKsEDF4NCKQXlFgGvcx9SIM8VAUBiJMPX8JbB8F2GxYE9QgLrn5kB70OoG01TAijglSAOKlaLfCSIAAA7";
}
