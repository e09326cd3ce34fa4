using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
using FlowCore.Ops;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using FlowCore.Tools.Benching;
using Xunit;

namespace FlowCore.Tests.Autodiff;

/// <summary>Where the values and gradients of a coupling go; <see cref="Cases.CouplingCases"/> has its numbers.</summary>
public sealed class CouplingOperationTests : IDisposable
{
    private const int Channels = 5;

    // s, so that the factor is a number to compare with.
    private const double LogScale = 0.5;
    private const double Shift = 0.25;

    private readonly ReferenceBackend _backend = new();
    private readonly Tensor _x, _dy, _dlogDet;

    public CouplingOperationTests()
    {
        var shape = new Shape(Channels, 2, 3, 1);
        _x = TestTensors.Random(_backend, shape, seed: 1);
        _dy = TestTensors.Random(_backend, shape, seed: 2);
        _dlogDet = TestTensors.Random(_backend, new Shape(2), seed: 3);
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(2, false)]
    [InlineData(5, true)]
    [InlineData(2, true)]
    public void It_changes_the_last_channels_and_the_others_pass(int changed, bool inverse)
    {
        using var tape = new Tape(_backend, recording: false);
        var (value, logDet) = Couple(tape.Input(_x), tape.Input(H(changed)), inverse);
        double[] expected = [.. Each(_x, changed, x => inverse ? (x - Shift) * Math.Exp(-LogScale) : (x * Math.Exp(LogScale)) + Shift)];
        Expect.Close(expected, TestTensors.ReadDoubles(_backend, value.Value), 1e-15, "value");
        var sum = (inverse ? -LogScale : LogScale) * changed * 3;
        Expect.Close([sum, sum], TestTensors.ReadDoubles(_backend, logDet.Value), 1e-15, "log-det");
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(2, false)]
    [InlineData(5, true)]
    [InlineData(2, true)]
    public void The_gradient_of_what_passes_is_that_of_the_result(int changed, bool inverse)
    {
        using var tape = new Tape(_backend);
        var x = tape.Input(_x, needsGradient: true);
        var (value, logDet) = Couple(x, tape.Input(H(changed)), inverse);
        tape.Backward((value, _dy), (logDet, _dlogDet));
        Expect.Close(ShareOf(changed, inverse), TestTensors.ReadDoubles(_backend, x.Gradient!), 1e-15, "dx");
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(2, false)]
    [InlineData(5, true)]
    [InlineData(2, true)]
    public void A_gradient_that_arrived_before_is_added_to(int changed, bool inverse)
    {
        using var tape = new Tape(_backend);
        var x = tape.Input(_x, needsGradient: true);
        var (value, logDet) = Couple(x, tape.Input(H(changed)), inverse);
        var other = x.Plus(x);
        tape.Backward((value, _dy), (logDet, _dlogDet), (other, _x));
        double[] expected = [.. ShareOf(changed, inverse).Zip(TestTensors.ReadDoubles(_backend, _x), (share, before) => share + (2 * before))];
        Expect.Close(expected, TestTensors.ReadDoubles(_backend, x.Gradient!), 1e-15, "dx");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_part_of_another_variable_adds_to_its_part_of_the_gradient(bool inverse)
    {
        using var tape = new Tape(_backend);
        var whole = tape.Input(_x, needsGradient: true);
        var (value, logDet) = Couple(whole.Channels(2, 3), tape.Input(H(2)), inverse);
        tape.Backward((value, _dy.Channels(2, 3)), (logDet, _dlogDet));
        double[] expected = [.. ShareOf(2, inverse).Select((share, i) => i < 2 * 6 ? 0 : share)];
        Expect.Close(expected, TestTensors.ReadDoubles(_backend, whole.Gradient!), 1e-15, "dx");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_log_det_alone_reaches_the_scale_and_nothing_else(bool inverse)
    {
        using var tape = new Tape(_backend);
        var (x, h) = (tape.Input(_x, needsGradient: true), tape.Input(H(2), needsGradient: true));
        tape.Backward((Couple(x, h, inverse).LogDet, _dlogDet));
        var rows = TestTensors.ReadDoubles(_backend, _dlogDet);
        var scale = Enumerable.Range(0, 2 * 6).Select(i => (inverse ? -1 : 1) * rows[i / 3 % 2]);
        Assert.All(TestTensors.ReadDoubles(_backend, x.Gradient!), d => Assert.Equal(0, d));
        Expect.Close([.. scale, .. new double[12]], TestTensors.ReadDoubles(_backend, h.Gradient!), 1e-15, "dh");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void In_place_nothing_that_passes_is_copied_in_either_direction_of_the_tape(bool inverse)
    {
        var times = new OperationTimes(() => { });
        using var given = TestTensors.Random(_backend, new Shape(16, 2, 2, 2), seed: 4);
        using var tape = new Tape(TimedBackend.Over(_backend, times));
        var x = tape.Input(given, needsGradient: true).Unsqueeze().GiveUp();
        times.Clear();
        var (value, logDet) = Couple(x, tape.Input(TestTensors.Filled(_backend, new Shape(4, 2, 4, 4), LogScale)), inverse);
        Assert.Same(x.Value, value.Value);
        tape.Backward(logDet, seed: 1);
        string[] expected = [inverse ? "CoupleInverse" : "CoupleForward", inverse ? "CoupleInverseGradient" : "CoupleForwardGradient"];
        Assert.Equal(expected, times.Spent.Select(spent => spent.Operation).Except(["Fill", "Squeeze"]).Order());
    }

    public void Dispose() => _backend.Dispose();

    private static (Variable Value, Variable LogDet) Couple(Variable x, Variable h, bool inverse) =>
        inverse ? x.CoupleInverse<Identity>(h) : x.CoupleForward<Identity>(h);

    /// <summary>[h_s; t] of the same scale and shift everywhere.</summary>
    private Tensor H(int changed)
    {
        var h = TestTensors.Filled(_backend, new Shape(2 * changed, 2, 3, 1), LogScale);
        _backend.Fill(h.Channels(changed, changed), Shift);
        return h;
    }

    /// <summary>The numbers of a tensor, those of the changed channels through a function.</summary>
    private IEnumerable<double> Each(Tensor tensor, int changed, Func<double, double> change) =>
        TestTensors.ReadDoubles(_backend, tensor).Select((value, i) => i / 6 < Channels - changed ? value : change(value));

    /// <summary>dy, times the factor in the changed channels.</summary>
    private double[] ShareOf(int changed, bool inverse) =>
        [.. Each(_dy, changed, dy => dy * Math.Exp(inverse ? -LogScale : LogScale))];
}
