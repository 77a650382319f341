using Google.Protobuf.WellKnownTypes;
using PluginHost.Proto.Services.SandboxV1;
using PluginHost.Proto.Types;

namespace Services.Tests.Steps;

internal static class SandboxSteps
{
    private const string In = "sandboxes";

    public static IEnumerable<Step> All()
    {
        yield return Get("before any", "s1");
        yield return Delete("before any", "s1");
        yield return Update("before any", static _ => { });
        yield return List("before any");
        yield return Step.Call("without a namespace", static api => api.Sandboxes.GetAsync(new StoreGetRequest { SandboxId = "s1" }, Api.In(null)));
        foreach (string bad in Values.BadIdentifiers)
        {
            yield return Create($"id \"{bad}\"", s => s.SandboxId = bad);
        }

        yield return Create("bare", static s => (s.SandboxId, s.Spec, s.Sandboxer, s.Runtime) = ("bare", null, "", new Sandbox.Types.Runtime()));
        yield return Get("bare", "bare");
        yield return Create("empty label key", static s => (s.SandboxId, s.Labels[""]) = ("s2", "v"));
        yield return Create("long label", static s => (s.SandboxId, s.Labels["k"]) = ("s3", Values.TooLong));
        yield return Create("empty extension name", static s => (s.SandboxId, s.Extensions[""]) = ("s4", new Any()));
        yield return Create("full", static s =>
        {
            s.Labels.Add("a", "1");
            s.Labels.Add("empty", "");
            s.Extensions.Add("e", Values.Any("u", "e"));
            s.Extensions.Add("nothing", new Any());
            s.CreatedAt = new Timestamp { Seconds = 5 };
        });
        yield return Create("again", static _ => { });
        yield return Get("full", "s1");
        yield return Get("absent", "nope");
        yield return Get("empty id", "");
        yield return Update("absent", static s => s.SandboxId = "nope");
        yield return Update("empty id", static s => s.SandboxId = "");
        yield return Update("a label", static s => s.Labels.Add("b", "2"), "labels.b");
        yield return Update("a label away", static _ => { }, "labels.a");
        yield return Get("without a label", "s1");
        yield return Update("all labels", static s => (s.Labels["z"], s.Labels["empty"]) = ("26", ""), "labels");
        yield return Get("with other labels", "s1");
        yield return Update("an extension", static s => s.Extensions.Add("f", Values.Any("u", "f")), "extensions.f");
        yield return Update("an extension away", static _ => { }, "extensions.e");
        yield return Get("without an extension", "s1");
        yield return Update("all extensions", static s => s.Extensions.Add("g", Values.Any("u", "g")), "extensions");
        yield return Get("with other extensions", "s1");
        yield return Update("spec", static s => s.Spec = Values.Any("spec", "2"), "spec");
        yield return Update("no spec", static s => s.Spec = null, "spec");
        yield return Get("with another spec", "s1");
        yield return Update("runtime options", static s => s.Runtime.Options = Values.Any("o", "2"), "runtime");
        yield return Update("no runtime options", static s => s.Runtime.Options = null, "runtime");
        yield return Update("runtime name", static s => s.Runtime.Name = "renamed", "runtime");
        yield return Get("renamed", "s1");
        yield return Update("all, other runtime", static s => s.Runtime.Name = "again");
        yield return Update("all", static s => (s.Runtime.Name, s.Sandboxer, s.Labels["only"]) = ("renamed", "other", "1"));
        yield return Get("after all", "s1");
        foreach (string path in (string[])["id", "sandboxer", "runtime.name", "", "Labels", "labels.", "extensions.", "created_at"])
        {
            yield return Update($"path \"{path}\"", static s => s.Labels.Add("", "x"), path);
        }

        yield return Update("good path and bad path", static s => s.Labels.Add("never", "1"), "labels", "bad");
        yield return Get("after bad paths", "s1");
        yield return Create("for lists", static s => (s.SandboxId, s.Labels["l"]) = ("s9", "9"));
        yield return List("all");
        foreach (string filter in (string[])
            ["id==s1", "id", "id.x==s1", "labels.l==9", "labels.l", "labels", "runtime.name==renamed", "sandboxer", "id==", "[", "id~=^s", "id!=s1"])
        {
            yield return List($"filter {filter}", filter);
        }

        yield return List("two filters", "id==s1", "id==s9");
        yield return Delete("absent", "nope");
        yield return Delete("empty id", "");
        yield return Delete("one", "s1");
        yield return Delete("again", "s1");
        yield return List("left");
    }

    private static Sandbox Changed(Action<Sandbox> change)
    {
        Sandbox sandbox = new()
        {
            SandboxId = "s1",
            Runtime = new Sandbox.Types.Runtime { Name = "io.containerd.runc.v2", Options = Values.Any("o", "1") },
            Spec = Values.Any("spec", "1"),
            Sandboxer = "shim",
        };
        change(sandbox);
        return sandbox;
    }

    private static Step Get(string name, string id)
        => Step.Call($"get {name}", api => api.Sandboxes.GetAsync(new StoreGetRequest { SandboxId = id }, Api.In(In)));

    private static Step List(string name, params string[] filters)
        => Step.Call($"list {name}", api => api.Sandboxes.ListAsync(new StoreListRequest { Filters = { filters } }, Api.In(In)));

    private static Step Create(string name, Action<Sandbox> change)
        => Step.Call($"create: {name}", api => api.Sandboxes.CreateAsync(new StoreCreateRequest { Sandbox = Changed(change) }, Api.In(In)));

    private static Step Update(string name, Action<Sandbox> change, params string[] fields)
        => Step.Call($"update: {name}", api => api.Sandboxes.UpdateAsync(
            new StoreUpdateRequest { Sandbox = Changed(change), Fields = { fields } }, Api.In(In)));

    private static Step Delete(string name, string id)
        => Step.Call($"delete {name}", api => api.Sandboxes.DeleteAsync(new StoreDeleteRequest { SandboxId = id }, Api.In(In)));
}
