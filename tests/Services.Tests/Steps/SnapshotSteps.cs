using PluginHost.Proto.Services.LeasesV1;
using PluginHost.Proto.Services.SnapshotsV1;

namespace Services.Tests.Steps;

internal static class SnapshotSteps
{
    private const string In = "snapshots";
    private const string Snapshotter = "native";

    public static IEnumerable<Step> All()
    {
        foreach (string snapshotter in (string[])["", "nope"])
        {
            yield return Step.Call($"prepare with \"{snapshotter}\"", api => api.Snapshots.PrepareAsync(
                new PrepareSnapshotRequest { Snapshotter = snapshotter, Key = "k" }, Api.In(In)));
            yield return Step.Call($"stat with \"{snapshotter}\"", api => api.Snapshots.StatAsync(
                new StatSnapshotRequest { Snapshotter = snapshotter, Key = "k" }, Api.In(In)));
            yield return Step.Stream($"list with \"{snapshotter}\"", api => api.Snapshots.List(new ListSnapshotsRequest { Snapshotter = snapshotter }, Api.In(In)));
            yield return Step.Call($"cleanup with \"{snapshotter}\"", api => api.Snapshots.CleanupAsync(
                new CleanupRequest { Snapshotter = snapshotter }, Api.In(In)));
        }

        yield return Step.Call("cleanup", static api => api.Snapshots.CleanupAsync(new CleanupRequest { Snapshotter = Snapshotter }, Api.In(In)));
        yield return Step.Call("without a namespace", static api => api.Snapshots.StatAsync(
            new StatSnapshotRequest { Snapshotter = Snapshotter, Key = "k" }, Api.In(null)));
        yield return Stat("before any", "k");
        yield return Mounts("before any", "k");
        yield return Usage("before any", "k");
        yield return Remove("before any", "k");
        yield return Commit("before any", "n", "k");
        yield return Update("before any", "k", ["labels"]);
        yield return List("before any");
        yield return Prepare("k", "k", "", ("a", "1"), ("empty", ""), ("containerd.io/snapshot/x", "2"));
        yield return Prepare("again", "k", "");
        yield return Prepare("absent parent", "k2", "nope");
        yield return Prepare("active parent", "k2", "k");
        yield return Prepare("label too long", "k3", "", ("k", Values.TooLong));
        yield return Prepare("empty label key", "k4", "", ("", "v"));
        yield return Stat("active", "k");
        yield return Mounts("active", "k");
        yield return Usage("active", "k");
        yield return Usage("absent", "nope");
        yield return Update("a label", "k", ["labels.b"], ("b", "2"));
        yield return Update("a label away", "k", ["labels.a"]);
        yield return Update("all labels", "k", ["labels"], ("z", "1"), ("empty", ""));
        yield return Update("without paths", "k", [], ("y", "1"));
        yield return Update("too long", "k", ["labels.k"], ("k", Values.TooLong));
        foreach (string path in (string[])["parent", "name", "kind", "", "Labels", "labels."])
        {
            yield return Update($"path \"{path}\"", "k", [path], ("", "x"));
        }

        yield return Update("absent", "nope", ["labels"]);
        yield return Update("empty name", "", ["labels"]);
        yield return Commit("empty key", "n", "");
        yield return Commit("label too long", "n", "k", ("k", Values.TooLong));
        yield return Commit("the first", "n", "k", ("c", "1"));
        yield return Commit("again", "n", "k");
        yield return Commit("absent key", "n2", "nope");
        yield return Commit("a committed one", "n2", "n");
        yield return Stat("committed", "n");
        yield return Stat("the key that was committed", "k");
        yield return Mounts("committed", "n");
        yield return Usage("committed", "n");
        yield return Prepare("child", "child", "n");
        yield return Prepare("key of a committed one", "n", "");
        yield return View("view", "v", "n");
        yield return View("view again", "v", "n");
        yield return View("view of nothing", "v0", "");
        yield return View("view of absent", "v1", "nope");
        yield return Stat("view", "v");
        yield return Usage("view", "v");
        yield return Commit("a view", "n3", "v");
        yield return Remove("with children", "n");
        yield return Commit("child", "n2", "child");
        foreach (string filter in (string[])
            ["kind==active", "kind==view", "kind==committed", "kind==Committed", "name==n", "parent==n", "parent==\"\"", "parent", "labels.c==1", "labels.c", "id", "kind==", "name!=n"])
        {
            yield return List($"filter {filter}", filter);
        }

        yield return List("two filters", "kind==view", "name==n");
        yield return Remove("view", "v");
        yield return Remove("view of nothing", "v0");
        yield return Remove("absent", "nope");
        yield return Remove("empty key", "");
        yield return Remove("child", "n2");
        yield return Step.Call("a lease", static api => api.Leases.CreateAsync(new CreateRequest { Id = "l" }, Api.In(In)));
        yield return Step.Call("prepare under a lease", static api => api.Snapshots.PrepareAsync(
            new PrepareSnapshotRequest { Snapshotter = Snapshotter, Key = "leased2" }, Api.In(In, "l")));
        yield return Resources("prepared");
        yield return Step.Call("commit under a lease", static api => api.Snapshots.CommitAsync(
            new CommitSnapshotRequest { Snapshotter = Snapshotter, Key = "leased2", Name = "leased3" }, Api.In(In, "l")));
        yield return Resources("committed");
        yield return Step.Call("existing under a lease", static api => api.Snapshots.PrepareAsync(
            new PrepareSnapshotRequest { Snapshotter = Snapshotter, Key = "n" }, Api.In(In, "l")));
        yield return Resources("of an existing one");
        yield return Step.Call("remove under a lease", static api => api.Snapshots.RemoveAsync(
            new RemoveSnapshotRequest { Snapshotter = Snapshotter, Key = "leased3" }, Api.In(In, "l")));
        yield return Resources("removed");
        yield return List("left");
        yield return Prepare("last", "last", "");
        yield return Commit("empty name", "", "last");
        yield return Prepare("empty key", "", "");
        yield return Step.Call("prepare under an unknown lease", static api => api.Snapshots.PrepareAsync(
            new PrepareSnapshotRequest { Snapshotter = Snapshotter, Key = "leased" }, Api.In(In, "nope")));
    }

    private static Step Stat(string name, string key)
        => Step.Call($"stat {name}", api => api.Snapshots.StatAsync(new StatSnapshotRequest { Snapshotter = Snapshotter, Key = key }, Api.In(In)));

    private static Step Mounts(string name, string key)
        => Step.Call($"mounts {name}", api => api.Snapshots.MountsAsync(new MountsRequest { Snapshotter = Snapshotter, Key = key }, Api.In(In)));

    private static Step Usage(string name, string key)
        => Step.Call($"usage {name}", api => api.Snapshots.UsageAsync(new UsageRequest { Snapshotter = Snapshotter, Key = key }, Api.In(In)));

    private static Step Remove(string name, string key)
        => Step.Call($"remove {name}", api => api.Snapshots.RemoveAsync(new RemoveSnapshotRequest { Snapshotter = Snapshotter, Key = key }, Api.In(In)));

    // Blocks of a hundred, in an order that is not defined.
    private static Step List(string name, params string[] filters)
        => Step.Stream($"list {name}", api => api.Snapshots.List(new ListSnapshotsRequest { Snapshotter = Snapshotter, Filters = { filters } }, Api.In(In)));

    private static Step Prepare(string name, string key, string parent, params (string Key, string Value)[] labels)
        => Step.Call($"prepare {name}", api => api.Snapshots.PrepareAsync(
            new PrepareSnapshotRequest { Snapshotter = Snapshotter, Key = key, Parent = parent, Labels = { Map(labels) } }, Api.In(In)));

    private static Step View(string name, string key, string parent)
        => Step.Call(name, api => api.Snapshots.ViewAsync(new ViewSnapshotRequest { Snapshotter = Snapshotter, Key = key, Parent = parent }, Api.In(In)));

    private static Step Commit(string name, string committed, string key, params (string Key, string Value)[] labels)
        => Step.Call($"commit {name}", api => api.Snapshots.CommitAsync(
            new CommitSnapshotRequest { Snapshotter = Snapshotter, Name = committed, Key = key, Labels = { Map(labels) } }, Api.In(In)));

    private static Step Update(string name, string key, string[] paths, params (string Key, string Value)[] labels)
        => Step.Call($"update: {name}", api => api.Snapshots.UpdateAsync(
            new UpdateSnapshotRequest
            {
                Snapshotter = Snapshotter,
                Info = new Info { Name = key, Labels = { Map(labels) } },
                UpdateMask = paths.Length == 0 ? null : Values.Mask(paths),
            },
            Api.In(In)));

    private static Step Resources(string name)
        => Step.Call($"resources {name}", static api => api.Leases.ListResourcesAsync(new ListResourcesRequest { Id = "l" }, Api.In(In)));

    private static Dictionary<string, string> Map((string Key, string Value)[] labels)
        => labels.ToDictionary(static label => label.Key, static label => label.Value);
}
