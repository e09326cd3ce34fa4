using System.Runtime.CompilerServices;
using FlowCore.Onnx.Graphs;

namespace FlowCore.Onnx.Tracing;

/// <content>Convolutions, the nets of couplings, and functions of each number.</content>
internal sealed partial class TracingBackend
{
    /// <inheritdoc/>
    public void Convolve<TActivation>(Tensor x, Tensor w, Tensor? bias, Tensor y)
        where TActivation : struct, IActivation
    {
        if (IsKnown(x))
        {
            _inner.Convolve<TActivation>(Known(x), Known(w), bias is null ? null : Known(bias), Result(y));
            return;
        }

        Become(y, Activated<TActivation>(Convolved(Value(x), w, bias)));
    }

    /// <inheritdoc/>
    public Shape HiddenShape(int width, Shape images) => _inner.HiddenShape(width, images);

    /// <inheritdoc/>
    public void CouplingNet<TActivation>(Tensor x, NetWeights weights, Tensor? hidden, Tensor y)
        where TActivation : struct, IActivation
    {
        if (IsKnown(x))
        {
            var known = new NetWeights(
                Known(weights.Weight1), Known(weights.Bias1), Known(weights.Weight2), Known(weights.Bias2), Known(weights.Weight3));
            _inner.CouplingNet<TActivation>(Known(x), known, hidden: null, Result(y));
            return;
        }

        var first = Activated<TActivation>(Convolved(Value(x), weights.Weight1, weights.Bias1));
        var second = Activated<TActivation>(Convolved(first, weights.Weight2, weights.Bias2));
        Become(y, Convolved(second, weights.Weight3, bias: null));
    }

    /// <summary><c>w ∗ x + b</c> with the image's size kept.</summary>
    private string Convolved(string x, Tensor w, Tensor? bias, [CallerMemberName] string operation = "")
    {
        var (outputs, inputs, height, width) = (w.Shape[0], w.Shape[1], w.Shape[2], w.Shape[3]);
        var weight = Constant(w, [outputs, inputs, height, width], operation);
        string[] operands = bias is null ? [x, weight] : [x, weight, Constant(bias, [outputs], operation)];
        return Node(
            "Conv",
            operands,
            OnnxAttribute.Of("kernel_shape", [height, width]),
            OnnxAttribute.Of("pads", [(height - 1) / 2, (width - 1) / 2, (height - 1) / 2, (width - 1) / 2]));
    }

    private string Activated<TActivation>(string x, [CallerMemberName] string operation = "")
        where TActivation : struct, IActivation => default(TActivation) switch
        {
            Identity => x,
            Relu => Node("Relu", x),
            Elu => Node("Elu", x),
            BoundedLogScale => Node("Mul", Node("Tanh", Node("Mul", x, _graph.Number(0.5))), _graph.Number(2)),
            _ => throw Refusal($"{operation} with the activation '{TActivation.Name}'"),
        };
}
