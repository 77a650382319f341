using PluginHost.Conformance.Support;
using PluginHost.Errors;
using PluginHost.Snapshots;

namespace PluginHost.Conformance.Snapshots;

/// <summary>Labels, updates and walks with filters. The labels are some that reach a backend behind the metadata store, too.</summary>
public abstract class SnapshotterLabelCases : SnapshotterRecordCases
{
    private const string One = SnapshotLabels.Prefix + "one";
    private const string Two = SnapshotLabels.Prefix + "two";

    [SuiteTheory]
    [InlineData(SnapshotKind.Active, "")]
    [InlineData(SnapshotKind.Active, "base")]
    [InlineData(SnapshotKind.View, "")]
    [InlineData(SnapshotKind.View, "base")]
    [InlineData(SnapshotKind.Committed, "")]
    [InlineData(SnapshotKind.Committed, "base")]
    public async Task An_update_replaces_all_labels_and_nothing_else(SnapshotKind kind, string parent)
    {
        SnapshotInfo before = await MakeAsync(kind, parent, new() { [One] = "1" });

        SnapshotInfo returned = await Snapshotter.UpdateAsync(
            new SnapshotInfo
            {
                Kind = SnapshotKind.View,
                Name = before.Name,
                Parent = "ignored",
                Labels = new Dictionary<string, string> { [Two] = "2" },
            },
            [],
            Deadline);

        SnapshotInfo after = await Snapshotter.StatAsync(before.Name, Deadline);
        Assert.Equal(before.CreatedAt, before.UpdatedAt);
        Assert.Equal((before.Kind, before.Parent, before.CreatedAt), (after.Kind, after.Parent, after.CreatedAt));
        Assert.True(after.UpdatedAt > before.UpdatedAt, $"{after.UpdatedAt} is not later than {before.UpdatedAt}");
        Assert.Equal(new Dictionary<string, string> { [Two] = "2" }, after.Labels);
        AssertSame(after, returned);
    }

    [SuiteFact]
    public async Task An_update_of_some_labels_leaves_the_others_and_removes_what_is_absent()
    {
        SnapshotInfo info = await MakeAsync(SnapshotKind.Active, "", new() { [One] = "1", [Two] = "2" });

        SnapshotInfo changed = await Snapshotter.UpdateAsync(
            info with { Labels = new Dictionary<string, string> { [One] = "changed" } }, [$"labels.{One}"], Deadline);
        SnapshotInfo removed = await Snapshotter.UpdateAsync(info with { Labels = NoLabels }, [$"labels.{One}"], Deadline);

        Assert.Equal(new Dictionary<string, string> { [One] = "changed", [Two] = "2" }, changed.Labels);
        Assert.Equal(new Dictionary<string, string> { [Two] = "2" }, removed.Labels);
        AssertSame(removed, await Snapshotter.StatAsync(info.Name, Deadline));
    }

    [SuiteFact]
    public async Task The_field_labels_stands_for_all_labels()
    {
        SnapshotInfo info = await MakeAsync(SnapshotKind.Active, "", new() { [One] = "1" });

        SnapshotInfo changed = await Snapshotter.UpdateAsync(
            info with { Labels = new Dictionary<string, string> { [Two] = "2" } }, ["labels"], Deadline);

        Assert.Equal(new Dictionary<string, string> { [Two] = "2" }, changed.Labels);
    }

    [SuiteFact]
    public async Task No_other_field_can_be_updated()
    {
        SnapshotInfo info = await MakeAsync(SnapshotKind.Active, "", new() { [One] = "1" });

        await FailsAsync(
            ErrorKind.InvalidArgument, () => Snapshotter.UpdateAsync(info with { Parent = "other" }, ["parent"], Deadline));

        AssertSame(info, await Snapshotter.StatAsync(info.Name, Deadline));
    }

    [SuiteFact]
    public async Task A_commit_does_not_inherit_labels()
    {
        await Snapshotter.PrepareAsync("active", "", new Dictionary<string, string> { [One] = "1" }, Deadline);

        await Snapshotter.CommitAsync("committed", "active", "", new Dictionary<string, string> { [Two] = "2" }, Deadline);

        Assert.Equal(new Dictionary<string, string> { [Two] = "2" }, (await Snapshotter.StatAsync("committed", Deadline)).Labels);
    }

    [SuiteTheory]
    [InlineData("all", "")]
    [InlineData("b1 c1", "labels.\"" + One + "\"==1")]
    [InlineData("b1 b2 c1", "labels.\"" + One + "\"")]
    [InlineData("b2", "labels.\"" + One + "\"==2")]
    [InlineData("v1 v2", "kind==view")]
    [InlineData("a1 a2 a3 v1 v2", "kind==view", "kind==active")]
    [InlineData("b2", "name==b2,labels.\"" + One + "\"")]
    [InlineData("", "name==b3,labels.\"" + One + "\"")]
    [InlineData("a2 v2", "parent==b2")]
    [InlineData("a2 a3 c1 v1 v2", "parent!=\"\"")]
    public async Task A_walk_gives_what_one_of_its_filters_matches(string expected, params string[] filters)
    {
        await MakeFilterBaseAsync();

        Assert.Equal(
            expected == "all" ? "a1 a2 a3 b1 b2 b3 c1 v1 v2" : expected,
            string.Join(' ', await WalkAsync(filters)));
    }

    [SuiteFact]
    public async Task A_filter_that_is_none_is_refused()
        => await FailsAsync(ErrorKind.InvalidArgument, () => WalkAsync("labels.==="));

    [SuiteFact]
    public async Task The_snapshotter_can_be_used_while_a_walk_goes_on()
    {
        await MakeFilterBaseAsync();
        List<string> names = [];

        await foreach (SnapshotInfo info in Snapshotter.WalkAsync([], Deadline))
        {
            names.Add(info.Name);
            AssertSame(info, await Snapshotter.StatAsync(info.Name, Deadline));
            await Snapshotter.UpdateAsync(info with { Labels = new Dictionary<string, string> { [Two] = "seen" } }, [], Deadline);
        }

        Assert.Equal(9, names.Distinct().Count());
        Assert.Equal(9, (await WalkAsync($"labels.\"{Two}\"==seen")).Count);
    }

    [SuiteFact]
    public async Task A_walk_gives_each_of_many_snapshots_once()
    {
        List<string> names = [];
        for (int i = 0; i < 250; i++)
        {
            names.Add($"key-{i:D3}");
            await ViewAsync(names[i]);
        }

        Assert.Equal(names, await WalkAsync());
    }

    /// <summary>Two records of the same state of the same snapshot.</summary>
    protected static void AssertSame(SnapshotInfo expected, SnapshotInfo actual)
    {
        Assert.Equal(expected with { Labels = NoLabels }, actual with { Labels = NoLabels });
        Assert.Equal(expected.Labels.OrderBy(label => label.Key), actual.Labels.OrderBy(label => label.Key));
    }

    private async Task<SnapshotInfo> MakeAsync(SnapshotKind kind, string parent, Dictionary<string, string> labels)
    {
        await CommittedAsync("base");
        switch (kind)
        {
            case SnapshotKind.Active:
                await Snapshotter.PrepareAsync("made", parent, labels, Deadline);
                break;
            case SnapshotKind.View:
                await Snapshotter.ViewAsync("made", parent, labels, Deadline);
                break;
            default:
                await PrepareAsync("made-active", parent);
                await Snapshotter.CommitAsync("made", "made-active", "", labels, Deadline);
                break;
        }

        return await Snapshotter.StatAsync("made", Deadline);
    }

    private async Task MakeFilterBaseAsync()
    {
        (string, string, string)[] committed = [("b1", "", "1"), ("b2", "", "2"), ("b3", "", ""), ("c1", "b1", "1")];
        foreach ((string name, string parent, string one) in committed)
        {
            await PrepareAsync($"{name}-active", parent);
            Dictionary<string, string> labels = one.Length > 0 ? new() { [One] = one } : [];
            await Snapshotter.CommitAsync(name, $"{name}-active", "", labels, Deadline);
        }

        await PrepareAsync("a1");
        await PrepareAsync("a2", "b2");
        await PrepareAsync("a3", "c1");
        await ViewAsync("v1", "b1");
        await ViewAsync("v2", "b2");
    }
}
