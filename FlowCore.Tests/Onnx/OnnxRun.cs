using FlowCore.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace FlowCore.Tests.Onnx;

/// <summary>An exported model in ONNX Runtime, which knows nothing of this library.</summary>
internal sealed class OnnxRun : IDisposable
{
    private readonly InferenceSession _session;

    public OnnxRun(OnnxModel model, bool optimized = true)
        : this(Bytes(model), optimized)
    {
    }

    public OnnxRun(byte[] file, bool optimized = true)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = optimized ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(file, options);
    }

    /// <summary>What the file says of itself.</summary>
    public ModelMetadata Metadata => _session.ModelMetadata;

    public IReadOnlyDictionary<string, NodeMetadata> Inputs => _session.InputMetadata;

    public IReadOnlyDictionary<string, NodeMetadata> Outputs => _session.OutputMetadata;

    public static byte[] Bytes(OnnxModel model)
    {
        using var stream = new MemoryStream();
        model.WriteTo(stream);
        return stream.ToArray();
    }

    /// <summary>All outputs, each in the order of its <c>[N, …]</c>.</summary>
    /// <param name="samples">N.</param>
    /// <param name="inputs">Floats or whole numbers, by name.</param>
    public IReadOnlyDictionary<string, float[]> Run(int samples, params (string Name, Array Values)[] inputs)
    {
        var values = inputs.ToDictionary(input => input.Name, input => Value(samples, input.Name, input.Values));
        try
        {
            using var options = new RunOptions();
            using var outputs = _session.Run(options, values, _session.OutputNames);
            return _session.OutputNames.Zip(outputs).ToDictionary(pair => pair.First, pair => pair.Second.GetTensorDataAsSpan<float>().ToArray());
        }
        finally
        {
            foreach (var value in values.Values)
            {
                value.Dispose();
            }
        }
    }

    public void Dispose() => _session.Dispose();

    private OrtValue Value(int samples, string name, Array values)
    {
        long[] shape = [samples, .. Inputs[name].Dimensions[1..].Select(extent => (long)extent)];
        return values is long[] integers
            ? OrtValue.CreateTensorValueFromMemory(integers, shape)
            : OrtValue.CreateTensorValueFromMemory((float[])values, shape);
    }
}
