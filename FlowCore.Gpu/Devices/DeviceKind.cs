namespace FlowCore.Gpu.Devices;

/// <summary>What a computation runs on.</summary>
public enum DeviceKind
{
    /// <summary>The first CUDA device, else the first OpenCL GPU, else <see cref="Cpu"/>; never the emulator.</summary>
    Auto,

    /// <summary>The SIMD backend of FlowCore.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU through its driver.</summary>
    Cuda,

    /// <summary>A device with an OpenCL driver.</summary>
    OpenCL,

    /// <summary>ILGPU's emulator: to step through kernels in a debugger, not for speed.</summary>
    Emulator,
}
