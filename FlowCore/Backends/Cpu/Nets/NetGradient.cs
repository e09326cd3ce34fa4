using FlowCore.Backends.Cpu.Gemm;

namespace FlowCore.Backends.Cpu.Nets;

/// <summary>
/// The gradients of <see cref="NetForward"/>, band by band: a panel of pixels goes back through all three layers, and what a
/// band leaves in the cache makes its share of the weights' gradients.
/// </summary>
internal sealed unsafe class NetGradient<TTile, TDot, TActivation>
    where TTile : struct, IGemmTile
    where TDot : struct, IDotTile
    where TActivation : struct, IActivation
{
    // Parts bound the memory of partial sums.
    private const int MostParts = 32;

    private readonly CpuBackend _backend;
    private readonly NetWeights _weights;
    private readonly NetPlan<TTile, TDot> _plan;
    private readonly Planes _x, _dy;
    private readonly float* _bias1, _bias2, _hidden;
    private readonly int _parts;
    private readonly NetSumLayout _layout;

    public NetGradient(CpuBackend backend, NetWeights weights, Planes x, float* hidden, Planes dy, Shape images)
    {
        (_backend, _weights, _x, _dy) = (backend, weights, x, dy);
        _plan = new NetPlan<TTile, TDot>(backend, weights, images);
        _bias1 = CpuBackend.Pointer(weights.Bias1);
        _bias2 = CpuBackend.Pointer(weights.Bias2);
        _hidden = hidden;
        _parts = Math.Min(MostParts, _plan.Bands.Count);
        _layout = new NetSumLayout(_plan.Width, _plan.InputRows, _plan.OutputRows);
    }

    public void Run(Planes? dx, bool accumulate, NetWeights gradients)
    {
        var first = CpuBackend.KernelOf(_weights.Weight1);
        var second = CpuBackend.KernelOf(_weights.Weight2);
        var thirdTransposed = CpuBackend.KernelOf(_weights.Weight3).Transposed();
        var kernels = new NetKernels(
            _backend, TTile.Rows, first.Transposed(), first, second, second.Transposed(), thirdTransposed);
        using var kernelMemory = kernels.Memory;
        var work = new Work(
            kernels.Gathering(first),
            _hidden is null ? kernels.Gathering(second) : default,
            kernels.Gathering(thirdTransposed),
            kernels.Gathering(second.Transposed()),
            dx is null ? default : kernels.Scattering(first.Transposed()));
        var room = new Room(_plan, _hidden is null);
        using var memory = _backend.Scratch(_backend.Threads * room.Size);
        using var sumMemory = _backend.Scratch(_parts * _layout.Size);
        using var edgeMemory = _backend.Scratch(BandEdges.Size(_plan.Bands, _plan.FirstReversed, _plan.Inputs));
        var edges = new BandEdges(_plan.Bands, _plan.FirstReversed, _plan.Inputs, edgeMemory.Pointer);
        var bandMemory = memory.Pointer;
        var partMemory = sumMemory.Pointer;
        _backend.Team.For(_parts, (part, worker) =>
        {
            var sum = partMemory + (part * _layout.Size);
            new Span<float>(sum, checked((int)_layout.Size)).Clear();
            var last = (int)((part + 1L) * _plan.Bands.Count / _parts);
            for (var band = (int)((long)part * _plan.Bands.Count / _parts); band < last; band++)
            {
                Band(band, work, dx is not null, room.At(bandMemory + (worker * room.Size)), sum);
                if (dx is { } target)
                {
                    edges.Sum(band, room.At(bandMemory + (worker * room.Size)).Product, room.Stride, target, accumulate);
                }
            }
        });

        if (dx is { } whole)
        {
            edges.AddTo(_backend, whole);
        }

        new NetSums(_layout, partMemory, _parts).AddTo(_backend, gradients, _plan.Last.Taps);
    }

    private void Band(int index, Work work, bool wantsInput, BandMemory m, float* sum)
    {
        var (start, end) = _plan.Bands[index];
        var panels = NetPlan<TTile, TDot>.PanelsOf(end - start);
        var hiddenStep = Panels.Stride<TDot>(_plan.Width);
        var h2 = _hidden is null ? m.H2 : _hidden + (index * _plan.HiddenPerBand);
        var bias1 = sum + _layout.Bias1;
        var bias2 = sum + _layout.Bias2;
        for (var panel = 0; panel < panels; panel++)
        {
            var column = start + ((long)panel * TTile.Columns);
            var valid = (int)Math.Min(TTile.Columns, end - column);
            var offset = panel * hiddenStep;
            var x = m.X + (panel * Panels.Stride<TDot>(_plan.InputRows));
            var dy = m.Dy + (panel * Panels.Stride<TDot>(_plan.OutputRows));
            Panels.Gather(_x, _plan.First, column, valid, TTile.Columns, x);
            Panels.Gather(_dy, _plan.LastReversed, column, valid, TTile.Columns, dy);
            Panels.Activate<TTile, TActivation>(work.First, x, _bias1, m.H1 + offset);
            if (_hidden is null)
            {
                Panels.Activate<TTile, TActivation>(work.Second, m.H1 + offset, _bias2, h2 + offset);
            }

            Panels.ActivateGradient<TTile, TActivation>(work.ThirdTransposed, dy, h2 + offset, m.Dh2 + offset, bias2);
            Panels.ActivateGradient<TTile, TActivation>(work.SecondTransposed, m.Dh2 + offset, m.H1 + offset, m.Dh1 + offset, bias1);
            if (wantsInput)
            {
                Panels.Multiply<TTile>(work.FirstTransposed, m.Dh1 + offset, m.Product + (column - start), m.Stride, valid);
            }
        }

        Panels.AddDots<TDot>(m.Dh1, _plan.Width, m.X, _plan.InputRows, panels, sum);
        Panels.AddDots<TDot>(m.Dh2, _plan.Width, m.H1, _plan.Width, panels, sum + _layout.Weight2);
        Panels.AddDots<TDot>(h2, _plan.Width, m.Dy, _plan.OutputRows, panels, sum + _layout.Weight3);
    }

    /// <summary>The kernels that a pass multiplies with; the second only where h2 was not kept.</summary>
    private readonly record struct Work(
        PackedKernel First, PackedKernel Second, PackedKernel ThirdTransposed, PackedKernel SecondTransposed, PackedKernel FirstTransposed);

    /// <summary>A thread's working memory for a band.</summary>
    private readonly struct Room(NetPlan<TTile, TDot> plan, bool recomputes)
    {
        private readonly long _x = plan.PanelsPerBand * Panels.Stride<TDot>(plan.InputRows);
        private readonly long _dy = plan.PanelsPerBand * Panels.Stride<TDot>(plan.OutputRows);
        private readonly long _hidden = plan.HiddenPerBand;
        private readonly int _guard = BandEdges.Guard(plan.FirstReversed);
        private readonly int _rows = plan.InputRows;
        private readonly int _layers = recomputes ? 4 : 3;

        /// <summary>Floats from one row of the products of dx to the next.</summary>
        public long Stride { get; } = plan.Bands.Longest + TTile.Columns + (2L * BandEdges.Guard(plan.FirstReversed));

        public long Size => _x + _dy + (_layers * _hidden) + (_rows * Stride);

        public BandMemory At(float* memory)
        {
            var dh1 = memory + _x + _dy;
            var product = dh1 + (_layers * _hidden) + _guard;
            return new BandMemory(memory, memory + _x, dh1, dh1 + _hidden, dh1 + (2 * _hidden), dh1 + (3 * _hidden), product, Stride);
        }
    }

    private readonly ref struct BandMemory(
        float* x, float* dy, float* dh1, float* dh2, float* h1, float* h2, float* product, long stride)
    {
        public readonly float* X = x, Dy = dy, Dh1 = dh1, Dh2 = dh2, H1 = h1, H2 = h2, Product = product;
        public readonly long Stride = stride;
    }
}
