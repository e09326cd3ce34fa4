using System.Globalization;
using FlowCore.Backends.Cpu;
using FlowCore.Checkpoints;
using FlowCore.Models;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Training;
using Xunit;

namespace FlowCore.Tests.Serialization;

public sealed class CheckpointNumbersTests : IDisposable
{
    private static readonly ImageShape Image = new(1, 8, 8);

    private readonly TemporaryFolder _folder = new();
    private readonly CpuBackend _backend = new(threads: 1);
    private readonly FlowModel _model;
    private readonly TrainingState _state;

    public CheckpointNumbersTests()
    {
        _model = SmallFlows.Warm(_backend, SmallFlows.Config(Image), TestImages.Noise(Image, 8, seed: 1));
        _state = new TrainingState(_model.Arena);
    }

    public void Dispose()
    {
        _state.Dispose();
        _model.Dispose();
        _backend.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(".")]
    [InlineData(",")]
    public void Every_bit_of_a_number_comes_back(string decimalSeparator)
    {
        var before = CultureInfo.CurrentCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = decimalSeparator;
        culture.NumberFormat.NumberGroupSeparator = "'";
        var path = _folder.PathOf("numbers.safetensors");
        double[] expected =
            [0.1 + 0.2, -0.0, 1e-320, double.MaxValue, double.Epsilon, double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1234.5];
        try
        {
            CultureInfo.CurrentCulture = culture;
            for (var i = 0; i < expected.Length; i++)
            {
                _state.Numbers[$"a name: {i}"] = expected[i];
            }

            Checkpoint.Save(path, _model, _state);
            _state.Numbers.Clear();
            _state.Numbers["not in the file"] = 1;
            Checkpoint.Restore(path, _model, _state);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal(expected.Length, _state.Numbers.Count);
        for (var i = 0; i < expected.Length; i++)
        {
            var found = _state.Numbers[$"a name: {i}"];
            Assert.Equal(BitConverter.DoubleToInt64Bits(expected[i]), BitConverter.DoubleToInt64Bits(found));
        }
    }

    [Fact]
    public void What_is_no_number_is_refused_and_changes_nothing()
    {
        var path = _folder.PathOf("numbers.safetensors");
        _state.Numbers["best"] = 1.5;
        Checkpoint.Save(path, _model, _state);
        var text = File.ReadAllText(path, System.Text.Encoding.Latin1);
        File.WriteAllText(path, text.Replace("\"number.best\":\"1.5\"", "\"number.best\":\"1,x\"", StringComparison.Ordinal), System.Text.Encoding.Latin1);
        _state.Numbers["best"] = 7;
        Assert.Equal(
            $"{path}: number.best: expected a number, got '1,x'. The file is damaged.",
            Assert.Throws<FlowException>(() => Checkpoint.Restore(path, _model, _state)).Message);
        Assert.Equal(7, _state.Numbers["best"]);
    }
}
