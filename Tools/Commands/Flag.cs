using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Models;
using FlowCore.Tools.Shell;

namespace FlowCore.Tools.Commands;

/// <summary>
/// Options whose values are read in the invariant culture and refused in this project's form of an error: the parser's own
/// reading of a number takes separators of thousands, so that 0,001 would be 1.
/// </summary>
internal static class Flag
{
    /// <summary>A whole number with a default that help shows.</summary>
    public static Option<int> Whole(string name, int otherwise, string description) =>
        Numeric(name, "n", otherwise, description);

    /// <summary>A whole number whose default depends on other options and stands in the description.</summary>
    public static Option<int?> WholeOrNone(string name, string description) =>
        new(name) { Description = description, HelpName = "n", CustomParser = result => Number<int>(result) };

    /// <summary>A finite number with a default that help shows.</summary>
    public static Option<double> Real(string name, double otherwise, string description) =>
        Numeric(name, "x", otherwise, description);

    /// <summary>A finite number that need not be given.</summary>
    public static Option<double?> RealOrNone(string name, string description) =>
        new(name) { Description = description, HelpName = "x", CustomParser = result => Number<double>(result) };

    /// <summary>The seed of a verb.</summary>
    public static Option<ulong> Seed(ulong otherwise, string description) => Seed("--seed", otherwise, description);

    /// <summary>A seed.</summary>
    public static Option<ulong> Seed(string name, ulong otherwise, string description) =>
        Numeric(name, "n", otherwise, description);

    /// <summary>Text that is not empty.</summary>
    public static Option<string> Text(string name, string? otherwise, string helpName, string description)
    {
        var option = new Option<string>(name) { Description = description, HelpName = helpName, CustomParser = Word };
        if (otherwise is not null)
        {
            option.DefaultValueFactory = _ => otherwise;
        }

        return option;
    }

    /// <summary>Text that is not empty and need not be given.</summary>
    public static Option<string?> TextOrNone(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName, CustomParser = Word };

    /// <summary>A switch.</summary>
    public static Option<bool> Switch(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>Less memory for more time.</summary>
    public static Option<bool> Recompute() => Switch(
        "--recompute", "Less memory: compute hidden activations again in the backward pass.");

    /// <summary>The object that scripts read.</summary>
    public static Option<bool> Json() => Switch("--json", "Print one JSON object as the last line of standard output.");

    /// <summary>How many images a model makes at a time.</summary>
    public static Option<int> BatchSize() => Whole(
        "--batch-size", FlowModel.UsualBatchSize, "Images made at a time, for memory and speed: no image depends on it.");

    /// <summary>The class of images.</summary>
    public static Option<int?> Class(string otherwise) => WholeOrNone(
        "--class", $"The class of all images, of a model that was trained with --class-conditional. [default: {otherwise}]");

    /// <summary>The picture that a verb writes.</summary>
    public static Option<string> Picture(string otherwise) => Text(
        "--out", otherwise, "file", "The picture: a .png, .jpg or .webp, replaced if it is there.");

    /// <summary>Images to work on.</summary>
    public static Option<string> Data() => Text(
        "--data",
        ImageSets.Default,
        "name|path",
        $"{ImageSets.Default}, which comes with the program, or a file or folder of images: CIFAR, IDX (MNIST), NumPy or pictures. "
            + "Without a test split of its own a tenth is that, drawn from everywhere and the same for every seed.");

    /// <summary>The data that a verb is about.</summary>
    public static Argument<string> DataArgument() => new("DATA")
    {
        Description = $"A file or folder of images, or {ImageSets.Default}.",
        CustomParser = Word,
    };

    /// <summary>The model file that a verb takes.</summary>
    public static Argument<string> Checkpoint() => new("CHECKPOINT")
    {
        Description = "A model that flow train wrote: a run folder, whose best or else last checkpoint is taken, or a file.",
        CustomParser = Word,
    };

    /// <summary>The file of latents that a verb takes.</summary>
    public static Argument<string> Latents() => new("LATENTS")
    {
        Description = "A file of latents that flow encode wrote.",
        CustomParser = Word,
    };

    /// <summary>What a verb writes in another form.</summary>
    public static Argument<string> Source() => new("SOURCE")
    {
        Description = "A run folder, a model's file, or a file of latents.",
        CustomParser = Word,
    };

    /// <summary>Which weights of a model file are meant.</summary>
    public static Option<ModelWeights?> Weights() => Read<ModelWeights>(
        "--weights",
        "raw|average",
        "The weights that were trained, or their average. [default: the average where training kept one]",
        "raw or average",
        name => name switch { "raw" => ModelWeights.Raw, "average" => ModelWeights.Average, _ => null });

    /// <summary>What <see cref="Weights"/> and scripts call weights.</summary>
    public static string NameOf(ModelWeights weights) => weights == ModelWeights.Average ? "average" : "raw";

    /// <summary>The part of the data that a word means, or null for none.</summary>
    public static DataSplit? SplitOf(string word) => word switch
    {
        "train" => DataSplit.Train,
        "valid" => DataSplit.Valid,
        "test" => DataSplit.Test,
        _ => null,
    };

    /// <summary>What was given for a count.</summary>
    /// <exception cref="WrongCallException">It is less than 1.</exception>
    public static int Positive(ParseResult parsed, Option<int> option)
    {
        var value = parsed.GetRequiredValue(option);
        return value >= 1 ? value : throw new WrongCallException(option.Name, "1 or more", FormattableString.Invariant($"{value}"));
    }

    private static Option<T> Numeric<T>(string name, string helpName, T otherwise, string description)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => otherwise,
            CustomParser = Number<T>,
        };

    private static string Word(ArgumentResult result)
    {
        var word = result.Tokens[0].Value;

        // An option here means that the value before it was forgotten; a file of such a name can be given as ./--name.
        if (string.IsNullOrWhiteSpace(word) || word.Contains('\0') || word.StartsWith("--", StringComparison.Ordinal))
        {
            Refuse(result, "a name or path", word);
        }

        return word;
    }

    private static T Number<T>(ArgumentResult result)
        where T : struct, INumber<T>
    {
        var real = typeof(T) == typeof(double);
        var style = NumberStyles.AllowLeadingSign;
        if (real)
        {
            style |= NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        }

        if (!T.TryParse(result.Tokens[0].Value, style, CultureInfo.InvariantCulture, out var value) || !T.IsFinite(value))
        {
            Refuse(
                result,
                real ? "a number such as 0.001" : $"a whole number from 0 to {T.CreateSaturating(ulong.MaxValue)}",
                result.Tokens[0].Value);
        }

        return value;
    }

    /// <summary>An option that is read by a function, which gives null for what it does not understand.</summary>
    public static Option<T?> Read<T>(string name, string helpName, string description, string expected, Func<string, T?> read)
        where T : struct => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = result =>
            {
                var value = read(result.Tokens[0].Value);
                if (value is null)
                {
                    Refuse(result, expected, result.Tokens[0].Value);
                }

                return value;
            },
        };

    private static void Refuse(ArgumentResult result, string expected, string got) =>
        result.AddError(
            $"{(result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name}: expected {expected}, got '{got}'.");
}
