using Google.Protobuf.WellKnownTypes;
using PluginHost.Proto.Services.ImagesV1;
using PluginHost.Proto.Services.LeasesV1;
using PluginHost.Proto.Types;

namespace Services.Tests.Steps;

internal static class ImageSteps
{
    private const string In = "images";

    public static IEnumerable<Step> All()
    {
        yield return Get("before any", "i");
        yield return Delete("before any", "i");
        yield return Update("before any", static _ => { }, []);
        yield return List("before any");
        yield return Create("no name", static i => i.Name = "");
        yield return Create("odd name", static i => i.Name = "a b/ö:\t");
        foreach (string digest in (string[])["", "x", "sha256:", "sha256:abc", "md5:d41d8cd98f00b204e9800998ecf8427e", Values.DigestOf("x").ToUpperInvariant(),
            "sha256:" + new string('g', 64), new string('0', 64), "sha256:" + new string('a', 64) + "b"])
        {
            yield return Create($"digest \"{digest}\"", i => i.Target.Digest = digest);
        }

        yield return Create("no size", static i => i.Target.Size = 0);
        yield return Create("negative size", static i => i.Target.Size = -1);
        yield return Create("no media type", static i => i.Target.MediaType = "");
        yield return Create("label too long", static i => i.Labels.Add("k", Values.TooLong));
        yield return Create("empty label key", static i => (i.Name, i.Labels[""]) = ("i3", "v"));
        yield return Create("full", static i =>
        {
            i.Labels.Add("a", "1");
            i.Labels.Add("empty", "");
            i.Target.Annotations.Add("n", "1");
            i.Target.Annotations.Add("empty", "");
            i.CreatedAt = new Timestamp { Seconds = 5 };
        });
        yield return Create("again", static _ => { });
        yield return Step.Call("create with a date", static api => api.Images.CreateAsync(
            new CreateImageRequest { Image = Sample("dated"), SourceDateEpoch = new Timestamp { Seconds = 1700000000, Nanos = 5 } }, Api.In(In)));
        yield return Get("full", "i");
        yield return Get("empty name", "");
        yield return Get("absent", "nope");
        yield return Update("no name", static i => i.Name = "", []);
        yield return Update("absent", static i => i.Name = "nope", ["labels"]);
        yield return Update("a label", static i => i.Labels.Add("b", "2"), ["labels.b"]);
        yield return Update("a label away", static _ => { }, ["labels.a"]);
        yield return Update("label too long", static i => i.Labels.Add("k", Values.TooLong), ["labels.k"]);
        yield return Update("all labels", static i => i.Labels.Add("z", "26"), ["labels"]);
        yield return Update("an annotation", static i => i.Target.Annotations.Add("m", "2"), ["annotations.m"]);
        yield return Update("an annotation away", static _ => { }, ["annotations.n"]);
        yield return Update("all annotations", static i => i.Target.Annotations.Add("p", "3"), ["annotations"]);
        yield return Update("target", static i => (i.Target.Digest, i.Target.Size) = (Values.DigestOf("other"), 77), ["target"]);
        yield return Update("bad target", static i => i.Target.Digest = "x", ["target"]);
        yield return Update("target without size", static i => i.Target.Size = 0, ["target"]);
        foreach (string path in (string[])["name", "target.digest", "target.annotations", "created_at", "", "Labels", "labels.", "annotations."])
        {
            yield return Update($"path \"{path}\"", static i => i.Labels.Add("", "x"), [path]);
        }

        yield return Get("after bad paths", "i");
        yield return Update("all", static i => (i.Labels["only"], i.Target.MediaType) = ("1", "application/other"), []);
        yield return Get("after all", "i");
        yield return Step.Call("update with a date", static api => api.Images.UpdateAsync(
            new UpdateImageRequest
            {
                Image = Sample("dated"), UpdateMask = Values.Mask("labels"), SourceDateEpoch = new Timestamp { Seconds = 1600000000 },
            },
            Api.In(In)));
        yield return List("all");
        foreach (string filter in (string[])
            ["name==i", "name", "target.digest", "target.mediatype==application/other", "target.size", "target", "labels.only", "annotations.n", "labels", "id==i",
             "name==", "name=i", "name!=i", "name~=^da"])
        {
            yield return List($"filter {filter}", filter);
        }

        yield return Step.Call("create under an unknown lease", static api => api.Images.CreateAsync(
            new CreateImageRequest { Image = Sample("leased") }, Api.In(In, "nope")));
        yield return Step.Call("create expiring under an unknown lease", static api => api.Images.CreateAsync(
            new CreateImageRequest { Image = Labelled("leased2", "containerd.io/gc.expire", "2100-01-01T00:00:00Z") }, Api.In(In, "nope")));
        yield return Step.Call("a lease", static api => api.Leases.CreateAsync(new CreateRequest { Id = "l" }, Api.In(In)));
        yield return Step.Call("create expiring under a lease", static api => api.Images.CreateAsync(
            new CreateImageRequest { Image = Labelled("leased3", "containerd.io/gc.expire", "2100-01-01T00:00:00Z") }, Api.In(In, "l")));
        yield return Step.Call("resources", static api => api.Leases.ListResourcesAsync(new ListResourcesRequest { Id = "l" }, Api.In(In)));
        yield return Delete("with another target", "i", Values.DigestOf("no"));
        yield return Delete("with no digest as target", "i", "x");
        yield return Delete("with an empty target", "i", "");
        yield return Delete("absent", "nope");
        yield return Delete("empty name", "");
        yield return Step.Call("delete with its lease", static api => api.Images.DeleteAsync(new DeleteImageRequest { Name = "leased3" }, Api.In(In, "l")));
        yield return Step.Call("resources left", static api => api.Leases.ListResourcesAsync(new ListResourcesRequest { Id = "l" }, Api.In(In)));
        yield return Delete("with its target", "dated", Values.DigestOf("t"));
        yield return Step.Call("delete and wait", static api => api.Images.DeleteAsync(new DeleteImageRequest { Name = "leased", Sync = true }, Api.In(In)));
        yield return List("left");
    }

    private static Image Sample(string name) => new()
    {
        Name = name,
        Target = new Descriptor { MediaType = "application/vnd.oci.image.manifest.v1+json", Digest = Values.DigestOf("t"), Size = 349 },
    };

    private static Image Labelled(string name, string key, string value)
    {
        Image image = Sample(name);
        image.Labels.Add(key, value);
        return image;
    }

    private static Image Changed(Action<Image> change)
    {
        Image image = Sample("i");
        change(image);
        return image;
    }

    private static Step Get(string name, string image)
        => Step.Call($"get {name}", api => api.Images.GetAsync(new GetImageRequest { Name = image }, Api.In(In)));

    private static Step List(string name, params string[] filters)
        => Step.Call($"list {name}", api => api.Images.ListAsync(new ListImagesRequest { Filters = { filters } }, Api.In(In)));

    private static Step Create(string name, Action<Image> change)
        => Step.Call($"create: {name}", api => api.Images.CreateAsync(new CreateImageRequest { Image = Changed(change) }, Api.In(In)));

    private static Step Update(string name, Action<Image> change, string[] paths)
        => Step.Call($"update: {name}", api => api.Images.UpdateAsync(
            new UpdateImageRequest { Image = Changed(change), UpdateMask = paths.Length == 0 ? null : Values.Mask(paths) }, Api.In(In)));

    private static Step Delete(string name, string image, string? target = null)
        => Step.Call($"delete {name}", api => api.Images.DeleteAsync(
            new DeleteImageRequest { Name = image, Target = target is null ? null : new Descriptor { Digest = target } }, Api.In(In)));
}
