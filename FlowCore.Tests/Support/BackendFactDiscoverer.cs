using Xunit.Abstractions;
using Xunit.Sdk;

namespace FlowCore.Tests.Support;

/// <summary>Finds a <see cref="BackendFactAttribute"/>, or its skipped form.</summary>
public sealed class BackendFactDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    private readonly FactDiscoverer _facts = new(diagnostics);

    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        MissingDeviceTestCase.Reason(testMethod) is null
            ? _facts.Discover(discoveryOptions, testMethod, factAttribute)
            : [new MissingDeviceTestCase(diagnostics, discoveryOptions, testMethod)];
}
