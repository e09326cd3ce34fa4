using FlowCore.Gpu.Kernels.Lanes;
using ILGPU;

namespace FlowCore.Gpu.Kernels.Solve;

/// <summary>
/// <c>u = K⁻ᵀg</c>: from the far corner <c>v_p = g_p − Σ_{δ≠0} B_δᵀ v_{p+δ}</c>, and after the diagonal's barrier
/// <c>u_p = A_0⁻ᵀ v_p</c>; v is kept in the ring alone. The mirror of <see cref="SolveKernel{TRing, TLanes}"/>.
/// g, u <c>[C, N, H, W]</c>; folded <c>[G, kH, kW, q, q]</c>.
/// </summary>
internal readonly struct TransposedSolveKernel<TRing, TLanes>(
    SolveShape shape, ArrayView<float> folded, ArrayView<float> g, ArrayView<float> u, ArrayView<float> scratch) : IGroupKernel
    where TRing : struct, IRing
    where TLanes : struct, ISampleLanes<TLanes>
{
    private readonly SolveShape _shape = shape;
    private readonly ArrayView<float> _folded = folded, _g = g, _u = u, _scratch = scratch;

    public void Run()
    {
        var ring = TRing.Open(_scratch, _shape.RingFloats);
        var wavefront = new Wavefront<TLanes>(_shape, _folded, ring, outputStep: 1, inputStep: _shape.Channels);
        for (var diagonal = 0; diagonal < _shape.Diagonals; diagonal++)
        {
            var items = wavefront.Items(diagonal);
            for (var item = Group.IdxX; item < items; item += Group.DimX)
            {
                var cell = wavefront.Item(diagonal, item);
                wavefront.WriteRing(cell, wavefront.MinusPast(wavefront.ReadImages(_g, cell), cell));
            }

            // What follows reads this diagonal's slot and the next diagonal writes another: no second barrier.
            Group.Barrier();
            for (var item = Group.IdxX; item < items; item += Group.DimX)
            {
                var cell = wavefront.Item(diagonal, item);
                wavefront.WriteImages(_u, cell, FromHere(wavefront, cell));
            }
        }
    }

    /// <summary><c>A_0⁻ᵀ v_p</c>; its rows start at the diagonal.</summary>
    private FourSums<TLanes> FromHere(Wavefront<TLanes> wavefront, Cell cell)
    {
        var sums = FourSums<TLanes>.Zero;
        for (var i = cell.Output; i < _shape.Channels; i++)
        {
            sums = wavefront.PlusHere(sums, cell, i, wavefront.ReadRing(cell, i));
        }

        return sums;
    }
}
