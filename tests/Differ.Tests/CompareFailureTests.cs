using Differ.Tests.Support;
using PluginHost.Conformance.Support;
using PluginHost.Diff;
using PluginHost.Errors;
using PluginHost.Mounts;
using PluginHost.Oci;

namespace Differ.Tests;

/// <summary>What can go wrong while a layer is made. That no mount and no directory is left is checked after each test.</summary>
public sealed class CompareFailureTests : DifferTest
{
    [RootFact]
    public async Task A_failed_diff_takes_its_own_ingest_away()
    {
        Content.BeforeWrite = static _ => throw new IOException("no space left on device");

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(() => CompareAsync(Noise(), new DiffOptions()));

        Assert.Equal("failed to write diff: no space left on device", error.Message);
        Assert.Empty(Content.Ingests);
    }

    [RootFact]
    public async Task A_failed_diff_leaves_the_callers_ingest_to_be_retried()
    {
        Content.BeforeWrite = static _ => throw new IOException("no space left on device");
        await Assert.ThrowsAsync<DaemonException>(() => CompareAsync(Noise(), new DiffOptions { Ref = "mine" }));
        Assert.Equal(["mine"], Content.Ingests);

        Content.BeforeWrite = null;
        await CompareAsync(Bind(At("upper")), new DiffOptions { Ref = "mine" });

        Assert.Empty(Content.Ingests);
    }

    [RootFact]
    public async Task A_tree_that_cannot_be_mounted_is_named()
    {
        DaemonException error = await Assert.ThrowsAsync<DaemonException>(() => CompareAsync(Bind(At("missing")), new DiffOptions()));

        Assert.Contains(At("missing"), error.Message, StringComparison.Ordinal);
    }

    [RootFact]
    public async Task A_cancelled_diff_ends_and_leaves_nothing()
    {
        using CancellationTokenSource request = new();
        Content.BeforeWrite = _ => request.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Open().CompareAsync(Scope, [], Noise(), new DiffOptions(), request.Token).WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.Empty(Content.Ingests);
    }

    [RootFact]
    public async Task A_ref_that_another_writer_has_is_waited_for()
    {
        Content.Locked.Add("mine");
        Task diff = CompareAsync(Bind(Make("upper")), new DiffOptions { Ref = "mine" });
        Assert.False(diff.IsCompleted);

        Content.Locked.Remove("mine");

        await diff.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [RootFact]
    public async Task A_ref_that_another_writer_keeps_is_unavailable_in_the_end()
    {
        Content.Locked.Add("mine");

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(
            () => Open(new LeapingClock()).CompareAsync(Scope, [], Bind(Make("upper")), new DiffOptions { Ref = "mine" }, None));

        Assert.Equal(ErrorKind.Unavailable, error.Kind);
        Assert.Equal("failed to open writer: ref mine locked: unavailable", error.Message);
        Content.Locked.Clear();
    }

    private Task<Descriptor> CompareAsync(IReadOnlyList<Mount> upper, DiffOptions options)
        => Open().CompareAsync(Scope, [], upper, options, None);

    private IReadOnlyList<Mount> Noise()
    {
        byte[] noise = new byte[4 << 20];
        new Random(1).NextBytes(noise);
        File.WriteAllBytes(Path.Join(Make("upper"), "noise"), noise);

        return Bind(At("upper"));
    }

    /// <summary>Each look at it finds four seconds gone; timers run as usual.</summary>
    private sealed class LeapingClock : TimeProvider
    {
        private long _looks;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks) * 4 * TimestampFrequency;
    }
}
