using System.Runtime.CompilerServices;

namespace FlowCore.Backends;

/// <summary>
/// The only seam between a model and the machine: a narrow set of operations on tensors of one backend. Inside a model
/// tensors are channel-major, <c>[C, N, H, W]</c>. Each member says with <c>=</c> or <c>+=</c> what it does to its
/// destination; <c>(+)=</c> is <c>+=</c> when <c>accumulate</c> is set. Shapes are checked above this seam, when layers are
/// built and called. Scalars cross it as doubles, so that a backend may compute in double. Destinations do not overlap
/// sources unless the member says that they may.
/// </summary>
public partial interface IBackend : IDisposable
{
    /// <summary>The backend and its device, for people.</summary>
    string Name { get; }

    /// <summary>Bytes of memory that it holds of the system or the device; they stay what they are once a training loop is warm.</summary>
    long MemoryBytes { get; }

    /// <summary>Waits until all that was asked for is done; whoever reads a result need not.</summary>
    void Synchronize();

    /// <summary>A tensor with undefined contents, from the backend's pool.</summary>
    Tensor Allocate(Shape shape);

    /// <summary><c>destination = source</c>, from the host, in the tensor's order.</summary>
    void Write(ReadOnlySpan<double> source, Tensor destination);

    /// <inheritdoc cref="Write(ReadOnlySpan{double}, Tensor)"/>
    void Write(ReadOnlySpan<float> source, Tensor destination);

    /// <summary><c>destination = source</c>, to the host, in the tensor's order.</summary>
    void Read(Tensor source, Span<double> destination);

    /// <inheritdoc cref="Read(Tensor, Span{double})"/>
    void Read(Tensor source, Span<float> destination);

    /// <summary><c>x = value</c>.</summary>
    void Fill(Tensor x, double value);

    /// <summary><c>destination = source</c>.</summary>
    void Copy(Tensor source, Tensor destination);

    /// <summary><c>y += scale·x</c>.</summary>
    void Add(Tensor x, Tensor y, double scale = 1);

    /// <summary>
    /// What a member throws that a backend does not have. A backend that only infers leaves out what training needs, gradients and
    /// steps; one that has all is held to that by the tests.
    /// </summary>
    protected FlowException Lacks([CallerMemberName] string operation = "") => new(
        Name, $"a backend that has {operation}", "one that has not", "Use another one for it, such as the CPU's.");
}
