using FlowCore.Gpu.Kernels.Lanes;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Solve;

/// <summary>
/// <c>x = K⁻¹y</c>: <c>x_p = A_0⁻¹y_p − Σ_{δ≠0} B_δ x_{p−δ}</c>, a diagonal at a time with one barrier after each, for the
/// <see cref="Wavefront{TLanes}"/> of a group of threads. y, x <c>[C, N, H, W]</c>; folded <c>[G, kH, kW, q, q]</c>.
/// </summary>
internal readonly struct SolveKernel<TRing, TLanes>(
    SolveShape shape, ArrayView<float> folded, ArrayView<float> y, ArrayView<float> x, ArrayView<float> scratch) : IGroupKernel
    where TRing : struct, IRing
    where TLanes : struct, ISampleLanes<TLanes>
{
    private readonly SolveShape _shape = shape;
    private readonly ArrayView<float> _folded = folded, _y = y, _x = x, _scratch = scratch;

    public void Run()
    {
        var ring = TRing.Open(_scratch, _shape.RingFloats);
        var wavefront = new Wavefront<TLanes>(_shape, _folded, ring, outputStep: _shape.Channels, inputStep: 1);
        for (var diagonal = 0; diagonal < _shape.Diagonals; diagonal++)
        {
            var items = wavefront.Items(diagonal);
            for (var item = Group.IdxX; item < items; item += Group.DimX)
            {
                var cell = wavefront.Item(diagonal, item);
                var sums = wavefront.MinusPast(FromHere(wavefront, cell), cell);
                wavefront.WriteRing(cell, sums);
                wavefront.WriteImages(_x, cell, sums);
            }

            Group.Barrier();
        }
    }

    /// <summary><c>A_0⁻¹y_p</c>; its rows end at the diagonal.</summary>
    private FourSums<TLanes> FromHere(Wavefront<TLanes> wavefront, Cell cell)
    {
        var sums = FourSums<TLanes>.Zero;
        for (var i = 0; i < cell.Output + SolveShape.TileChannels && i < _shape.Channels; i++)
        {
            sums = wavefront.PlusHere(sums, cell, i, wavefront.ReadImages(_y, cell, i));
        }

        return sums;
    }
}
