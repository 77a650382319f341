using PluginHost.Conformance.Diff;
using PluginHost.Conformance.Support;

namespace Snapshotters.Tests.Diff;

/// <summary>The suite of the kit finds the differ that does not keep the contract.</summary>
public sealed class SuiteTests
{
    private static readonly Dictionary<DifferFault, Func<DiffConformance, Task>> Cases = new()
    {
        [DifferFault.ForgetsTheParent] = suite => suite.The_difference_of_two_trees_turns_one_into_the_other(),
        [DifferFault.IgnoresTheRequest] = suite => suite.Labels_and_ref_are_those_of_the_request(),
        [DifferFault.NamesTheBlob] = suite => suite.A_layer_becomes_a_tree_and_is_described_by_its_archive(),
    };

    public static TheoryData<string> Faults => [.. Cases.Keys.Select(fault => fault.ToString())];

    [RootTheory]
    [MemberData(nameof(Faults))]
    public async Task A_differ_with_a_fault_does_not_pass(string name)
    {
        DifferFault fault = Enum.Parse<DifferFault>(name);

        Assert.NotNull(await RunAsync(fault, Cases[fault]));
        Assert.Null(await RunAsync(DifferFault.None, Cases[fault]));
    }

    private static async Task<Exception?> RunAsync(DifferFault fault, Func<DiffConformance, Task> run)
    {
        Suite suite = new(fault);
        await suite.InitializeAsync();
        try
        {
            return await Record.ExceptionAsync(() => run(suite));
        }
        finally
        {
            await suite.DisposeAsync();
        }
    }

    // Not public, so that it is no test of its own.
    private sealed class Suite(DifferFault fault) : WalkingOnSnapshotter
    {
        protected override async ValueTask<DifferParts> OpenAsync(string root)
        {
            DifferParts parts = await base.OpenAsync(root);
            WrongDiffer differ = new(parts.Applier, parts.Comparer!, fault);

            return parts with { Applier = differ, Comparer = differ };
        }
    }
}
