using Google.Protobuf.WellKnownTypes;
using PluginHost.Proto.Services.ContainersV1;

namespace Services.Tests.Steps;

internal static class ContainerSteps
{
    private const string In = "containers";

    public static IEnumerable<Step> All()
    {
        yield return Get("before any", "c1");
        yield return Delete("before any", "c1");
        yield return Update("before any", static c => c, []);
        yield return List("before any");
        yield return Step.Call("without a namespace", static api => api.Containers.ListAsync(new ListContainersRequest(), Api.In(null)));
        yield return Step.Call("in a bad namespace", static api => api.Containers.ListAsync(new ListContainersRequest(), Api.In("a b")));
        foreach (string bad in Values.BadIdentifiers)
        {
            yield return Create($"id \"{bad}\"", c => c.Id = bad);
        }

        yield return Create("no runtime", static c => c.Runtime = new Container.Types.Runtime());
        yield return Create("snapshot key alone", static c => c.SnapshotKey = "k");
        yield return Create("snapshotter alone", static c => (c.Id, c.Snapshotter) = ("c2", "overlayfs"));
        yield return Create("label too long", static c => c.Labels.Add("k", Values.TooLong));
        yield return Create("empty label key", static c => (c.Id, c.Labels[""]) = ("c3", "v"));
        yield return Create("empty extension name", static c => c.Extensions.Add("", new Any()));
        yield return Create("full", static c =>
        {
            c.Labels.Add("a", "1");
            c.Labels.Add("empty", "");
            c.Labels.Add("with.dots/and", "2");
            c.Snapshotter = "overlayfs";
            c.SnapshotKey = "key";
            c.Sandbox = "pod";
            c.Extensions.Add("e", Values.Any("url", "value"));
            c.Extensions.Add("nothing", new Any());
            c.CreatedAt = new Timestamp { Seconds = 1 };
        });
        yield return Create("again", static _ => { });
        yield return Create("no spec", static c => (c.Id, c.Spec) = ("c0", null));
        yield return Get("without a spec", "c0");
        yield return Create("another", static c => (c.Id, c.Image, c.Runtime.Name) = (Values.Longest, "", "other.runtime"));
        yield return Get("full", "c1");
        yield return Get("empty id", "");
        yield return Get("absent", "nope");
        yield return Update("no id", static c => Set(c, c => c.Id = ""), []);
        yield return Update("absent", static c => Set(c, c => c.Id = "nope"), ["labels"]);
        yield return Update("nothing", static c => c, ["labels.none"]);
        yield return Update("a label", static c => Set(c, c => c.Labels.Add("b", "2")), ["labels.b"]);
        yield return Update("a label away", static c => c, ["labels.a"]);
        yield return Update("a label with dots away", static c => c, ["labels.with.dots/and"]);
        yield return Update("a label too long", static c => Set(c, c => c.Labels.Add("k", Values.TooLong)), ["labels.k"]);
        yield return Update("all labels", static c => Set(c, c => c.Labels.Add("z", "1")), ["labels"]);
        yield return Update("image", static c => Set(c, c => c.Image = "other"), ["image"]);
        yield return Update("spec", static c => Set(c, c => c.Spec = Values.Any("spec", "2")), ["spec"]);
        yield return Update("no spec", static c => Set(c, c => c.Spec = null), ["spec"]);
        yield return Update("an extension", static c => Set(c, c => c.Extensions.Add("f", Values.Any("u", "f"))), ["extensions.f"]);
        yield return Update("an extension away", static c => c, ["extensions.e"]);
        yield return Update("all extensions", static c => Set(c, c => c.Extensions.Add("g", Values.Any("u", "g"))), ["extensions"]);
        yield return Get("after extensions", "c1");
        yield return Update("snapshot key", static c => Set(c, c => c.SnapshotKey = "key2"), ["snapshotkey"]);
        yield return Update("two paths", static c => Set(c, c => (c.Image, c.SnapshotKey) = ("i3", "k3")), ["image", "snapshotkey"]);
        foreach (string path in (string[])["id", "runtime", "snapshotter", "snapshot_key", "snapshotKey", "sandbox", "created_at", "", "Labels", "labels.", "extensions.", "spec.x"])
        {
            yield return Update($"path \"{path}\"", static c => Set(c, c => c.Labels.Add("", "x")), [path]);
        }

        yield return Update("good path and bad path", static c => Set(c, c => c.Image = "never"), ["image", "bad"]);
        yield return Get("after bad paths", "c1");
        yield return Update("all, other snapshotter", static c => Set(c, c => c.Snapshotter = "native"), []);
        yield return Update("all, other runtime", static c => Set(c, c => (c.Snapshotter, c.Runtime.Name) = ("overlayfs", "other")), []);
        yield return Update("all", static c => Set(c, c => (c.Snapshotter, c.SnapshotKey, c.Image, c.Sandbox) = ("overlayfs", "k4", "i4", "changed")), []);
        yield return Get("after all", "c1");
        yield return Create("for lists", static c => (c.Id, c.Labels["a"]) = ("c4", "4"));
        yield return List("all");
        yield return Step.Stream("list stream", static api => api.Containers.ListStream(new ListContainersRequest(), Api.In(In)));
        yield return Step.Stream("list stream, bad filter", static api => api.Containers.ListStream(new ListContainersRequest { Filters = { "id==" } }, Api.In(In)));
        foreach (string filter in (string[])
            ["id==c1", "id", "image", "image==\"i4\"", "runtime.name==other.runtime", "runtime", "runtime.name", "runtime.options", "labels.a==4", "labels.a", "labels",
             "snapshotter==overlayfs", "sandbox==pod", "spec", "id==c1,labels.a", "nothing", "nothing!=x", "id~=^c", "id==", "[", "labels.\"a\"==4"])
        {
            yield return List($"filter {filter}", filter);
        }

        yield return List("two filters", "id==c1", "id==c4");
        yield return List("good filter and bad filter", "id==c1", "id==");
        yield return Delete("absent", "nope");
        yield return Delete("empty id", "");
        yield return Delete("one", "c1");
        yield return Delete("again", "c1");
        yield return Get("deleted", "c1");
    }

    private static Container Sample() => new()
    {
        Id = "c1",
        Image = "docker.io/library/x:latest",
        Runtime = new Container.Types.Runtime { Name = "io.containerd.runc.v2", Options = Values.Any("containerd.runc.v1.Options", "\x0a\x01x") },
        Spec = Values.Any("types.containerd.io/opencontainers/runtime-spec/1/Spec", "{}"),
    };

    private static Container Set(Container container, Action<Container> change)
    {
        change(container);
        return container;
    }

    private static Step Get(string name, string id)
        => Step.Call($"get {name}", api => api.Containers.GetAsync(new GetContainerRequest { Id = id }, Api.In(In)));

    private static Step List(string name, params string[] filters)
        => Step.Call($"list {name}", api => api.Containers.ListAsync(new ListContainersRequest { Filters = { filters } }, Api.In(In)));

    private static Step Create(string name, Action<Container> change)
        => Step.Call($"create: {name}", api => api.Containers.CreateAsync(
            new CreateContainerRequest { Container = Set(Sample(), change) }, Api.In(In)));

    private static Step Update(string name, Func<Container, Container> change, string[] paths)
        => Step.Call($"update: {name}", api => api.Containers.UpdateAsync(
            new UpdateContainerRequest { Container = change(Sample()), UpdateMask = paths.Length == 0 ? null : Values.Mask(paths) }, Api.In(In)));

    private static Step Delete(string name, string id)
        => Step.Call($"delete {name}", api => api.Containers.DeleteAsync(new DeleteContainerRequest { Id = id }, Api.In(In)));
}
