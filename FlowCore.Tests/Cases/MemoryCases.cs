using FlowCore.Tensors;
using FlowCore.Tests.Support;

namespace FlowCore.Tests.Cases;

internal static class MemoryCases
{
    public static IEnumerable<BackendCase> Rows()
    {
        foreach (var count in Lengths.All)
        {
            var shape = new Shape(count);
            yield return new($"Fill: {count}", 1, Tolerance.Exact, t => t.Backend.Fill(t.Result("x", shape), -1.5));
            yield return new($"Copy: {count}", 1, Tolerance.Exact, t => t.Backend.Copy(t.Given(shape), t.Result("destination", shape)));
            yield return new($"Write: {count} doubles", 1, Tolerance.Exact, t =>
                t.Backend.Write(TestTensors.Draw(count, t.Seed), t.Result("destination", shape)));
            yield return new($"Write: {count} floats", 1, Tolerance.Exact, t =>
                t.Backend.Write([.. TestTensors.Draw(count, t.Seed).Select(x => (float)x)], t.Result("destination", shape)));
            yield return new($"Read: {count} doubles", 1, Tolerance.Exact, t =>
            {
                var numbers = new double[count];
                t.Backend.Read(t.Given(shape), numbers);
                t.Report("destination", numbers);
            });
            yield return new($"Read: {count} floats", 1, Tolerance.Exact, t =>
            {
                var numbers = new float[count];
                t.Backend.Read(t.Given(shape), numbers);
                t.Report("destination", [.. numbers.Select(x => (double)x)]);
            });
        }

        yield return new("Synchronize: after a fill", 1, Tolerance.Exact, t =>
        {
            t.Backend.Fill(t.Result("x", new Shape(33)), 2.5);
            t.Backend.Synchronize();
        });
        yield return new("Allocate: tensors do not overlap", 1, Tolerance.Exact, t =>
        {
            var tensors = Lengths.All.Select(count => TestTensors.Filled(t.Backend, new Shape(count), count)).ToArray();
            foreach (var tensor in tensors)
            {
                t.Report("x", TestTensors.ReadDoubles(t.Backend, tensor));
                tensor.Dispose();
            }
        });
    }
}
