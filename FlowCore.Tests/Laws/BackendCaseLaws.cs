using FlowCore.Backends;
using FlowCore.Backends.Cpu;
using FlowCore.Gpu;
using FlowCore.Outside;
using FlowCore.Tests.Cases;
using Xunit;

namespace FlowCore.Tests.Laws;

/// <summary>The table of cases itself.</summary>
public sealed class BackendCaseLaws
{
    [Fact]
    public void Every_member_of_the_contract_has_a_row()
    {
        var members = typeof(IBackend).GetMethods().Where(method => !method.IsSpecialName).Select(method => method.Name);
        Assert.Empty(members.Except(BackendCases.All.Values.Select(row => row.Member)));
    }

    [Fact]
    public void Every_row_names_a_member_of_the_contract()
    {
        var members = typeof(IBackend).GetMethods().Select(method => method.Name);
        Assert.Empty(BackendCases.All.Values.Select(row => row.Member).Except(members));
    }

    [Theory]
    [InlineData(typeof(CpuBackend))]
    [InlineData(typeof(GpuBackend))]
    [InlineData(typeof(ReferenceBackend))]
    public void A_backend_that_trains_leaves_no_member_to_the_contract(Type backend) =>
        Assert.All(backend.GetInterfaceMap(typeof(IBackend)).TargetMethods.Where(method => method.Name != "Lacks"), method =>
            Assert.True(method.DeclaringType == backend, $"{method.Name} is the contract's, which refuses"));

    [Fact]
    public void Every_tolerance_has_a_reason() =>
        Assert.All(BackendCases.All.Values, row => Assert.NotEmpty(row.Tolerance.Reason));
}
