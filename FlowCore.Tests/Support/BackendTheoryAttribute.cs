using Xunit;
using Xunit.Sdk;

namespace FlowCore.Tests.Support;

/// <summary>A theory of an abstract suite, skipped in the classes whose device is missing.</summary>
[XunitTestCaseDiscoverer("FlowCore.Tests.Support.BackendTheoryDiscoverer", "FlowCore.Tests")]
public sealed class BackendTheoryAttribute : TheoryAttribute;
