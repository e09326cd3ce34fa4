namespace FlowCore.Tests.Data.Formats;

/// <summary>CIFAR records written out by hand, so that the reader is not judged by its own kin.</summary>
internal static class CifarBytes
{
    /// <summary>Records of CIFAR-10: pixel k of record n is <c>(n + 3·k) mod 256</c>.</summary>
    public static byte[] Records(int count, int labels = 1) =>
        [.. Enumerable.Range(0, count).SelectMany(n => Record(n, labels))];

    private static byte[] Record(int n, int labels)
    {
        var record = new byte[labels + 3072];
        record.AsSpan(0, labels).Fill((byte)(n % 10));
        for (var k = 0; k < 3072; k++)
        {
            record[labels + k] = (byte)(n + (3 * k));
        }

        return record;
    }
}
