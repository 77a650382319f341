using Microsoft.Extensions.Logging.Abstractions;
using PluginHost.Conformance.Content;
using PluginHost.Content;
using PluginHost.Plugins.Content;
using Xunit;

namespace Content.Tests;

/// <summary>The suite of the kit finds the store that does not keep the contract.</summary>
public sealed class SuiteTests
{
    private static readonly Dictionary<Fault, Func<ContentStoreConformance, Task>> Cases = new()
    {
        [Fault.CommitsWithoutChecks] = suite => suite.A_wrong_size_or_digest_is_refused_and_what_was_written_stays(wrongSize: true),
        [Fault.ReadsTheWrongPlace] = suite => suite.A_blob_is_read_from_anywhere(),
        [Fault.IgnoresTruncation] = suite => suite.Truncation_starts_again_at_nothing_and_takes_no_other_size(),
        [Fault.ListsNothing] = suite => suite.A_walk_gives_every_blob_once_and_filters(),
    };

    public static TheoryData<string> Faults => [.. Cases.Keys.Select(fault => fault.ToString())];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_store_with_a_fault_does_not_pass(string name)
    {
        Fault fault = Enum.Parse<Fault>(name);

        Assert.NotNull(await RunAsync(fault, Cases[fault]));
        Assert.Null(await RunAsync(Fault.None, Cases[fault]));
    }

    private static async Task<Exception?> RunAsync(Fault fault, Func<ContentStoreConformance, Task> run)
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
    private sealed class Suite(Fault fault) : ContentStoreConformance
    {
        protected override bool KeepsLabels => false;

        protected override bool RefusesToAbortWhatIsAbsent => false;

        protected override ValueTask<IContentStore> OpenAsync(string root)
            => ValueTask.FromResult<IContentStore>(new WrongStore(LocalContentStore.Open(root, TimeProvider.System, NullLogger.Instance), fault));
    }
}
