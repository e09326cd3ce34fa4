using System.Text.Json;
using FlowCore.Imaging;
using FlowCore.Models;
using FlowCore.Runs;
using FlowCore.Tools.Shell;
using FlowCore.Training;

namespace FlowCore.Tools.Settings;

/// <summary>
/// The values of a run's <c>config.json</c> and the flags that decide them. They follow from the names of the library's
/// options, of which <see cref="FlagNames"/> knows the flags: <c>TrainingOptions.LearningRate</c> is <c>training.learningRate</c>.
/// </summary>
internal static class RunKeys
{
    // Where in the file the members of a type stand.
    private static readonly (Type Type, string Place)[] Places =
    [
        (typeof(RunRecord), ""), (typeof(RunPlan), ""), (typeof(FlowConfig), "model."), (typeof(TrainingOptions), "training."),
        (typeof(PictureOptions), "pictures."),
    ];

    // Where to run, which says nothing about the run.
    private static readonly string[] Folders =
        [$"{nameof(RunPlan)}.{nameof(RunPlan.Folder)}", $"{nameof(RunPlan)}.{nameof(RunPlan.Resume)}"];

    private static readonly RunKey[] Special =
    [
        new("model.classes", "--class-conditional", typeof(int), classes => classes.AsSpan().Trim('0').Length > 0),
        new("training.skipUnreadable", "--strict", typeof(bool), skip => skip == "false"),
        new("model.unit", "--unit", typeof(string), IsRecorded: false),
        new("model.coupling", "--coupling", typeof(string), IsRecorded: false),
        new("training.epochs", "--epochs", typeof(double), IsRecorded: false),
    ];

    private static readonly Dictionary<string, RunKey> ByName = Special.Concat(Derived())
        .DistinctBy(key => key.Name)
        .ToDictionary(key => key.Name, StringComparer.Ordinal);

    /// <summary>What a run records that follows from the rest: it is compared, and no flag decides it.</summary>
    public static IReadOnlyList<string> Facts { get; } =
        ["version", "trainImages", "validImages", "testImages", "model.image", "model.scale", "model.alpha", "pictures.background"];

    /// <summary>Those of them that are the same in all runs.</summary>
    public static IReadOnlyList<string> Fixed { get; } = ["model.scale", "model.alpha", "pictures.background"];

    /// <summary>What a run finds and is not told, though a file may say what another one found.</summary>
    public static IReadOnlyList<string> Found { get; } = [.. Facts, "model.classes", "device"];

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<RunKey> All => ByName.Values;

    /// <summary>The key of a name, or null.</summary>
    public static RunKey? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Whether names of the file go on after this one.</summary>
    public static bool IsPlace(string name) => Places.Any(place => place.Place == $"{name}.");

    /// <summary>The known key or place that a word comes closest to: a key's name, the end of that, or what its flag is called.</summary>
    public static string Closest(string word) => All
        .SelectMany(key => (string[])[key.Name, key.Name[(key.Name.LastIndexOf('.') + 1)..], key.Flag[2..]], (key, said) => (key.Name, said))
        .Concat(Places.Where(place => place.Place.Length > 0).Select(place => (Name: place.Place.TrimEnd('.'), said: place.Place.TrimEnd('.'))))
        .MinBy(each => Spelling.Distance(word, each.said)).Name;

    private static IEnumerable<RunKey> Derived()
    {
        foreach (var name in FlagNames.Names)
        {
            var parts = name.Split('.');
            var (type, place) = Array.Find(Places, place => place.Type.Name == parts[0]);
            if (type?.GetProperty(parts[1])?.PropertyType is { } value && !Folders.Contains(name))
            {
                yield return new RunKey(
                    place + JsonNamingPolicy.CamelCase.ConvertName(parts[1]),
                    FlagNames.Of(name),
                    Nullable.GetUnderlyingType(value) ?? value,
                    value == typeof(bool) ? on => on == "true" : null);
            }
        }
    }
}
