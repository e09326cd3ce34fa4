using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Imaging;
using FlowCore.Runs;

namespace FlowCore.Tools.Commands;

/// <summary>The images that were asked for, and how they came about.</summary>
/// <param name="Source">What was found.</param>
/// <param name="Splits">What is for what.</param>
/// <param name="ValidFraction">The part of the training images that was held out, or 0.</param>
/// <param name="SplitSeed">What that part was drawn by.</param>
/// <param name="Pictures">What became of pictures, or of arrays that were cropped or resampled; null for others.</param>
internal sealed record OpenedData(
    DataSource Source, DataSplits Splits, double ValidFraction, ulong SplitSeed, PictureOptions? Pictures)
{
    /// <summary>What a run trains on and is scored by.</summary>
    /// <param name="bits">Bits of a pixel that the model is for.</param>
    public RunData ForRun(int bits)
    {
        var (valid, test) = (Splits.Valid, Splits.Test);
        return new RunData(
            Source.Path,
            Source.Format,
            QuantizedImageSet.Of(Splits.Get(DataSplit.Train), bits),
            valid is null || valid == test ? null : QuantizedImageSet.Of(valid, bits),
            QuantizedImageSet.Of(test, bits))
        {
            ValidFraction = ValidFraction,
            SplitSeed = SplitSeed,
            Pictures = PictureRecord.Of(Pictures),
        };
    }
}
