using FlowCore.Backends.Cpu.Vectors;
using FlowCore.Backends.Cpu.Working;

namespace FlowCore.Backends.Cpu;

/// <content>Images moved by rows and columns.</content>
public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void MoveImages(Tensor x, int rows, int columns, Tensor y, bool accumulate)
    {
        var down = MovedRange.Of(y.Shape.Height, x.Shape.Height, rows);
        var along = MovedRange.Of(y.Shape.Width, x.Shape.Width, columns);
        var common = (long)down.Count * along.Count;
        if (accumulate && common == 0)
        {
            return;
        }

        ForItems(
            (long)y.Shape.Channels * y.Shape.Batch,
            accumulate ? common : y.Shape.Plane,
            new MovePlanes(x.Shape, y.Shape, down, along, Pointer(x), Pointer(y), accumulate));
    }

    /// <summary>What a plane of x and one of y have in common, row by row, or in one go where these follow each other in both.</summary>
    private readonly struct MovePlanes(
        Shape from, Shape to, MovedRange down, MovedRange along, float* source, float* target, bool accumulate) : IItemWork
    {
        private readonly float* _source = source, _target = target;
        private readonly int _sourcePlane = from.Plane, _targetPlane = to.Plane, _sourceWidth = from.Width, _targetWidth = to.Width;
        private readonly bool _isWhole = along.Count == from.Width && along.Count == to.Width;
        private readonly bool _clears = !accumulate && (long)down.Count * along.Count < to.Plane;

        public void Run(long item)
        {
            var plane = _target + (item * _targetPlane);
            if (_clears)
            {
                new Span<float>(plane, _targetPlane).Clear();
            }

            var read = _source + (item * _sourcePlane) + ((long)down.Source * _sourceWidth) + along.Source;
            var write = plane + ((long)down.First * _targetWidth) + along.First;
            if (_isWhole)
            {
                Move(read, write, down.Count * along.Count);
                return;
            }

            for (var row = 0; row < down.Count; row++)
            {
                Move(read + ((long)row * _sourceWidth), write + ((long)row * _targetWidth), along.Count);
            }
        }

        // A strip of an image has rows of one number, which are not worth a call.
        private void Move(float* read, float* write, int count)
        {
            if (count < Lanes.Width)
            {
                for (var j = 0; j < count; j++)
                {
                    write[j] = accumulate ? write[j] + read[j] : read[j];
                }
            }
            else if (accumulate)
            {
                Lanes.Map(default(Activated<Identity>), read, write, count, accumulate: true);
            }
            else
            {
                new ReadOnlySpan<float>(read, count).CopyTo(new Span<float>(write, count));
            }
        }
    }
}
