using FlowCore.Gpu.Failures;
using FlowCore.Gpu.Kernels;
using ILGPU;
using ILGPU.Runtime;

namespace FlowCore.Gpu.Launching;

/// <summary>
/// Launches kernels: each is compiled when it is first used, and its launcher, which ILGPU itself holds weakly, is kept
/// as long as the backend.
/// </summary>
internal sealed class Launcher
{
    private readonly Accelerator _accelerator;
    private readonly LaunchProfile _profile;
    private readonly Dictionary<Type, Delegate> _launchers = [];

    public Launcher(Accelerator accelerator, LaunchProfile profile)
    {
        (_accelerator, _profile) = (accelerator, profile);
    }

    /// <summary>Launches so far.</summary>
    public long Count { get; private set; }

    private AcceleratorStream Stream => _accelerator.DefaultStream;

    /// <summary>Runs a kernel for the elements 0 … count−1.</summary>
    public void Elements<TKernel>(long count, TKernel kernel)
        where TKernel : struct, IElementKernel
    {
        if (count > 0)
        {
            var launch = Launch<Action<AcceleratorStream, KernelConfig, long, TKernel>>(
                typeof(TKernel),
                static self => self._accelerator.LoadKernel<long, TKernel>(
                    self._profile.IsStrided ? EntryPoints.ElementsStrided : EntryPoints.Elements));
            Guard((launch, Stream, Config: Config(count, 1), count, kernel), static work =>
                work.launch(work.Stream, work.Config, work.count, work.kernel));
        }
    }

    /// <summary>Runs a kernel for the columns 0 … columns−1 of each channel.</summary>
    public void Channels<TKernel>(int channels, long columns, TKernel kernel)
        where TKernel : struct, IChannelKernel
    {
        if (channels == 0 || columns == 0)
        {
            return;
        }

        if (_profile.IsStrided)
        {
            var launch = Launch<Action<AcceleratorStream, KernelConfig, int, long, TKernel>>(
                typeof(TKernel),
                static self => self._accelerator.LoadKernel<int, long, TKernel>(EntryPoints.ChannelsStrided));
            Guard((launch, Stream, Config: Config(columns, 1), channels, columns, kernel), static work =>
                work.launch(work.Stream, work.Config, work.channels, work.columns, work.kernel));
        }
        else
        {
            var launch = Launch<Action<AcceleratorStream, KernelConfig, long, TKernel>>(
                typeof(TKernel),
                static self => self._accelerator.LoadKernel<long, TKernel>(EntryPoints.Channels));
            Guard((launch, Stream, Config: Config(columns, channels), columns, kernel), static work =>
                work.launch(work.Stream, work.Config, work.columns, work.kernel));
        }
    }

    /// <summary>Runs a kernel on a grid of groups of <paramref name="threads"/> threads.</summary>
    public void Groups<TKernel>(Index3D grid, int threads, TKernel kernel)
        where TKernel : struct, IGroupKernel
    {
        if (grid.X > 0 && grid.Y > 0 && grid.Z > 0)
        {
            var launch = Launch<Action<AcceleratorStream, KernelConfig, TKernel>>(
                typeof(TKernel),
                static self => self._accelerator.LoadKernel<TKernel>(EntryPoints.Groups));
            Guard((launch, Stream, Config: new KernelConfig(grid, new Index3D(threads, 1, 1)), kernel), static work =>
                work.launch(work.Stream, work.Config, work.kernel));
        }
    }

    private KernelConfig Config(long columns, int channels)
    {
        var threads = _profile.ElementThreads;
        var groups = _profile.IsStrided ? 1 : checked((int)((columns + threads - 1) / threads));
        return new KernelConfig(new Index3D(groups, channels, 1), new Index3D(threads, 1, 1));
    }

    private TLauncher Launch<TLauncher>(Type kernel, Func<Launcher, TLauncher> load)
        where TLauncher : Delegate
    {
        Count++;
        if (!_launchers.TryGetValue(kernel, out var launcher))
        {
            _launchers[kernel] = launcher = Load(kernel, load);
        }

        return (TLauncher)launcher;
    }

    private TLauncher Load<TLauncher>(Type kernel, Func<Launcher, TLauncher> load)
    {
        try
        {
            return load(this);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // ILGPU's front end, its code generator and the driver's compiler each throw exceptions of their own.
            throw DeviceFailure.OfKernel(_accelerator, kernel, failure);
        }
    }

    // What a launch needs is handed on and not captured: a training step makes hundreds, and garbage for each.
    private void Guard<TWork>(TWork work, Action<TWork> launch)
    {
        try
        {
            launch(work);
        }
        catch (AcceleratorException failure)
        {
            throw DeviceFailure.OfWork(_accelerator, failure);
        }
    }
}
