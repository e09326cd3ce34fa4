#:project ../FlowCore/FlowCore.csproj
#:project ../FlowCore.Imaging/FlowCore.Imaging.csproj
#:property PublishAot=false

// Pictures to latents and back: as they were, then from other latents.
// dotnet run samples/Latents.cs MODEL [DATA] [PICTURE]
using System.Numerics.Tensors;
using FlowCore.Backends.Cpu;
using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Imaging;
using FlowCore.Models;
using FlowCore.Runs;

if (args.Length is < 1 or > 3)
{
    Console.Error.WriteLine("usage: dotnet run samples/Latents.cs MODEL [DATA] [PICTURE]");
    return 2;
}

using var backend = new CpuBackend();
using var model = FlowModel.Load(args[0], backend);
var images = ImageSets.Open(args.Length > 1 ? args[1] : "fashion-mnist", DataSplit.Test).Batch([0, 1, 2, 3, 4, 5, 6, 7]);

// A latent a level, [N, C, H, W] each. Nothing is lost on the way there and back.
var latents = model.Encode(images);
Console.WriteLine($"{images.Count} images of {images.Shape}: latents {string.Join(", ", latents.Shapes)}");
Console.WriteLine($"bytes that differ after decoding: {model.Decode(latents).DifferingBytes(images)}");

// The last level holds what is seen first; the levels before it hold detail, which is made calmer here.
for (var level = 0; level < latents.Shapes.Count - 1; level++)
{
    var detail = latents.Level(level);
    Tensor.Multiply<float>(detail, 0.5f, detail);
}

var calm = model.Decode(latents).Images;
var picture = args.Length > 2 ? args[2] : "calm.png";
new PictureGrid(model.Image, 2 * images.Count).Save(
    picture, new ImageBatch(images.Shape, [.. images.Pixels, .. calm.Pixels], [.. images.Ids, .. calm.Ids]));
Console.WriteLine($"{picture}: the images, then the calmer ones");
return 0;
