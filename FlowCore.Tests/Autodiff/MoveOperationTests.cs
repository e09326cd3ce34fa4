using FlowCore.Autodiff;
using FlowCore.Autodiff.Operations;
using FlowCore.Outside;
using FlowCore.Tensors;
using FlowCore.Tests.Support;
using Xunit;

namespace FlowCore.Tests.Autodiff;

/// <summary>Where numbers and gradients go when images are moved, cut and put together; <see cref="Cases.LayoutCases"/> has the edges.</summary>
public sealed class MoveOperationTests : IDisposable
{
    private static readonly Shape Image = new(1, 1, 2, 3);

    private readonly ReferenceBackend _backend = new();
    private readonly Tensor _x;

    public MoveOperationTests() => _x = TestTensors.From(_backend, Image, 1, 2, 3, 4, 5, 6);

    [Fact]
    public void Neighbours_become_channels_and_their_gradients_meet_where_they_came_from()
    {
        using var tape = new Tape(_backend);
        var x = tape.Input(_x, needsGradient: true);
        var y = x.Moved([(1, 0), (0, -1)], height: 2, width: 3);
        Assert.Equal([0.0, 0, 0, 1, 2, 3, 2, 3, 0, 5, 6, 0], Read(y.Value));
        using var dy = TestTensors.From(_backend, y.Shape, 10, 20, 30, 40, 50, 60, 1, 2, 3, 4, 5, 6);
        tape.Backward((y, dy));

        // From above: the pixel below; from the right: the pixel to the left.
        Assert.Equal([40.0, 50 + 1, 60 + 2, 0, 4, 5], Read(x.Gradient!));
    }

    [Fact]
    public void An_image_in_pieces_is_put_together_again_and_so_is_its_gradient()
    {
        using var tape = new Tape(_backend);
        var x = tape.Input(_x, needsGradient: true);
        Variable[] columns = [.. Enumerable.Range(0, 3).Select(column => x.Moved([(0, -column)], height: 2, width: 1))];
        Assert.Equal([2.0, 5], Read(columns[1].Value));
        var y = columns.SumMoved([(0, 0), (0, 1), (0, 2)], height: 2, width: 3);
        Assert.Equal(Read(_x), Read(y.Value));
        using var dy = TestTensors.From(_backend, Image, 10, 20, 30, 40, 50, 60);
        tape.Backward((y, dy));
        Assert.Equal(Read(dy), Read(x.Gradient!));
    }

    [Fact]
    public void Any_number_of_variables_are_joined_and_one_alone_is_itself()
    {
        using var tape = new Tape(_backend);
        var x = tape.Input(_x, needsGradient: true);
        Assert.Same(x, ((Variable[])[x]).Join());
        var y = ((Variable[])[x, x, tape.Input(_x)]).Join();
        Assert.Equal([.. Read(_x), .. Read(_x), .. Read(_x)], Read(y.Value));
        using var dy = TestTensors.From(_backend, y.Shape, [.. Enumerable.Range(0, 18).Select(i => (double)i)]);
        tape.Backward((y, dy));
        Assert.Equal([6.0, 8, 10, 12, 14, 16], Read(x.Gradient!));
    }

    public void Dispose()
    {
        _x.Dispose();
        _backend.Dispose();
    }

    private double[] Read(Tensor tensor) => TestTensors.ReadDoubles(_backend, tensor);
}
