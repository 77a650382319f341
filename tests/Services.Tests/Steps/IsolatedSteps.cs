using Google.Protobuf;
using PluginHost.Proto.Services.ContentV1;
using PluginHost.Proto.Services.NamespacesV1;

namespace Services.Tests.Steps;

/// <summary>Blobs between namespaces under the policy <c>isolated</c>: a digest alone gets nobody a blob, but from a namespace that shares.</summary>
internal static class IsolatedSteps
{
    private const string In = "isolated";
    private const string Other = "other";
    private const string Hello = "hello, world";
    private const string Open = "open hello";

    private static readonly string HelloDigest = Values.DigestOf(Hello);
    private static readonly string OpenDigest = Values.DigestOf(Open);

    public static IEnumerable<Step> All()
    {
        yield return Write("a blob", In, Message(WriteAction.Commit, "r", Hello));
        yield return Write("by its digest", Other, Message(WriteAction.Stat, "s1", expected: HelloDigest));
        yield return Write("by digest and size", Other, Message(WriteAction.Stat, "s1", total: 12, expected: HelloDigest));
        yield return Write("commit without bytes", Other, Message(WriteAction.Commit, "s1", total: 12, expected: HelloDigest));
        yield return Info("not there", Other, HelloDigest);
        yield return Read("not there", Other, HelloDigest);
        yield return Write("commit of other bytes", Other, Message(WriteAction.Commit, "s2", "HELLO, world", total: 12, expected: HelloDigest));
        yield return Write("commit with the bytes", Other, Message(WriteAction.Commit, "s3", Hello, total: 12, expected: HelloDigest));
        yield return Info("there", Other, HelloDigest);
        yield return Read("there", Other, HelloDigest);
        yield return Write("existing in the namespace itself", In, Message(WriteAction.Stat, "s4", expected: HelloDigest));

        yield return Step.Call("a namespace that shares", static api => api.Namespaces.CreateAsync(
            new CreateNamespaceRequest { Namespace = new Namespace { Name = "open", Labels = { ["containerd.io/namespace.shareable"] = "true" } } }, Api.In(null)));
        yield return Write("its blob", "open", Message(WriteAction.Commit, "r", Open));
        yield return Write("shared, by its digest", Other, Message(WriteAction.Stat, "s5", expected: OpenDigest));
        yield return Write("shared, commit without bytes", Other, Message(WriteAction.Stat, "s5", total: 10, expected: OpenDigest), Message(WriteAction.Commit, "", offset: 10));
        yield return Read("shared", Other, OpenDigest);
        yield return Step.Call("it shares no more", static api => api.Namespaces.UpdateAsync(
            new UpdateNamespaceRequest { Namespace = new Namespace { Name = "open", Labels = { ["containerd.io/namespace.shareable"] = "false" } } }, Api.In(null)));
        yield return Write("no more, by its digest", "third", Message(WriteAction.Stat, "s6", expected: OpenDigest));
        yield return Read("what was shared stays", Other, OpenDigest);
    }

    private static WriteContentRequest Message(WriteAction action, string @ref, string data = "", long offset = 0, long total = 0, string expected = "") => new()
    {
        Action = action, Ref = @ref, Data = ByteString.CopyFromUtf8(data), Offset = offset, Total = total, Expected = expected,
    };

    private static Step Write(string name, string @namespace, params WriteContentRequest[] requests)
        => new($"write: {name}", api => api.WriteAsync(Api.In(@namespace), requests));

    private static Step Info(string name, string @namespace, string digest)
        => Step.Call($"info {name}", api => api.Content.InfoAsync(new InfoRequest { Digest = digest }, Api.In(@namespace)));

    private static Step Read(string name, string @namespace, string digest)
        => Step.Stream($"read {name}", api => api.Content.Read(new ReadContentRequest { Digest = digest }, Api.In(@namespace)));
}
