using PluginHost.Proto.Services.ImagesV1;
using PluginHost.Proto.Services.LeasesV1;
using PluginHost.Proto.Services.NamespacesV1;
using PluginHost.Proto.Types;

namespace Services.Tests.Steps;

internal static class NamespaceSteps
{
    private const string Name = "namespaces";

    public static IEnumerable<Step> All()
    {
        yield return Get("nothing there", "absent");
        yield return Get("empty name", "");
        yield return Get("no identifier", "a b");
        foreach (string bad in Values.BadIdentifiers)
        {
            yield return Create($"create \"{bad}\"", bad);
        }

        yield return Create("create", Name, ("a", "1"), ("empty", ""));
        yield return Create("create again", Name);
        yield return Create("longest name", Values.Longest);
        yield return Create("label too long", "other", ("k", Values.TooLong));
        yield return Create("empty label key", "other2", ("", "v"));
        yield return Create("named as the version", "version");
        yield return Get("created", Name);
        yield return Update("set a label", Name, ["labels.b"], ("b", "2"), ("c", "3"));
        yield return Update("delete a label", Name, ["labels.a"]);
        yield return Update("set an empty label", Name, ["labels.b"], ("b", ""));
        yield return Update("label with dots", Name, ["labels.x.y/z"], ("x.y/z", "1"));
        yield return Update("two paths", Name, ["labels.p", "labels.q"], ("p", "1"), ("q", "2"));
        yield return Get("updated", Name);
        foreach (string path in (string[])["labels", "name", "", "label.x", "labels.", "Labels.a"])
        {
            yield return Update($"path \"{path}\"", Name, [path], ("a", "1"));
        }

        yield return Update("good path and bad path", Name, ["labels.good", "bad"], ("good", "1"));
        yield return Get("after good and bad path", Name);
        yield return Update("replace", Name, [], ("new", "1"), ("empty", ""));
        yield return Get("replaced", Name);
        yield return Update("replace by nothing", Name, []);
        yield return Get("without labels", Name);
        yield return Update("too long by replacing", Name, [], ("k", Values.TooLong));
        yield return Update("too long by path", Name, ["labels.k"], ("k", Values.TooLong));
        yield return Update("absent, no labels", "made-0", []);
        yield return Update("absent, a label", "made-1", [], ("a", "1"));
        yield return Update("absent, a path", "made-2", ["labels.a"], ("a", "1"));
        yield return Update("absent, path without value", "made-3", ["labels.a"]);
        yield return Update("empty name, a label", "", [], ("a", "1"));
        yield return Update("empty name, no label", "", []);
        yield return Step.Call("list", static api => api.Namespaces.ListAsync(new ListNamespacesRequest(), Api.In(null)));
        yield return Delete("delete absent", "absent");
        yield return Delete("delete empty name", "");
        yield return Step.Call("an image", static api => api.Images.CreateAsync(
            new CreateImageRequest
            {
                Image = new Image { Name = "i", Target = new Descriptor { Digest = Values.DigestOf("t"), MediaType = "m", Size = 1 } },
            },
            Api.In(Name)));
        yield return Delete("delete with an image", Name);
        yield return new("a blob", static api => api.PutAsync(Api.In(Name), "r", "blob"u8.ToArray()));
        yield return Delete("delete with an image and a blob", Name);
        yield return Step.Call("image away", static api => api.Images.DeleteAsync(new DeleteImageRequest { Name = "i", Sync = true }, Api.In(Name)));
        yield return Step.Call("a lease", static api => api.Leases.CreateAsync(new CreateRequest { Id = "l" }, Api.In(Name)));
        yield return Delete("delete with a lease", Name);
        yield return Create("create once more", Name);
        yield return Update("bad name, a label", "a b", [], ("a", "1"));
        yield return Delete("delete bad name", "a b");
    }

    private static Step Get(string name, string @namespace)
        => Step.Call($"get {name}", api => api.Namespaces.GetAsync(new GetNamespaceRequest { Name = @namespace }, Api.In(null)));

    private static Step Create(string name, string @namespace, params (string Key, string Value)[] labels)
        => Step.Call(name, api => api.Namespaces.CreateAsync(
            new CreateNamespaceRequest { Namespace = Message(@namespace, labels) }, Api.In(null)));

    private static Step Update(string name, string @namespace, string[] paths, params (string Key, string Value)[] labels)
        => Step.Call($"update: {name}", api => api.Namespaces.UpdateAsync(
            new UpdateNamespaceRequest { Namespace = Message(@namespace, labels), UpdateMask = paths.Length == 0 ? null : Values.Mask(paths) },
            Api.In(null)));

    private static Step Delete(string name, string @namespace)
        => Step.Call(name, api => api.Namespaces.DeleteAsync(new DeleteNamespaceRequest { Name = @namespace }, Api.In(null)));

    private static Namespace Message(string name, (string Key, string Value)[] labels)
        => new() { Name = name, Labels = { labels.ToDictionary(static label => label.Key, static label => label.Value) } };
}
