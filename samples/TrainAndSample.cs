#:project ../FlowCore/FlowCore.csproj
#:project ../FlowCore.Imaging/FlowCore.Imaging.csproj
#:property PublishAot=false

// Trains a small flow on the images that come with the library, saves it, and draws from it.
// dotnet run samples/TrainAndSample.cs [STEPS] [FOLDER]
using System.Globalization;
using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Imaging;
using FlowCore.Models;
using FlowCore.Training;

var steps = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 300;
var folder = Directory.CreateDirectory(args.Length > 1 ? args[1] : "trained").FullName;

using var backend = new CpuBackend();
using var model = new FlowModel(FlowPresets.Get("fashion-small"), backend, seed: 0);
using var trainer = new Trainer(
    model, ImageSets.Open("fashion-mnist", DataSplit.Train), TrainingOptions.For("fashion-small") with { MaxSteps = steps });
trainer.Initialize();
for (var step = 1; step <= steps; step++)
{
    var report = trainer.RunStep();
    if (step % 50 == 0 || step == steps)
    {
        Console.WriteLine(FormattableString.Invariant($"step {step}: {report.BitsPerDimension:F3} bits/dim"));
    }
}

var file = Path.Combine(folder, "model.safetensors");
Checkpoint.Save(file, model, steps, average: null);

var samples = model.Sample(count: 64, seed: 1);
var picture = Path.Combine(folder, "samples.png");
new PictureGrid(model.Image, samples.Images.Count).Save(picture, samples.Images);
Console.WriteLine($"{file}, {picture}");
