using System.ComponentModel;
using FlowCore.Gpu.Devices;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace FlowCore.Tests.Support;

/// <summary>A test that is skipped because its class needs a device that is not there.</summary>
public sealed class MissingDeviceTestCase : XunitTestCase
{
    /// <summary>For the runner, which reads test cases back from text.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Called by the runner.")]
    public MissingDeviceTestCase()
    {
    }

    /// <summary>The skipped form of a test method.</summary>
    public MissingDeviceTestCase(IMessageSink diagnostics, ITestFrameworkDiscoveryOptions options, ITestMethod method)
        : base(diagnostics, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method)
    {
    }

    /// <summary>Why the tests of a method's class are skipped, or null when they are not.</summary>
    public static string? Reason(ITestMethod method) =>
        method.TestClass.Class.GetCustomAttributes(typeof(NeedsDeviceAttribute)).FirstOrDefault() is { } need
            ? NeedsDeviceAttribute.ReasonToSkip(need.GetConstructorArguments().OfType<DeviceKind>().Single())
            : null;

    /// <inheritdoc/>
    protected override string? GetSkipReason(IAttributeInfo factAttribute) => Reason(TestMethod);
}
