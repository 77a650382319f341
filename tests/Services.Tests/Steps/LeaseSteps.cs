using PluginHost.Proto.Services.LeasesV1;

namespace Services.Tests.Steps;

internal static class LeaseSteps
{
    private const string In = "leases";

    public static IEnumerable<Step> All()
    {
        yield return List("before any");
        yield return Delete("before any", "l");
        yield return Resources("before any", "l");
        yield return Create("without id", "");
        yield return Create("one", "l", ("a", "1"), ("empty", ""));
        yield return Create("again", "l");
        yield return Create("odd id", "a b/ö");
        yield return Create("long id", new string('x', 500));
        yield return Create("label too long", "long", ("k", Values.TooLong));
        yield return Create("empty label key", "nokey", ("", "v"));
        yield return Create("expiring", "later", ("containerd.io/gc.expire", "2100-01-01T00:00:00Z"));
        foreach ((string type, string id) in ((string, string)[])
            [("content", Values.DigestOf("x")), ("content", "x"), ("content", ""), ("content/x", Values.DigestOf("x")), ("ingests", "r"), ("ingests", ""), ("ingests/x", "r"),
             ("images", "i"), ("images", ""), ("images/x", "i"), ("snapshots/overlayfs", "k"), ("snapshots/overlayfs", ""), ("snapshots", "k"), ("snapshots/", "k"),
             ("snapshots/a/b", "k"), ("snapshots/unknown", "k"), ("", "x"), ("leases", "l"), ("containers", "c"), ("foo", "x"), ("Content", Values.DigestOf("x"))])
        {
            yield return Add($"{type} {id}", "l", id, type);
            yield return Remove($"{type} {id}", "l", id, type);
            yield return Add($"{type} {id} again", "l", id, type);
        }

        yield return Add("twice", "l", "r", "ingests");
        yield return Add("unknown lease", "nope", "r", "ingests");
        yield return Add("unknown lease and bad type", "nope", "r", "foo");
        yield return Add("no lease", "", "r", "ingests");
        yield return Remove("never added", "l", "never", "ingests");
        yield return Remove("unknown snapshotter", "l", "k", "snapshots/never");
        yield return Remove("unknown lease", "nope", "r", "ingests");
        yield return Resources("all", "l");
        yield return Resources("unknown lease", "nope");
        yield return Resources("no lease", "");
        foreach (string filter in (string[])["id==l", "id", "labels.a", "labels.a==1", "labels.\"containerd.io/gc.expire\"", "created_at", "id==", "id!=l"])
        {
            yield return List($"filter {filter}", filter);
        }

        yield return Delete("absent", "nope");
        yield return Delete("no id", "");
        yield return Delete("odd id", "a b/ö");
        yield return Step.Call("delete and wait", static api => api.Leases.DeleteAsync(new DeleteRequest { Id = "l", Sync = true }, Api.In(In)));
        yield return Step.Call("delete absent and wait", static api => api.Leases.DeleteAsync(new DeleteRequest { Id = "l", Sync = true }, Api.In(In)));
        yield return List("left", "id==later", "id==l");
    }

    private static Step Create(string name, string id, params (string Key, string Value)[] labels)
        => Step.Call($"create {name}", api => api.Leases.CreateAsync(
            new CreateRequest { Id = id, Labels = { labels.ToDictionary(static label => label.Key, static label => label.Value) } }, Api.In(In)));

    // The generated id would be somewhere else in the list each time.
    private static Step List(string name, params string[] filters)
        => new($"list {name}", async api =>
        {
            try
            {
                ListResponse answer = await api.Leases.ListAsync(new ListRequest { Filters = { filters } }, Api.In(In));
                return string.Join("; ", answer.Leases.Select(MessageText.Of).Order(StringComparer.Ordinal));
            }
            catch (Grpc.Core.RpcException e)
            {
                return MessageText.Of(e);
            }
        });

    private static Step Add(string name, string lease, string id, string type)
        => Step.Call($"add {name}", api => api.Leases.AddResourceAsync(
            new AddResourceRequest { Id = lease, Resource = new Resource { Id = id, Type = type } }, Api.In(In)));

    private static Step Remove(string name, string lease, string id, string type)
        => Step.Call($"remove {name}", api => api.Leases.DeleteResourceAsync(
            new DeleteResourceRequest { Id = lease, Resource = new Resource { Id = id, Type = type } }, Api.In(In)));

    private static Step Resources(string name, string lease)
        => Step.Call($"resources {name}", api => api.Leases.ListResourcesAsync(new ListResourcesRequest { Id = lease }, Api.In(In)));

    private static Step Delete(string name, string lease)
        => Step.Call($"delete {name}", api => api.Leases.DeleteAsync(new DeleteRequest { Id = lease }, Api.In(In)));
}
