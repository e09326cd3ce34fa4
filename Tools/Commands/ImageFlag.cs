using System.CommandLine;
using System.Globalization;
using FlowCore.Tensors;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>The size of images that no file gives.</summary>
internal static class ImageFlag
{
    /// <summary>The option.</summary>
    public static Option<string?> Create(string description) => new("--image") { Description = description, HelpName = "CxHxW" };

    /// <summary>The size that was given, or null.</summary>
    /// <exception cref="WrongCallException">It is not one.</exception>
    public static ImageShape? Read(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text)
        {
            return null;
        }

        var sides = text.Split('x', '×').Select(part =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var side) ? side : 0).ToArray();
        return sides is [> 0, > 0, > 0]
            ? new ImageShape(sides[0], sides[1], sides[2])
            : throw new WrongCallException(option.Name, "channels x height x width, as 3x32x32", $"'{text}'");
    }
}
