using FlowCore.Backends.Cpu.Gemm;
using FlowCore.Backends.Cpu.Vectors;

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
    private readonly NetPlan<TTile, TDot> _plan;
    private readonly Planes _x, _dy;
    private readonly float* _bias1, _bias2, _hidden;
    private readonly int _parts;

    public NetGradient(CpuBackend backend, NetPlan<TTile, TDot> plan, Planes x, float* bias1, float* bias2, float* hidden, Planes dy)
    {
        (_backend, _plan, _x, _dy) = (backend, plan, x, dy);
        _bias1 = bias1;
        _bias2 = bias2;
        _hidden = hidden;
        _parts = Math.Min(MostParts, plan.Bands.Count);
    }

    private long Weights1 => (long)_plan.Width * _plan.InputRows;

    private long Weights2 => (long)_plan.Width * _plan.Width;

    private long Weights3 => (long)_plan.Width * _plan.OutputRows;

    private long Biases => (long)_plan.Width * Lanes.Width;

    /// <summary>Floats of a part's sums: the weights of the three layers, and the two biases lane by lane.</summary>
    private long SumSize => Weights1 + Weights2 + Weights3 + (2 * Biases);

    public void Run(NetWeights weights, Planes? dx, bool accumulate, NetSums sums)
    {
        using var kernels = new NetKernels(_backend, weights, TTile.Rows);
        var work = new Work(kernels, _hidden is null, dx is not null);
        var room = new Room(_plan, _hidden is null);
        using var memory = _backend.Scratch(_backend.Threads * room.Size);
        using var sumMemory = _backend.Scratch(_parts * SumSize);
        using var edgeMemory = _backend.Scratch(BandEdges.Size(_plan.Bands, _plan.FirstReversed, _plan.Inputs));
        var edges = new BandEdges(_plan.Bands, _plan.FirstReversed, _plan.Inputs, edgeMemory.Pointer);
        var bandMemory = memory.Pointer;
        var partMemory = sumMemory.Pointer;
        _backend.Team.For(_parts, (part, worker) =>
        {
            var sum = partMemory + (part * SumSize);
            new Span<float>(sum, checked((int)SumSize)).Clear();
            var last = (int)((part + 1L) * _plan.Bands.Count / _parts);
            for (var band = (int)((long)part * _plan.Bands.Count / _parts); band < last; band++)
            {
                Band(band, work, room.At(bandMemory + (worker * room.Size)), sum);
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

        AddUp(partMemory, sums);
    }

    private void Band(int index, Work work, BandMemory m, float* sum)
    {
        var (start, end) = _plan.Bands[index];
        var panels = NetPlan<TTile, TDot>.PanelsOf(end - start);
        var hiddenStep = Panels.Stride<TDot>(_plan.Width);
        var h1 = m.H1;
        var h2 = m.H2;
        if (_hidden is not null)
        {
            h1 = _hidden + (index * _plan.HiddenPerBand);
            h2 = h1 + (_plan.Bands.Count * _plan.HiddenPerBand);
        }

        var bias1 = sum + Weights1 + Weights2 + Weights3;
        var bias2 = bias1 + Biases;
        for (var panel = 0; panel < panels; panel++)
        {
            var column = start + ((long)panel * TTile.Columns);
            var valid = (int)Math.Min(TTile.Columns, end - column);
            var offset = panel * hiddenStep;
            var x = m.X + (panel * Panels.Stride<TDot>(_plan.InputRows));
            var dy = m.Dy + (panel * Panels.Stride<TDot>(_plan.OutputRows));
            Panels.Gather(_x, _plan.First, column, valid, TTile.Columns, x);
            Panels.Gather(_dy, _plan.LastReversed, column, valid, TTile.Columns, dy);
            if (_hidden is null)
            {
                Panels.Activate<TTile, TActivation>(work.First, x, _bias1, h1 + offset);
                Panels.Activate<TTile, TActivation>(work.Second, h1 + offset, _bias2, h2 + offset);
            }

            Panels.ActivateGradient<TTile, TActivation>(work.ThirdTransposed, dy, h2 + offset, m.Dh2 + offset, bias2);
            Panels.ActivateGradient<TTile, TActivation>(work.SecondTransposed, m.Dh2 + offset, h1 + offset, m.Dh1 + offset, bias1);
            if (work.WantsInput)
            {
                Panels.Multiply<TTile>(work.FirstTransposed, m.Dh1 + offset, m.Product + (column - start), m.Stride, valid);
            }
        }

        Panels.AddDots<TDot>(m.Dh1, _plan.Width, m.X, _plan.InputRows, panels, sum);
        Panels.AddDots<TDot>(m.Dh2, _plan.Width, h1, _plan.Width, panels, sum + Weights1);
        Panels.AddDots<TDot>(h2, _plan.Width, m.Dy, _plan.OutputRows, panels, sum + Weights1 + Weights2);
    }

    /// <summary>The parts in order, in double.</summary>
    private void AddUp(float* parts, NetSums sums)
    {
        _backend.Team.For(_plan.Width, (row, _) =>
        {
            var third = parts + Weights1 + Weights2;
            AddRow(parts + ((long)row * _plan.InputRows), _plan.InputRows, sums.Weight1 + ((long)row * _plan.InputRows), 1, 1);
            AddRow(parts + Weights1 + ((long)row * _plan.Width), _plan.Width, sums.Weight2 + ((long)row * _plan.Width), 1, 1);

            // [W, (o, τ)] here, [O, W, τ] there.
            var taps = _plan.Last.Taps;
            AddRow(
                third + ((long)row * _plan.OutputRows), _plan.OutputRows, sums.Weight3 + ((long)row * taps), taps, (long)_plan.Width * taps);
            sums.Bias1[row] += BiasOf(third + Weights3 + ((long)row * Lanes.Width));
            sums.Bias2[row] += BiasOf(third + Weights3 + Biases + ((long)row * Lanes.Width));
        });
    }

    private void AddRow(float* from, int count, float* to, int runLength, long runStride)
    {
        for (var i = 0; i < count; i++)
        {
            var total = 0.0;
            for (var part = 0; part < _parts; part++)
            {
                total += from[(part * SumSize) + i];
            }

            to[(i / runLength * runStride) + (i % runLength)] += (float)total;
        }
    }

    private float BiasOf(float* from)
    {
        var total = 0.0;
        for (var part = 0; part < _parts; part++)
        {
            for (var lane = 0; lane < Lanes.Width; lane++)
            {
                total += from[(part * SumSize) + lane];
            }
        }

        return (float)total;
    }

    /// <summary>The kernels that a pass multiplies with.</summary>
    private sealed class Work(NetKernels kernels, bool recomputes, bool wantsInput)
    {
        public PackedKernel First { get; } = recomputes ? kernels.Gathering1() : default;

        public PackedKernel Second { get; } = recomputes ? kernels.Gathering2() : default;

        public PackedKernel ThirdTransposed { get; } = kernels.Gathering3Transposed();

        public PackedKernel SecondTransposed { get; } = kernels.Gathering2Transposed();

        public PackedKernel FirstTransposed { get; } = wantsInput ? kernels.Scattering1Transposed() : default;

        public bool WantsInput => wantsInput;
    }

    /// <summary>A thread's working memory for a band.</summary>
    private readonly struct Room(NetPlan<TTile, TDot> plan, bool recomputes)
    {
        private readonly long _x = plan.PanelsPerBand * Panels.Stride<TDot>(plan.InputRows);
        private readonly long _dy = plan.PanelsPerBand * Panels.Stride<TDot>(plan.OutputRows);
        private readonly long _hidden = plan.HiddenPerBand;
        private readonly int _guard = BandEdges.Guard(plan.FirstReversed);
        private readonly int _rows = plan.InputRows;
        private readonly int _layers = recomputes ? 4 : 2;

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
