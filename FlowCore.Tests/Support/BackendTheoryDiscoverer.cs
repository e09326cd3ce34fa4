using Xunit.Abstractions;
using Xunit.Sdk;

namespace FlowCore.Tests.Support;

/// <summary>Finds a <see cref="BackendTheoryAttribute"/>, or its skipped form.</summary>
public sealed class BackendTheoryDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    private readonly TheoryDiscoverer _theories = new(diagnostics);

    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        MissingDeviceTestCase.Reason(testMethod) is null
            ? _theories.Discover(discoveryOptions, testMethod, factAttribute)
            : [new MissingDeviceTestCase(diagnostics, discoveryOptions, testMethod)];
}
