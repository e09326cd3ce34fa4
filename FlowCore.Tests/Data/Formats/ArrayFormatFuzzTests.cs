using FlowCore.Data;
using FlowCore.Data.Formats;
using FlowCore.Tests.Data.Idx;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Data.Formats;

/// <summary>Thousands of damaged files of every format: one line each, or images as many as the file can hold.</summary>
public sealed class ArrayFormatFuzzTests : IDisposable
{
    private const int Rounds = 1000;

    // What the library itself takes to look at a small file, most of it a buffer for a directory at the end.
    private const long MostAllocated = 4 << 20;

    private static readonly DataFormats Formats = new(DataFormats.Arrays);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, byte[], string?> Whole => new()
    {
        { "cifar10", CifarBytes.Records(3), "cifar10" },
        { "cifar100", CifarBytes.Records(3, labels: 2), "cifar100" },
        { "idx", IdxBytes.Grey(5, 8, 6), "idx" },
        { "idx packed", IdxBytes.Gzip(IdxBytes.Grey(5, 8, 6)), "idx" },
        { "npy", NpyBytes.Counting(5, 8, 6, 3), "numpy" },
        { "npz stored", NpyBytes.Archive(false, ("data", NpyBytes.Counting(5, 192)), ("labels", NpyBytes.Labels(5))), "numpy" },
        { "npz deflated", NpyBytes.Archive(true, ("data", NpyBytes.Counting(5, 192)), ("labels", NpyBytes.Labels(5))), "numpy" },
        { "npz, recognised", NpyBytes.Archive(true, ("data", NpyBytes.Counting(5, 8, 8))), null },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Whole))]
    public void Any_damage_is_one_line_or_whole_images(string what, byte[] whole, string? format)
    {
        var seed = what.Sum(letter => letter);
        var random = new System.Random(seed);
        var (refused, read) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var path = _folder.Write("fuzz", Damage(whole, random));
            var budget = round % 2 == 0 ? MemoryBudget.Usual() : new MemoryBudget(0, MostAllocated);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var images = Formats.Open(path, new DataOptions { Format = format, Memory = budget }).All;
                var pixels = images.Batch([.. Enumerable.Range(0, images.Count)]).Pixels;
                Assert.Equal((long)images.Count * images.Shape.Dimensions, pixels.Length);

                // No more than the damaged file can hold, packed as tightly as packing goes.
                Assert.InRange(pixels.Length, 1, 1032L * whole.Length);
                read++;
            }
            catch (FlowException refusal)
            {
                Assert.Contains(": expected ", refusal.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', refusal.Message);
                refused++;
            }
            catch (Exception failure) when (failure is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{what}, seed {seed}, round {round}: {failure}");
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostAllocated);
        }

        // Both ends must have been met, or the damage tests nothing.
        Assert.InRange(refused, Rounds / 10, Rounds);
        Assert.InRange(read, 1, Rounds);
    }

    private static byte[] Damage(byte[] whole, System.Random random)
    {
        var bytes = random.Next(3) == 0 ? whole[..random.Next(1, whole.Length)] : [.. whole];
        for (var flips = random.Next(4); flips > 0; flips--)
        {
            // Most flips hit the headers at both ends, where they hurt most.
            var at = random.Next(3) switch
            {
                0 => random.Next(Math.Min(140, bytes.Length)),
                1 => bytes.Length - 1 - random.Next(Math.Min(200, bytes.Length)),
                _ => random.Next(bytes.Length),
            };
            bytes[at] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }
}
