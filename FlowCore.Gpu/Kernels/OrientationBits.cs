using System.Collections.Immutable;
using FlowCore.Backends;

namespace FlowCore.Gpu.Kernels;

/// <summary>The orientations of the groups of a masked convolution, two bits each, small enough to be an argument.</summary>
internal readonly struct OrientationBits
{
    private const int MostGroups = 64;
    private readonly ulong _bottom, _right;

    /// <summary>The orientations of groups 0, 1, ….</summary>
    public OrientationBits(ImmutableArray<Orientation> orientations)
    {
        if (orientations.Length > MostGroups)
        {
            throw new FlowException(
                "masked convolution on a GPU", $"at most {MostGroups} groups", $"{orientations.Length}", "Use DeviceKind.Cpu.");
        }

        for (var group = 0; group < orientations.Length; group++)
        {
            _bottom |= (orientations[group].RowSign() < 0 ? 1UL : 0UL) << group;
            _right |= (orientations[group].ColumnSign() < 0 ? 1UL : 0UL) << group;
        }
    }

    private OrientationBits(ulong bottom, ulong right)
    {
        (_bottom, _right) = (bottom, right);
    }

    /// <summary>The same groups with their pixels in the opposite order.</summary>
    public OrientationBits Reversed => new(~_bottom, ~_right);

    /// <summary>The same groups with rows for columns.</summary>
    public OrientationBits Swapped => new(_right, _bottom);

    /// <summary>+1 where earlier rows lie above, −1 where they lie below.</summary>
    public int RowSign(int group) => ((_bottom >> group) & 1) == 0 ? 1 : -1;

    /// <summary>+1 where earlier columns lie to the left, −1 where they lie to the right.</summary>
    public int ColumnSign(int group) => ((_right >> group) & 1) == 0 ? 1 : -1;
}
