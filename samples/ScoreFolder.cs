#:project ../FlowCore/FlowCore.csproj
#:project ../FlowCore.Imaging/FlowCore.Imaging.csproj
#:property PublishAot=false

// Bits per dimension of every picture of a folder, the least likely first.
// dotnet run samples/ScoreFolder.cs MODEL FOLDER
using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Imaging;
using FlowCore.Models;
using FlowCore.Runs;

if (args is not [var path, var folder])
{
    Console.Error.WriteLine("usage: dotnet run samples/ScoreFolder.cs MODEL FOLDER");
    return 2;
}

using var backend = new CpuBackend();
using var model = FlowModel.Load(path, backend);
var (channels, height, width) = model.Image;
var pictures = PictureFolder.Open(
    folder, new PictureOptions { ImageSize = new(height, width), Crop = PictureCrop.Center, Channels = channels });

var scores = new List<(double Bits, string Name)>();
for (var first = 0; first < pictures.Count; first += 100)
{
    int[] indices = [.. Enumerable.Range(first, Math.Min(100, pictures.Count - first))];
    var bits = model.BitsPerDimension(pictures.Batch(indices));
    scores.AddRange(indices.Select((index, i) => (bits[i], pictures.NameOf(index))));
}

foreach (var (bits, name) in scores.OrderByDescending(score => score.Bits))
{
    Console.WriteLine(FormattableString.Invariant($"{bits:F3} bits/dim  {name}"));
}

return 0;
