namespace Suites.Tests;

/// <summary>
/// containerd's own conformance suites, as Debian ships them, through the gRPC API of our daemon. Each of their cases is one here; containerd
/// itself passes all of them. With <c>PLUGINHOST_TEST_SUBJECT=containerd</c> they run against it.
/// </summary>
public sealed class SuiteTests(SuiteRuns runs) : IClassFixture<SuiteRuns>
{
    private static readonly string[] SnapshotCases =
    [
        "Basic", "StatActive", "StatComitted", "TransitivityTest", "PreareViewFailingtest", "Update", "Remove", "Walk", "LayerFileupdate",
        "RemoveDirectoryInLowerLayer", "Chown", "DirectoryPermissionOnCommit", "RemoveIntermediateSnapshot", "DeletedFilesInChildSnapshot",
        "MoveFileFromLowerLayer", "ViewReadonly", "StatInWalk", "CloseTwice", "RootPermission", "128LayersMount",
    ];

    private static readonly string[] ContentCases =
    [
        "Writer", "UpdateStatus", "CommitExists", "Resume", "ResumeTruncate", "ResumeDiscard", "ResumeCopy", "ResumeCopySeeker",
        "ResumeCopyReaderAt", "SmallBlob", "Labels", "CommitErrorState",
    ];

    // The suite says of it that it fails on some kernels with overlay, and leaves it out for every snapshotter.
    private const string SkippedBySuite = "Rename";

    public static TheoryData<string> SnapshotNames => [.. SnapshotCases];

    public static TheoryData<string> ContentNames => [.. ContentCases];

    [RequiresTheory("root", "go", "ctr", SharedFolder.Requirement, GoProgram.SuitesSource, SubjectDaemon.Requirement)]
    [MemberData(nameof(SnapshotNames))]
    public async Task Overlayfs_passes(string name) => Passes(await runs.SnapshotsAsync("overlayfs"), name);

    [RequiresTheory("root", "go", "ctr", SharedFolder.Requirement, GoProgram.SuitesSource, SubjectDaemon.Requirement)]
    [MemberData(nameof(SnapshotNames))]
    public async Task Native_passes(string name) => Passes(await runs.SnapshotsAsync("native"), name);

    [RequiresTheory("root", "go", "ctr", "mkfs.btrfs", SharedFolder.Requirement, GoProgram.SuitesSource, SubjectDaemon.Requirement)]
    [MemberData(nameof(SnapshotNames))]
    public async Task Btrfs_passes(string name) => Passes(await runs.SnapshotsAsync("btrfs"), name);

    [RequiresTheory("root", "go", "ctr", SharedFolder.Requirement, GoProgram.SuitesSource, SubjectDaemon.Requirement)]
    [MemberData(nameof(ContentNames))]
    public async Task Content_passes(string name) => Passes(await runs.ContentAsync(), name);

    [RequiresTheory("root", "go", "ctr", "mkfs.btrfs", SharedFolder.Requirement, GoProgram.SuitesSource, SubjectDaemon.Requirement)]
    [InlineData("overlayfs")]
    [InlineData("native")]
    [InlineData("btrfs")]
    public async Task The_snapshotter_suite_has_no_case_beside_these_and_skips_one(string snapshotter)
    {
        SuiteReport report = await runs.SnapshotsAsync(snapshotter);

        Assert.Equal([.. SnapshotCases.Append(SkippedBySuite).Order()], report.Cases.Keys.Order());
        Assert.Equal("SKIP", report.Cases[SkippedBySuite].Outcome);
    }

    [RequiresFact("root", "go", "ctr", SharedFolder.Requirement, GoProgram.SuitesSource, SubjectDaemon.Requirement)]
    public async Task The_content_suite_has_no_case_beside_these()
        => Assert.Equal(ContentCases.Order(), (await runs.ContentAsync()).Cases.Keys.Order());

    private static void Passes(SuiteReport report, string name)
    {
        Assert.True(report.Cases.TryGetValue(name, out SuiteCase? result), $"the suite did not come to the end of {name}:\n{report.Output}");
        Assert.True(result.Outcome == "PASS", $"{name}: {result.Outcome}\n{result.Output}");
    }
}
