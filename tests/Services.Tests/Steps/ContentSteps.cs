using Google.Protobuf;
using PluginHost.Proto.Services.ContentV1;
using PluginHost.Proto.Services.LeasesV1;

namespace Services.Tests.Steps;

internal static class ContentSteps
{
    private const string In = "content";
    private const string Hello = "hello, world";

    private static readonly string HelloDigest = Values.DigestOf(Hello);

    public static IEnumerable<Step> All()
        => [.. Before(), .. Offsets(), .. Commits(), .. Infos(), .. Reads(), .. Ingests(), .. Leased(), .. Shared()];

    private static IEnumerable<Step> Before()
    {
        yield return Info("before any", HelloDigest);
        yield return Read("before any", HelloDigest, 0, 0);
        yield return Delete("before any", HelloDigest);
        yield return Status("before any", "r");
        yield return Abort("before any", "r");
        yield return List("before any");
        yield return Statuses("before any");
        yield return Step.Call("without a namespace", static api => api.Content.InfoAsync(new InfoRequest { Digest = HelloDigest }, Api.In(null)));
        foreach (string bad in (string[])["", "x", "sha256:", "sha256:abc", "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709", "md5:x", new string('0', 64)])
        {
            yield return Info($"\"{bad}\"", bad);
            yield return Read($"\"{bad}\"", bad, 0, 0);
            yield return Delete($"\"{bad}\"", bad);
        }
    }

    private static IEnumerable<Step> Offsets()
    {
        yield return Write("no ref", Message(WriteAction.Stat, ""));
        yield return Write("stat of a new one", Message(WriteAction.Stat, "r0"));
        yield return Write("stat with total and expected", Message(WriteAction.Stat, "r0", total: 12, expected: HelloDigest));
        yield return Write("bad expected", Message(WriteAction.Stat, "r0", expected: "x"));
        yield return Write("unknown action", Message((WriteAction)9, "r0"));
        yield return Write(
            "in parts", Message(WriteAction.Write, "r1", "hello"), Message(WriteAction.Write, "", ", ", offset: 5), Message(WriteAction.Stat, ""));
        yield return Status("left open", "r1");
        yield return Write("resumed", Message(WriteAction.Stat, "r1"), Message(WriteAction.Write, "", "world", offset: 7));
        yield return Write("offset too low", Message(WriteAction.Write, "r1", "x", offset: 3));
        yield return Write("offset too high", Message(WriteAction.Write, "r1", "x", offset: 13));
        yield return Write("negative offset", Message(WriteAction.Write, "r1", "x", offset: -1));
        yield return Status("after wrong offsets", "r1");
        yield return Write("write at 0", Message(WriteAction.Write, "r1", "HE"), Message(WriteAction.Stat, ""));
        yield return Write("write of nothing at 0", Message(WriteAction.Write, "r1"));
        yield return Write("write of nothing at the offset", Message(WriteAction.Write, "r1", "abc"), Message(WriteAction.Write, "", offset: 3));
        yield return Write("commit at a wrong offset", Message(WriteAction.Commit, "r1", offset: 2));
        yield return Write("commit at 0 throws away", Message(WriteAction.Write, "r2", "old"), Message(WriteAction.Commit, "", "new"));
        yield return Info("of what was committed at 0", Values.DigestOf("new"));
        yield return Write("total of the stream", Message(WriteAction.Write, "r3", "ab", total: 5), Message(WriteAction.Stat, ""));
        yield return Write("resumed with another total", Message(WriteAction.Stat, "r3", total: 7));
        yield return Write("resumed without a total", Message(WriteAction.Stat, "r3"));
        yield return Status("with a total", "r3");
        yield return Write("negative total", Message(WriteAction.Stat, "r4", total: -5));
    }

    private static IEnumerable<Step> Commits()
    {
        yield return Write("wrong size", Message(WriteAction.Write, "c1", Hello), Message(WriteAction.Commit, "", offset: 12, total: 11));
        yield return Write("wrong digest", Message(WriteAction.Stat, "c1"), Message(WriteAction.Commit, "", offset: 12, expected: Values.DigestOf("x")));
        yield return Status("after failed commits", "c1");
        yield return Write("label too long", Message(WriteAction.Stat, "c1"), Labelled(Message(WriteAction.Commit, "", offset: 12), "k", Values.TooLong));
        yield return Write("empty label key", Message(WriteAction.Stat, "c1"), Labelled(Message(WriteAction.Commit, "", offset: 12), "", "v"));
        yield return Write(
            "with labels",
            Message(WriteAction.Stat, "c1"),
            Labelled(Labelled(Message(WriteAction.Commit, "", offset: 12, total: 12, expected: HelloDigest), "a", "1"), "empty", ""));
        yield return Info("committed", HelloDigest);
        yield return Status("committed", "c1");
        yield return Write("same bytes", Message(WriteAction.Commit, "c2", Hello));
        yield return Status("same bytes", "c2");
        yield return Write("same digest at the start", Message(WriteAction.Stat, "c3", expected: HelloDigest));
        yield return Write("same digest later", Message(WriteAction.Write, "c3", "hel"), Message(WriteAction.Write, "", "lo", offset: 3, expected: HelloDigest));
        yield return Status("same digest later", "c3");
        yield return Write("nothing", Message(WriteAction.Commit, "c4"));
        yield return Write("another blob", Message(WriteAction.Commit, "c5", "five"));
    }

    private static IEnumerable<Step> Infos()
    {
        yield return Update("a label", HelloDigest, ["labels.b"], ("b", "2"));
        yield return Update("a label away", HelloDigest, ["labels.a"]);
        yield return Update("a label with dots", HelloDigest, ["labels.x.y/z"], ("x.y/z", "3"));
        yield return Update("all labels", HelloDigest, ["labels"], ("z", "26"), ("empty", ""));
        yield return Update("without paths", HelloDigest, [], ("y", "25"));
        yield return Update("no labels", HelloDigest, []);
        yield return Update("too long", HelloDigest, ["labels.k"], ("k", Values.TooLong));
        foreach (string path in (string[])["digest", "size", "created_at", "", "Labels", "labels."])
        {
            yield return Update($"path \"{path}\"", HelloDigest, [path], ("", "x"));
        }

        yield return Update("absent", Values.DigestOf("absent"), ["labels"]);
        yield return Update("no digest", "x", ["labels"]);
        yield return Update("for lists", HelloDigest, [], ("l", "1"));
        yield return List("all");
        foreach (string filter in (string[])
            [$"digest==\"{HelloDigest}\"", "digest", "digest~=^sha256:2", "labels.l==1", "labels.l", "labels", "size", "size==12", "digest==", "digest!=x"])
        {
            yield return List($"filter {filter}", filter);
        }
    }

    private static IEnumerable<Step> Reads()
    {
        foreach ((long offset, long size) in ((long, long)[])
            [(0, 0), (0, 5), (7, 0), (7, 2), (7, 100), (11, 1), (12, 0), (12, 5), (13, 0), (100, 1), (-1, 0), (-5, 3), (0, -1), (3, -7), (0, 12), (0, 13), (0, long.MaxValue), (5, long.MaxValue)])
        {
            yield return Read($"{offset} {size}", HelloDigest, offset, size);
        }

        yield return Read("of an empty blob", Values.DigestOf(""), 0, 0);
        yield return Read("after the end of an empty blob", Values.DigestOf(""), 1, 0);
    }

    private static IEnumerable<Step> Ingests()
    {
        yield return Statuses("all");
        foreach (string filter in (string[])["ref==r1", "ref", "ref~=^r", "offset", "labels.x", "ref==", "ref!=r1"])
        {
            yield return Statuses($"filter {filter}", filter);
        }

        yield return Statuses("two filters", "ref==r1", "ref==r3");
        yield return Status("empty ref", "");
        yield return Abort("empty ref", "");
        yield return Abort("one", "r1");
        yield return Status("aborted", "r1");
        yield return Abort("again", "r1");
        yield return Write("after the abort", Message(WriteAction.Stat, "r1"));
        yield return new("two writers of one ref", async api =>
        {
            using Grpc.Core.AsyncDuplexStreamingCall<WriteContentRequest, WriteContentResponse> first = api.Content.Write(Api.In(In));
            await first.RequestStream.WriteAsync(Message(WriteAction.Stat, "busy"));
            Assert.True(await first.ResponseStream.MoveNext(CancellationToken.None));
            return await api.WriteAsync(Api.In(In), Message(WriteAction.Stat, "busy"));
        });
        yield return Delete("one", Values.DigestOf("new"));
        yield return Delete("again", Values.DigestOf("new"));
        yield return Info("deleted", Values.DigestOf("new"));
        yield return Read("deleted", Values.DigestOf("new"), 0, 0);
    }

    private static IEnumerable<Step> Leased()
    {
        yield return new("under an unknown lease", static api => api.WriteAsync(Api.In(In, "nope"), Message(WriteAction.Commit, "l1", "leased")));
        yield return new("existing under an unknown lease", static api => api.WriteAsync(Api.In(In, "nope"), Message(WriteAction.Stat, "l2", expected: HelloDigest)));
        yield return Step.Call("a lease", static api => api.Leases.CreateAsync(new CreateRequest { Id = "l" }, Api.In(In)));
        yield return new("open under a lease", static api => api.WriteAsync(Api.In(In, "l"), Message(WriteAction.Write, "l3", "le")));
        yield return Resources("open");
        yield return new("commit under a lease", static api => api.WriteAsync(Api.In(In, "l"), Message(WriteAction.Commit, "l3", "leased")));
        yield return Resources("committed");
        yield return new("existing under a lease", static api => api.WriteAsync(Api.In(In, "l"), Message(WriteAction.Stat, "l4", expected: HelloDigest)));
        yield return Resources("existing");
        yield return new("same bytes under a lease", static api => api.WriteAsync(Api.In(In, "l"), Message(WriteAction.Commit, "l5", "five")));
        yield return Resources("same bytes");
        yield return Step.Call("delete under a lease", static api => api.Content.DeleteAsync(
            new DeleteContentRequest { Digest = Values.DigestOf("leased") }, Api.In(In, "l")));
        yield return Resources("deleted");
    }

    private static IEnumerable<Step> Shared()
    {
        const string Other = "other";
        yield return new("shared, open", static api => api.WriteAsync(Api.In(Other), Message(WriteAction.Stat, "s1", total: 12, expected: HelloDigest)));
        yield return Step.Call("shared, status", static api => api.Content.StatusAsync(new StatusRequest { Ref = "s1" }, Api.In(Other)));
        yield return Step.Call("shared, statuses", static api => api.Content.ListStatusesAsync(new ListStatusesRequest(), Api.In(Other)));
        yield return new("shared, wrong total", static api => api.WriteAsync(Api.In(Other), Message(WriteAction.Stat, "s2", total: 11, expected: HelloDigest)));
        yield return new("shared, commit with a wrong total", static api => api.WriteAsync(
            Api.In(Other), Message(WriteAction.Stat, "s1", expected: HelloDigest), Message(WriteAction.Commit, "", offset: 12, total: 13)));
        yield return new("shared, commit with another digest", static api => api.WriteAsync(
            Api.In(Other), Message(WriteAction.Stat, "s1", expected: HelloDigest), Message(WriteAction.Commit, "", offset: 12, expected: Values.DigestOf("x"))));
        yield return new("shared, appended", static api => api.WriteAsync(
            Api.In(Other), Message(WriteAction.Stat, "s3", expected: HelloDigest), Message(WriteAction.Write, "", "!", offset: 12),
            Message(WriteAction.Commit, "", offset: 13, expected: Values.DigestOf(Hello + "!"))));
        yield return new("shared, commit", static api => api.WriteAsync(
            Api.In(Other), Message(WriteAction.Stat, "s1", total: 12, expected: HelloDigest), Message(WriteAction.Commit, "", offset: 12, total: 12)));
        yield return Step.Stream("shared, list", static api => api.Content.List(new ListContentRequest(), Api.In(Other)));
        yield return Step.Call("shared, abort of an open one", static api => api.Content.AbortAsync(new AbortRequest { Ref = "s1" }, Api.In(Other)));
    }

    private static WriteContentRequest Message(WriteAction action, string @ref, string data = "", long offset = 0, long total = 0, string expected = "") => new()
    {
        Action = action,
        Ref = @ref,
        Data = ByteString.CopyFromUtf8(data),
        Offset = offset,
        Total = total,
        Expected = expected,
    };

    private static WriteContentRequest Labelled(WriteContentRequest request, string key, string value)
    {
        request.Labels.Add(key, value);
        return request;
    }

    private static Step Write(string name, params WriteContentRequest[] requests) => new($"write: {name}", api => api.WriteAsync(Api.In(In), requests));

    private static Step Info(string name, string digest)
        => Step.Call($"info {name}", api => api.Content.InfoAsync(new InfoRequest { Digest = digest }, Api.In(In)));

    private static Step Read(string name, string digest, long offset, long size)
        => Step.Stream($"read {name}", api => api.Content.Read(new ReadContentRequest { Digest = digest, Offset = offset, Size = size }, Api.In(In)));

    private static Step Delete(string name, string digest)
        => Step.Call($"delete {name}", api => api.Content.DeleteAsync(new DeleteContentRequest { Digest = digest }, Api.In(In)));

    private static Step Status(string name, string @ref)
        => Step.Call($"status {name}", api => api.Content.StatusAsync(new StatusRequest { Ref = @ref }, Api.In(In)));

    private static Step Abort(string name, string @ref)
        => Step.Call($"abort {name}", api => api.Content.AbortAsync(new AbortRequest { Ref = @ref }, Api.In(In)));

    private static Step List(string name, params string[] filters)
        => Step.Stream($"list {name}", api => api.Content.List(new ListContentRequest { Filters = { filters } }, Api.In(In)));

    // In no order.
    private static Step Statuses(string name, params string[] filters)
        => new($"statuses {name}", async api =>
        {
            try
            {
                ListStatusesResponse answer = await api.Content.ListStatusesAsync(new ListStatusesRequest { Filters = { filters } }, Api.In(In));
                return string.Join("; ", answer.Statuses.Select(MessageText.Of).Order(StringComparer.Ordinal));
            }
            catch (Grpc.Core.RpcException e)
            {
                return MessageText.Of(e);
            }
        });

    private static Step Update(string name, string digest, string[] paths, params (string Key, string Value)[] labels)
        => Step.Call($"update: {name}", api => api.Content.UpdateAsync(
            new UpdateRequest
            {
                Info = new Info { Digest = digest, Labels = { labels.ToDictionary(static label => label.Key, static label => label.Value) } },
                UpdateMask = paths.Length == 0 ? null : Values.Mask(paths),
            },
            Api.In(In)));

    private static Step Resources(string name)
        => Step.Call($"resources {name}", static api => api.Leases.ListResourcesAsync(new ListResourcesRequest { Id = "l" }, Api.In(In)));
}
