using Xunit;
using Xunit.Sdk;

namespace FlowCore.Tests.Support;

/// <summary>A fact of an abstract suite, skipped in the classes whose device is missing.</summary>
[XunitTestCaseDiscoverer("FlowCore.Tests.Support.BackendFactDiscoverer", "FlowCore.Tests")]
public sealed class BackendFactAttribute : FactAttribute;
